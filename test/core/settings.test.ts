import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSettings } from '#core/settings.ts';

const dir = mkdtempSync(join(tmpdir(), 'mixlake-settings-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('settings', () => {
  it.each([
    ['tool_profile = "compact"', 'compact'],
    ['tool_profile = "full"', 'full'],
    ['tool_profile = "tiny"', undefined],
    ['tool_profile = ', undefined],
    ['', undefined],
  ])('%j means %s', (text, profile) => {
    const file = join(dir, 'settings.toml');
    writeFileSync(file, text);
    expect(readSettings(file).toolProfile).toBe(profile);
  });

  it('a missing file means as built', () => {
    expect(readSettings(join(dir, 'none.toml')).toolProfile).toBeUndefined();
  });
});
