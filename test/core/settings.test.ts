import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readAppSettings, readLimits, readSettings, writeAppSettings } from '#core/settings.ts';
import { AppSettings, DEFAULT_LIMITS, DEFAULT_SETTINGS } from '#shared/model/settings.ts';

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

describe('the settings that the screen shows', () => {
  const file = join(dir, 'screen.toml');

  it('come back as they were saved, and what else stands in the file stays', async () => {
    writeFileSync(file, 'own_key = 7\n[app]\nother = true\n');
    const settings: AppSettings = {
      toolProfile: 'compact',
      model: { isEnabled: true, kind: 'openai', url: 'http://127.0.0.1:11434', name: 'local' },
      limits: { askFromEvents: 5_000, callsKeptFree: 20, memoryMb: 2_048, activityDays: 90 },
      notifications: false,
      keepInTray: true,
      updateFeed: 'https://downloads.example.com/mixlake',
    };
    await writeAppSettings(file, settings);
    expect(readAppSettings(file)).toEqual(settings);
    expect(readSettings(file)).toMatchObject({ toolProfile: 'compact', model: { kind: 'openai', name: 'local', isLocal: true } });
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('own_key = 7');
    expect(text).toContain('other = true');
    await writeAppSettings(file, DEFAULT_SETTINGS);
    expect(readAppSettings(file)).toEqual(DEFAULT_SETTINGS);
  });

  it('keep the comments of a person', async () => {
    writeFileSync(file, '# Mine\ntool_profile = "full" # all of it\n\n# Windows\n[app]\nkeep_in_tray = false # never\n');
    await writeAppSettings(file, { ...DEFAULT_SETTINGS, toolProfile: 'compact', keepInTray: true });
    const text = readFileSync(file, 'utf8');
    expect(text).toBe(
      '# Mine\ntool_profile = "compact" # all of it\n\n# Windows\n[app]\nkeep_in_tray = true # never\nnotifications = true\n',
    );
  });

  it('have limits within bounds: what is out of them counts as built', () => {
    writeFileSync(file, '[limits]\nask_from_events = 2000\ncalls_kept_free = 60\nmemory_mb = "much"\nactivity_days = 30\n');
    expect(readLimits(file)).toEqual({ ...DEFAULT_LIMITS, askFromEvents: 2_000, activityDays: 30 });
    expect(readAppSettings(file).limits).toEqual(readLimits(file));
    expect(readLimits(join(dir, 'none.toml'))).toEqual(DEFAULT_LIMITS);
  });

  it('take as built what the file says wrongly, and never overwrite a file that is no TOML', async () => {
    writeFileSync(file, 'tool_profile = "huge"\n[app]\nnotifications = "yes"\nkeep_in_tray = true\n');
    expect(readAppSettings(file)).toEqual({ ...DEFAULT_SETTINGS, keepInTray: true });
    writeFileSync(file, 'not = [ toml');
    await expect(writeAppSettings(file, DEFAULT_SETTINGS)).rejects.toThrow('left alone');
    expect(readFileSync(file, 'utf8')).toBe('not = [ toml');
  });

  it.each(['ftp://example.com', 'http://example.com', 'https://user:secret@example.com', 'javascript:alert(1)', 'https://'])(
    'refuse the address %s',
    (updateFeed) => {
      expect(AppSettings.safeParse({ ...DEFAULT_SETTINGS, updateFeed }).success).toBe(false);
    },
  );
});
