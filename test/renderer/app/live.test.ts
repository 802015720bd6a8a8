import { describe, expect, it } from 'vitest';
import { withJob } from '../../../src-renderer/app/live.tsx';
import { sampleJob } from '../fakes/samples.ts';

describe('the list of jobs', () => {
  it('replaces a known job where it stands and puts a new one first', () => {
    const older = sampleJob({ jobId: 'old', startedAt: '2026-11-22T08:00:00.000Z' });
    const newer = sampleJob({ jobId: 'new', startedAt: '2026-11-22T09:00:00.000Z' });
    expect(withJob([older], newer).map(({ jobId }) => jobId)).toEqual(['new', 'old']);
    const ended = { ...older, status: 'completed' as const };
    expect(withJob([newer, older], ended)).toEqual([newer, ended]);
  });
});
