import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

/** A home whose socket path has this many bytes. */
function homeWithSocketOf(bytes: number): string {
  const rest = '/engine.sock'.length;
  return `/h/${'x'.repeat(bytes - rest - '/h/'.length)}`;
}

describe('the folder of Mixlake', () => {
  it('is MIXLAKE_HOME, else .mixlake in the home folder', () => {
    expect(mixlakePaths({ mixlakeHome: '/data/lake', userHome: '/home/ann' }).accountsFile).toBe('/data/lake/accounts.toml');
    expect(mixlakePaths({ userHome: '/home/ann' }).home).toBe('/home/ann/.mixlake');
    expect(mixlakePaths({ mixlakeHome: '', userHome: '/home/ann' }).home).toBe('/home/ann/.mixlake');
    expect(mixlakePaths({ mixlakeHome: '/data/lake' }).projectDir('3001')).toBe('/data/lake/projects/3001');
  });

  it('holds the socket as long as its path has at most 103 bytes', () => {
    const longest = homeWithSocketOf(103);
    expect(mixlakePaths({ mixlakeHome: longest, platform: 'darwin' }).engineSocket).toBe(`${longest}/engine.sock`);
    expect(Buffer.byteLength(`${longest}/engine.sock`)).toBe(103);
  });

  it('leaves a longer socket path for a short one in the temp folder, one for each home', () => {
    const socketOf = (mixlakeHome: string) => mixlakePaths({ mixlakeHome, platform: 'darwin', tempDir: '/tmp' }).engineSocket;
    const tooLong = homeWithSocketOf(104);
    expect(socketOf(tooLong)).toMatch(/^\/tmp\/mixlake-[0-9a-f]{24}\/engine\.sock$/);
    expect(socketOf(tooLong)).toBe(socketOf(tooLong));
    expect(socketOf(tooLong)).not.toBe(socketOf(`${tooLong}y`));
  });

  it('counts bytes, not letters', () => {
    const home = `/h/${'é'.repeat(50)}`;
    expect(`${home}/engine.sock`.length).toBeLessThan(103);
    expect(mixlakePaths({ mixlakeHome: home, platform: 'linux', tempDir: '/tmp' }).engineSocket).toMatch(/^\/tmp\//);
  });

  it('names a pipe on Windows, another one for each home', () => {
    const pipeOf = (mixlakeHome: string) => mixlakePaths({ mixlakeHome, platform: 'win32' }).engineSocket;
    expect(pipeOf('C:\\Users\\ann\\.mixlake')).toMatch(/^\\\\\.\\pipe\\mixlake-[0-9a-f]{24}$/);
    expect(pipeOf('C:\\Users\\ann\\.mixlake')).not.toBe(pipeOf('C:\\Users\\bob\\.mixlake'));
  });

  it('is made with all its folders, for its owner only', () => {
    const paths = mixlakePaths({ mixlakeHome: join(tempDir(), 'deep', 'home') });
    ensureHome(paths);
    ensureHome(paths);
    for (const dir of [paths.home, paths.logsDir, paths.activityDir, paths.runDir]) {
      expect(statSync(dir).mode & 0o777).toBe(0o700);
    }
  });

  it('says in words when it cannot be used', () => {
    const file = join(tempDir(), 'a-file');
    writeFileSync(file, '');
    const paths = mixlakePaths({ mixlakeHome: join(file, 'home') });
    expect(() => ensureHome(paths)).toThrow(
      expect.objectContaining({
        kind: 'input',
        message: `Mixlake cannot write to its folder ${join(file, 'home')}.`,
        hint: expect.stringContaining('MIXLAKE_HOME'),
      }),
    );
  });

  it('says in words when one of its folders is a file', () => {
    const paths = mixlakePaths({ mixlakeHome: join(tempDir(), 'home') });
    mkdirSync(paths.home);
    writeFileSync(paths.logsDir, '');
    expect(() => ensureHome(paths)).toThrow(/cannot write to its folder/);
  });
});
