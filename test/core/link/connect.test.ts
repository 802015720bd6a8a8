import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ensureEngine, type StartingEngine } from '#core/link/connect.ts';
import { ensureEngineKey } from '#core/link/engine-key.ts';
import type { Hello } from '#core/link/hello.ts';
import type { MixlakePaths } from '#core/paths.ts';
import { AppError } from '#shared/errors.ts';
import { type FakeEngineServer, startFakeEngineServer } from '#test/fakes/engine-server.ts';
import { tempHome } from '#test/fakes/temp-dir.ts';

const HELLO: Hello = { role: 'app', account: { kind: 'demo' }, version: '1.0.0' };
const NEVER = new Promise<never>(() => undefined);

/** Starts fake engines; of several at once one listens and the others say that it was there first. */
function starter(paths: MixlakePaths) {
  const servers: FakeEngineServer[] = [];
  let started = 0;
  let released = 0;
  onTestFinished(async () => {
    for (const server of servers) await server.vanish();
  });
  const startEngine = (): StartingEngine => {
    started += 1;
    const failed = startFakeEngineServer(paths).then(
      (server) => {
        servers.push(server);
        return NEVER;
      },
      () => undefined,
    );
    return {
      failed,
      release: () => {
        released += 1;
      },
    };
  };
  return { startEngine, servers, started: () => started, released: () => released };
}

async function connect(options: Parameters<typeof ensureEngine>[0]) {
  const connection = await ensureEngine(options);
  connection.socket.on('error', () => undefined);
  onTestFinished(() => void connection.socket.destroy());
  return connection;
}

describe('whoever needs the engine', () => {
  it('starts it when nobody listens, and only then', async () => {
    const paths = tempHome();
    const { startEngine, servers, started, released } = starter(paths);
    expect(await connect({ paths, hello: HELLO, startEngine })).toMatchObject({ engineVersion: '0.0.0-fake', connectionId: '1' });
    await connect({ paths, hello: HELLO, startEngine });
    expect([started(), released()]).toEqual([1, 1]);
    expect(servers[0]?.hellos).toEqual([HELLO, HELLO]);
  });

  it('ends with one engine when two need it at the same moment', async () => {
    const paths = tempHome();
    const { startEngine, servers } = starter(paths);
    await Promise.all([connect({ paths, hello: HELLO, startEngine }), connect({ paths, hello: HELLO, startEngine })]);
    expect(servers).toHaveLength(1);
    expect(servers[0]?.hellos).toHaveLength(2);
  });

  it('says at once why the engine could not start', async () => {
    const paths = tempHome();
    const why = new AppError('internal', 'The folder is full.');
    const begun = Date.now();
    await expect(
      ensureEngine({ paths, hello: HELLO, startEngine: () => ({ failed: Promise.resolve(why), release: () => undefined }) }),
    ).rejects.toBe(why);
    expect(Date.now() - begun).toBeLessThan(2_000);
  });

  it('stops waiting when it is told to, and lets go of what it started', async () => {
    let isReleased = false;
    const stop = new AbortController();
    const connecting = ensureEngine({
      paths: tempHome(),
      hello: HELLO,
      signal: stop.signal,
      startEngine: () => ({
        failed: NEVER,
        release: () => {
          isReleased = true;
        },
      }),
    });
    setTimeout(() => stop.abort(), 50);
    await expect(connecting).rejects.toMatchObject({ name: 'AbortError' });
    expect(isReleased).toBe(true);
  });

  it('is told in words when the engine refuses it', async () => {
    const paths = tempHome();
    const server = await startFakeEngineServer(paths, {
      refuse: () => {
        throw new AppError('auth', 'The credentials were refused.');
      },
    });
    onTestFinished(server.vanish);
    await expect(
      ensureEngine({ paths, hello: HELLO, startEngine: () => ({ failed: NEVER, release: () => undefined }) }),
    ).rejects.toMatchObject({
      kind: 'auth',
      message: 'The credentials were refused.',
    });
  });
});

describe('the key of the local socket', () => {
  it('is made once, 32 random bytes for the owner only', () => {
    const { engineKeyFile } = tempHome();
    const key = ensureEngineKey(engineKeyFile);
    expect(key).toHaveLength(32);
    expect(ensureEngineKey(engineKeyFile)).toEqual(key);
    expect(ensureEngineKey(tempHome().engineKeyFile)).not.toEqual(key);
    expect(statSync(engineKeyFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(engineKeyFile, 'utf8')).toBe(`${key.toString('hex')}\n`);
  });

  it('leaves no draft behind, also when the file holds no key', () => {
    const paths = tempHome();
    writeFileSync(paths.engineKeyFile, 'too short\n');
    expect(() => ensureEngineKey(paths.engineKeyFile)).toThrow(/does not hold a key/);
    expect(readdirSync(paths.home).filter((name) => name.startsWith('engine.key'))).toEqual(['engine.key']);
  });
});
