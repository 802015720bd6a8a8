import { describe, expect, it } from 'vitest';
import { createDraft, withStatement } from '../../../src-renderer/app/draft.ts';

function memory() {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}

describe('the SQL text', () => {
  it('is there again on the next visit', () => {
    const storage = memory();
    createDraft(storage).getState().setText('SELECT 1');
    expect(createDraft(storage).getState()).toMatchObject({ text: 'SELECT 1', isTouched: true });
  });

  it('knows that it was emptied on purpose', () => {
    const storage = memory();
    expect(createDraft(storage).getState().isTouched).toBe(false);
    createDraft(storage).getState().setText('');
    expect(createDraft(storage).getState()).toMatchObject({ text: '', isTouched: true });
  });

  it('gets a statement added below and never loses what is there', () => {
    expect(withStatement('SELECT 1', 'SELECT 2')).toBe('SELECT 1;\n\nSELECT 2');
    expect(withStatement('SELECT 1;\n', 'SELECT 2')).toBe('SELECT 1;\n\nSELECT 2');
    expect(withStatement('  ', ' SELECT 2 ')).toBe('SELECT 2');
    expect(withStatement('SELECT 2;\nSELECT 1', 'SELECT 2')).toBe('SELECT 2;\nSELECT 1');
  });

  it('asks the editor once to show a wanted statement', () => {
    const draft = createDraft(memory());
    draft.getState().show('SELECT 2 ');
    expect(draft.getState().wanted).toBe('SELECT 2');
    draft.getState().taken();
    expect(draft.getState().wanted).toBeNull();
  });
});
