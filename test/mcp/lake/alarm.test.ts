import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createAlarm } from '#mcp/lake/alarm.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('rings once, at the soonest of the times it was set to', () => {
  const ring = vi.fn();
  const alarm = createAlarm(ring);
  alarm.set(1_000);
  alarm.set(50);
  alarm.set(500);
  vi.advanceTimersByTime(49);
  expect(ring).not.toHaveBeenCalled();
  expect(alarm.isSet).toBe(true);
  vi.advanceTimersByTime(1);
  expect(ring).toHaveBeenCalledOnce();
  expect(alarm.isSet).toBe(false);
  vi.advanceTimersByTime(2_000);
  expect(ring).toHaveBeenCalledOnce();
});

it('can be set again after it rang, and stopped', () => {
  const ring = vi.fn();
  const alarm = createAlarm(ring);
  alarm.set(10);
  vi.advanceTimersByTime(10);
  alarm.set(10);
  alarm.stop();
  expect(alarm.isSet).toBe(false);
  vi.advanceTimersByTime(100);
  expect(ring).toHaveBeenCalledOnce();
});
