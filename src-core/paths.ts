// Where everything lives: one folder, MIXLAKE_HOME (default ~/.mixlake). Folders are 0700, files 0600.
import { accessSync, constants, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#shared/errors.ts';

/** Unix socket paths may be 104 bytes on macOS (108 on Linux), the closing NUL included. */
const MAX_SOCKET_PATH_BYTES = 103;

export interface MixlakePaths {
  home: string;
  engineFile: string;
  engineKeyFile: string;
  engineStartLock: string;
  /** A socket path, or the name of a pipe on Windows. */
  engineSocket: string;
  accountsFile: string;
  settingsFile: string;
  /** Exists only where a person chose a file over the keychain. */
  secretsFile: string;
  logsDir: string;
  activityDir: string;
  /** Files that people asked for: exports of tables and queries. */
  exportsDir: string;
  /** An empty private folder: the engine's working directory. */
  runDir: string;
  projectDir(projectId: string): string;
}

export interface PathsInput {
  mixlakeHome?: string | undefined;
  platform?: NodeJS.Platform;
  userHome?: string;
  tempDir?: string;
}

export function mixlakePaths(input: PathsInput = {}): MixlakePaths {
  const home = input.mixlakeHome || join(input.userHome ?? homedir(), '.mixlake');
  return {
    home,
    engineFile: join(home, 'engine.json'),
    engineKeyFile: join(home, 'engine.key'),
    engineStartLock: join(home, 'engine.starting'),
    engineSocket: socketPath(home, input.platform ?? process.platform, input.tempDir ?? tmpdir()),
    accountsFile: join(home, 'accounts.toml'),
    settingsFile: join(home, 'settings.toml'),
    secretsFile: join(home, 'secrets.toml'),
    logsDir: join(home, 'logs'),
    activityDir: join(home, 'activity'),
    exportsDir: join(home, 'exports'),
    runDir: join(home, 'run'),
    projectDir: (projectId) => join(home, 'projects', projectId),
  };
}

function socketPath(home: string, platform: NodeJS.Platform, tempDir: string): string {
  if (platform === 'win32') return `\\\\.\\pipe\\mixlake-${shortId(home)}`;
  const inHome = join(home, 'engine.sock');
  if (Buffer.byteLength(inHome) <= MAX_SOCKET_PATH_BYTES) return inHome;
  return join(tempDir, `mixlake-${shortId(home)}`, 'engine.sock');
}

function shortId(home: string): string {
  // Loaded only here: it takes milliseconds, and the bridge starts often.
  const { createHash }: typeof import('node:crypto') = createRequire(import.meta.url)('node:crypto');
  return createHash('sha256').update(home).digest('hex').slice(0, 24);
}

/** Creates the home folder; a folder that cannot be used is an error in words, before anything else is tried. */
export function ensureHome(paths: MixlakePaths): void {
  try {
    for (const dir of [paths.home, paths.logsDir, paths.activityDir, paths.runDir]) mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(paths.home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new AppError('input', `Mixlake cannot write to its folder ${paths.home}.`, {
      cause,
      hint: 'Give your user write permission there, or set MIXLAKE_HOME to a folder that can be written.',
    });
  }
}
