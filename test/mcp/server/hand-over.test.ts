import { existsSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHandOver } from '#mcp/server/hand-over.ts';
import { keepBackForNewer } from '#mcp/server/keep-back.ts';
import { tempHome } from '#test/fakes/temp-dir.ts';

function setUp() {
  const paths = tempHome();
  const state = { isBusy: false, ends: 0 };
  const end = (): void => {
    state.ends += 1;
  };
  const handOver = createHandOver({ paths, version: '0.2.0', isBusy: () => state.isBusy, end });
  return { paths, state, handOver, note: join(paths.home, 'engine.handover') };
}

describe('an engine that a newer Mixlake asks to end', () => {
  it('ends, and leaves a note for older ones', () => {
    const { state, handOver, note } = setUp();
    handOver.ask('0.3.0');
    expect([state.ends, existsSync(note)]).toEqual([1, true]);
  });

  it('stays while it is at work, and ends with its last job', () => {
    const { state, handOver, note } = setUp();
    state.isBusy = true;
    expect(() => handOver.ask('0.3.0')).toThrow('This engine is at work.');
    handOver.lookAgain();
    expect([state.ends, existsSync(note)]).toEqual([0, false]);
    state.isBusy = false;
    handOver.lookAgain();
    expect([state.ends, existsSync(note)]).toEqual([1, true]);
  });

  it.each(['0.2.0', '0.1.9', '0.0.0'])('does not end for version %s, nor later', (version) => {
    const { state, handOver } = setUp();
    expect(() => handOver.ask(version)).toThrow('not older');
    handOver.lookAgain();
    expect(state.ends).toBe(0);
  });
});

describe('an engine of an older version that starts right after a hand-over', () => {
  it('waits for the newer one, and not longer than until it is there', async () => {
    const { paths, handOver } = setUp();
    handOver.ask('0.3.0');
    let isOver = false;
    const waiting = keepBackForNewer(paths, '0.2.0').then(() => {
      isOver = true;
    });
    await new Promise((done) => setTimeout(done, 300));
    expect(isOver).toBe(false);
    const newer = net.createServer((socket) => socket.destroy());
    await new Promise<void>((done) => newer.listen(paths.engineSocket, done));
    onTestFinished(() => void newer.close());
    await waiting;
  });

  it.each([
    ['the newer version itself', '0.3.0', Date.now()],
    ['a note of long ago', '0.2.0', Date.now() - 60_000],
    ['a note of a clock that was set back', '0.2.0', Date.now() + 3_600_000],
  ])('does not wait: %s', async (_, version, atMs) => {
    const { paths, note } = setUp();
    writeFileSync(note, JSON.stringify({ version: '0.3.0', atMs }));
    const winner = await Promise.race([
      keepBackForNewer(paths, version).then(() => 'at once'),
      new Promise((done) => setTimeout(() => done('late'), 5_000)),
    ]);
    expect(winner).toBe('at once');
  });
});
