import { describe, expect, it } from 'vitest';
import { isOtherEngine, withJob } from '../../../src-renderer/app/live.tsx';
import { sampleJob, sampleStatus } from '../fakes/samples.ts';

describe('the list of jobs', () => {
  it('replaces a known job where it stands and puts a new one first', () => {
    const older = sampleJob({ jobId: 'old', startedAt: '2026-11-22T08:00:00.000Z' });
    const newer = sampleJob({ jobId: 'new', startedAt: '2026-11-22T09:00:00.000Z' });
    expect(withJob([older], newer).map(({ jobId }) => jobId)).toEqual(['new', 'old']);
    const ended = { ...older, status: 'completed' as const };
    expect(withJob([newer, older], ended)).toEqual([newer, ended]);
  });
});

describe('what is known of the engine', () => {
  const ready = (pid: number | null) => sampleStatus({ engine: { state: 'ready', reason: null, pid } });
  const restarting = sampleStatus({ engine: { state: 'restarting', reason: null, pid: null } });

  it('is asked anew when an engine is ready after a loss, or another one answers', () => {
    expect(isOtherEngine(restarting, ready(null))).toBe(true);
    expect(isOtherEngine(ready(1), ready(2))).toBe(true);
    expect(isOtherEngine(ready(1), { ...ready(1), account: null })).toBe(true);
  });

  it('stays when the same engine only tells its pid, and while no engine answers', () => {
    expect(isOtherEngine(ready(null), ready(1))).toBe(false);
    expect(isOtherEngine(ready(1), ready(1))).toBe(false);
    expect(isOtherEngine(ready(1), restarting)).toBe(false);
    expect(isOtherEngine(undefined, ready(1))).toBe(false);
  });
});
