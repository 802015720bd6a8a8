import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRuntime } from '#core/link/runtime.ts';
import { ENGINE_PROCESS, engineEnvironment, startEngine } from '#core/link/start-engine.ts';
import { tempDir, tempHome } from '#test/fakes/temp-dir.ts';

const ENTRY_SAYS = (wire: object) =>
  `process.stderr.write('noise\\n' + ${JSON.stringify(JSON.stringify(wire))} + '\\n', () => process.exit(1));`;

function entry(code: string): string {
  const file = join(tempDir(), 'engine.mjs');
  writeFileSync(file, code);
  return file;
}

describe('the environment of the engine', () => {
  it('has what programs need, and none of the credentials of whoever starts it', () => {
    const paths = tempHome();
    const env = engineEnvironment(
      {
        PATH: '/bin',
        Path: 'C:\\Windows',
        HOME: '/home/ann',
        LC_ALL: 'de_DE.UTF-8',
        TZ: 'Asia/Tokyo',
        DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus',
        XDG_RUNTIME_DIR: '/run/user/1',
        HTTPS_PROXY: 'http://proxy:3128',
        NODE_EXTRA_CA_CERTS: '/etc/ca.pem',
        MIXLAKE_ENGINE_IDLE_MS: '500',
        MP_USERNAME: 'ann',
        MP_SECRET: 'canary',
        MP_PROJECT_ID: '1',
        MP_CONFIG_PATH: '/x',
        MIXLAKE_MIXPANEL_URL: 'https://proxy.example.com',
        MIXLAKE_HTTP_TOKEN: 'canary',
        AWS_SECRET_ACCESS_KEY: 'canary',
        NODE_OPTIONS: '--require=/evil.js',
        LD_PRELOAD: '/evil.so',
        ELECTRON_RUN_AS_NODE: '1',
        UV_THREADPOOL_SIZE: '1',
        MIXLAKE_HOME: 'relative',
        MY_PATH: 'canary',
        PATHS: 'canary',
      },
      paths,
    );
    expect(env).toEqual({
      PATH: '/bin',
      Path: 'C:\\Windows',
      HOME: '/home/ann',
      LC_ALL: 'de_DE.UTF-8',
      TZ: 'Asia/Tokyo',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus',
      XDG_RUNTIME_DIR: '/run/user/1',
      HTTPS_PROXY: 'http://proxy:3128',
      NODE_EXTRA_CA_CERTS: '/etc/ca.pem',
      MIXLAKE_ENGINE_IDLE_MS: '500',
      MIXLAKE_HOME: paths.home,
      UV_THREADPOOL_SIZE: '16',
      MALLOC_ARENA_MAX: '2',
      MALLOC_MMAP_THRESHOLD_: '65536',
    });
  });
});

describe('the program that runs the engine', () => {
  it('is the Node that runs us, when it is new enough', () => {
    expect(findRuntime('/app', { node: '22.12.0' }, '/usr/bin/node')).toEqual({ command: '/usr/bin/node', env: {} });
    expect(findRuntime('/app', { node: '24.0.0' }, '/usr/bin/node').command).toBe('/usr/bin/node');
  });

  it.skipIf(process.platform === 'win32')('is the Node of the checkout, when ours is too old', () => {
    const root = tempDir();
    const bundled = join(root, 'node_modules', 'node', 'bin', 'node');
    mkdirSync(join(bundled, '..'), { recursive: true });
    writeFileSync(bundled, '');
    for (const node of ['20.19.0', '22.11.0']) expect(findRuntime(root, { node }, '/usr/bin/node')).toEqual({ command: bundled, env: {} });
  });

  it('is missing in words, when ours is too old and the checkout has none', () => {
    expect(() => findRuntime(tempDir(), { node: '20.19.0' }, '/usr/bin/node')).toThrow(
      expect.objectContaining({
        kind: 'input',
        message: 'Mixlake needs Node 22.12 or newer; this is 20.19.0.',
        hint: expect.stringContaining('npm ci'),
      }),
    );
  });

  it('is the app itself inside Electron, told to run as Node', () => {
    expect(findRuntime('/app', { node: '20.0.0', electron: '45.0.0' }, '/opt/mixlake')).toEqual({
      command: '/opt/mixlake',
      env: { ELECTRON_RUN_AS_NODE: '1' },
    });
  });
});

describe('the start of the engine', () => {
  const runtime = { command: process.execPath, env: {} };

  it('gives it its environment and the empty folder of its own', async () => {
    const paths = tempHome();
    const code = `const wire = { message: JSON.stringify([process.cwd(), process.env.MP_SECRET ?? 'none', process.env.UV_THREADPOOL_SIZE, process.execArgv.join()]) };
      process.stderr.write(JSON.stringify(wire) + '\\n', () => process.exit(1));`;
    const started = startEngine({ paths, env: { ...process.env, MP_SECRET: 'canary' }, runtime, entry: entry(code) });
    const failure = await started.failed;
    expect(JSON.parse(failure?.message ?? '')).toEqual([realpathSync(paths.runDir), 'none', '16', ENGINE_PROCESS.flags.join()]);
  });

  it('hands on the words in which it says why it cannot start', async () => {
    const started = startEngine({
      paths: tempHome(),
      env: process.env,
      runtime,
      entry: entry(ENTRY_SAYS({ kind: 'input', message: 'The folder is not ours.', hint: 'Set MIXLAKE_HOME.' })),
    });
    expect(await started.failed).toMatchObject({ message: 'The folder is not ours.', hint: 'Set MIXLAKE_HOME.' });
  });

  it('names the log when it ends without words', async () => {
    const paths = tempHome();
    const started = startEngine({ paths, env: process.env, runtime, entry: entry('throw new Error("/a/path/of/somebody")') });
    expect(await started.failed).toMatchObject({
      message: 'The Mixlake engine ended while starting.',
      hint: `Its log is in ${paths.logsDir}.`,
    });
  });

  it('is no failure when another engine was there first', async () => {
    const started = startEngine({ paths: tempHome(), env: process.env, runtime, entry: entry('process.exit(0)') });
    expect(await started.failed).toBeUndefined();
  });

  it('fails in words when the program is missing', async () => {
    const started = startEngine({
      paths: tempHome(),
      env: process.env,
      runtime: { command: join(tempDir(), 'no-node'), env: {} },
      entry: '/none',
    });
    expect(await started.failed).toMatchObject({ kind: 'internal', message: 'The Mixlake engine could not be started.' });
  });
});
