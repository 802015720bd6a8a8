import { describe, expect, it } from 'vitest';
import { closestNames, editDistance } from '#mcp/format/closest.ts';
import { fitting, table, withinBudget } from '#mcp/format/text.ts';

describe('texts', () => {
  it('are cut at a line when they are over the budget, and say so', () => {
    const text = Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n');
    const cut = withinBudget(text, 200);
    expect(cut.split('\n\n')[0]).toMatch(/line \d+$/);
    expect(cut).toContain('(cut: this answer was longer than 200 tokens');
    expect(withinBudget('short', 200)).toBe('short');
  });

  it('keep a table a table, whatever the cells hold', () => {
    expect(table(['a'], [['x|y\nz'], [null], [{ k: 1 }]])).toBe('| a |\n| --- |\n| x\\|y z |\n|  |\n| {"k":1} |');
  });

  it('take as many items as fit, and at least one', () => {
    expect(fitting([5, 5, 5], (size) => size, 11)).toEqual([5, 5]);
    expect(fitting([50], (size) => size, 11)).toEqual([50]);
  });
});

describe('closest names', () => {
  it('count insertions, deletions and substitutions, letter case aside', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('Sign Up', 'sign up')).toBe(0);
  });

  it('are the nearest first, and none for something quite different', () => {
    expect(closestNames('Sgn Up', ['Purchase', 'Sign Up', 'Sign Up Completed'])[0]).toBe('Sign Up');
    expect(closestNames('zzzzzz', ['Purchase', 'Sign Up'])).toEqual([]);
  });
});
