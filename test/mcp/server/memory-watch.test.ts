import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryWatch } from '#mcp/server/memory-watch.ts';

const MB = 1024 * 1024;
let state: { rssMb: number; isBusy: boolean; running: number; ended: number[] };
let look: () => void;

beforeEach(() => {
  state = { rssMb: 100, isBusy: false, running: 0, ended: [] };
  look = createMemoryWatch({
    rssBytes: () => state.rssMb * MB,
    maxRssMb: 500,
    isBusy: () => state.isBusy,
    runningCalls: () => state.running,
    end: (rssMb) => state.ended.push(rssMb),
  });
});

function times(n: number): void {
  for (let i = 0; i < n; i += 1) look();
}

describe('the watch over the engine’s memory', () => {
  it('ends an engine that stays above the limit, and tells by how much', () => {
    state.rssMb = 501;
    times(2);
    expect(state.ended).toEqual([]);
    times(1);
    expect(state.ended).toEqual([501]);
  });

  it('lets a peak pass', () => {
    for (const rssMb of [600, 600, 499, 600, 600, 499]) {
      state.rssMb = rssMb;
      look();
    }
    expect(state.ended).toEqual([]);
  });

  it('never ends one whose job is at work', () => {
    state = Object.assign(state, { rssMb: 5_000, isBusy: true });
    times(100);
    expect(state.ended).toEqual([]);
    state.isBusy = false;
    times(1);
    expect(state.ended).toHaveLength(1);
  });

  it('waits for running calls, but not for ever', () => {
    state = Object.assign(state, { rssMb: 600, running: 1 });
    times(23);
    expect(state.ended).toEqual([]);
    times(1);
    expect(state.ended).toHaveLength(1);
  });
});
