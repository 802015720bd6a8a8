import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { editToml } from '#core/toml-edit.ts';

const FILE = `# My settings
tool_profile = "compact" # few tools

# Of the window
[app]
  notifications = true   # at night too
keep_in_tray = false
# a note at the end of app

# The model at work
[model]
name = "a # b" # not a comment before this
`;

describe('a TOML file that is edited', () => {
  it('keeps comments, order and indentation where values change', () => {
    const text = editToml(FILE, { tool_profile: 'full', app: { notifications: false, keep_in_tray: false }, model: { name: 'c # d' } });
    expect(text).toBe(
      FILE.replace('"compact"', '"full"').replace('notifications = true   #', 'notifications = false #').replace('"a # b"', '"c # d"'),
    );
  });

  it('is not touched where nothing changes', () => {
    expect(editToml(FILE, parse(FILE))).toBe(FILE);
  });

  it('takes new keys behind the last of their table, and new tables at the end', () => {
    const next = { ...parse(FILE), app: { notifications: true, keep_in_tray: false, other: 1 }, limits: { memory_mb: 2048 } };
    const text = editToml(FILE, next);
    expect(text).toContain('keep_in_tray = false\nother = 1\n# a note at the end of app');
    expect(text.endsWith('before this\n\n[limits]\nmemory_mb = 2048\n')).toBe(true);
    expect(text).toContain('# Of the window');
  });

  it('loses a key or a table with what stands in it, not the comment above the next one', () => {
    const text = editToml(FILE, { model: { name: 'a # b' } });
    expect(text).not.toContain('tool_profile');
    expect(text).not.toContain('[app]');
    expect(text).toContain('# My settings');
    expect(text).toContain('# The model at work\n[model]');
  });

  it('puts a key before all tables when the file begins with one', () => {
    expect(editToml('[app]\nx = 1\n', { first: true, app: { x: 1 } })).toBe('first = true\n[app]\nx = 1\n');
    expect(editToml('', { first: true })).toContain('first = true');
  });

  it('keeps Windows line ends', () => {
    expect(editToml('# a\r\nx = 1\r\n', { x: 2 })).toBe('# a\r\nx = 2\r\n');
  });

  it('says what it should whatever the file looks like, also where comments cannot be kept', () => {
    const odd = 'x = """\n[app]\ny = 1\n"""\napp.deep = { a = 1 } # inline\n[[list]]\nn = 1\n';
    for (const next of [{ x: 'short', app: { deep: { a: 2 } }, list: [{ n: 2 }] }, { list: [] }, {}]) {
      expect(parse(editToml(odd, next))).toEqual(parse(stringify(next)));
    }
    const key = fc.constantFrom('a', 'b', 'c d', 'e.f');
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }));
    const table = fc.dictionary(key, fc.oneof(value, fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value)))));
    fc.assert(
      fc.property(table, table, (before, after) => {
        expect(parse(editToml(`# head\n${stringify(before)}`, after))).toEqual(parse(stringify(after)));
      }),
    );
  });
});
