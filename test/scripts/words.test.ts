// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are source text.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wordsIn, wordsOutOfPlace } from '../../scripts/check-words.ts';

const textsIn = (source: string) => wordsIn(source).map(({ text }) => text);

describe('the rule for words', () => {
  it.each([
    ['text in markup', 'const A = () => <p>Nothing yet</p>;', ['Nothing yet']],
    ['a literal between braces', "const A = () => <p>{isOpen ? 'open' : 'shut'}</p>;", ['open', 'shut']],
    ['a sentence glued together', 'const A = () => <p>{`${n} rows of`} {total}</p>;', ['rows of']],
    ['a title', 'const A = () => <button title="Close">×</button>;', ['Close']],
    ['a spoken name', 'const A = () => <ul aria-label={isNew ? `New ${kind}` : undefined} />;', ['New']],
    ['a placeholder', 'const A = () => <input placeholder="events" />;', ['events']],
    ['the prop of a part', 'const A = () => <Notice tone="warn" title={title} hint="Again." />;', ['Again.']],
    ['a message', "toast('info', 'Saved', `as ${name}`);", ['Saved', 'as']],
    ['a list of choices', "const THEMES = [{ id: 'dark', title: 'Dark' }];", ['Dark']],
    ['a sentence anywhere', "const reason = isFull ? 'The disk is full.' : null;", ['The disk is full.']],
  ])('finds %s', (_what, source, texts) => {
    expect(textsIn(source)).toEqual(texts);
  });

  it.each([
    ['words from a words.ts', 'const A = () => <p title={words.title}>{words.shown(rows)} · {zone}</p>;'],
    ['classes, ids and kinds', `const A = () => <Notice tone="danger" className="m-2 Flex" id="Main" role="status" />;`],
    ['keys and SQL', "if (event.key === 'Enter') run('SELECT count(*) AS n FROM events');"],
    ['errors that only a mistake in the code causes', "throw new Error('useApi needs an ApiProvider above it.');"],
    ['comparisons', "const A = () => <p>{state === 'ready' ? words.ready : words.busy}</p>;"],
  ])('passes %s', (_what, source) => {
    expect(textsIn(source)).toEqual([]);
  });

  it('names file and line, and leaves words.ts and words/ alone', () => {
    const root = mkdtempSync(join(tmpdir(), 'mixlake-words-'));
    mkdirSync(join(root, 'src-renderer/words'), { recursive: true });
    writeFileSync(join(root, 'src-renderer/part.tsx'), 'const a = 1;\nconst A = () => <p>Bare words</p>;\n');
    for (const file of ['words.ts', 'later-words.ts', 'words/editor.ts']) {
      writeFileSync(join(root, 'src-renderer', file), "const words = { title: 'Bare words' };\n");
    }
    expect(wordsOutOfPlace(root)).toEqual(['src-renderer/part.tsx:2  Bare words']);
    rmSync(root, { recursive: true });
  });
});
