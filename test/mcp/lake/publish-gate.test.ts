import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createPublishGate } from '#mcp/lake/publish-gate.ts';

describe('the publish gate', () => {
  it('lets the writer wait for readers that have come in but not begun', async () => {
    const gate = createPublishGate();
    const order: string[] = [];
    await gate.enter();
    const writing = gate.closed(async () => void order.push('written'));
    await sleep(5);
    order.push('begun');
    gate.entered();
    await writing;
    expect(order).toEqual(['begun', 'written']);
  });

  it('keeps later readers out until the writer is done', async () => {
    const gate = createPublishGate();
    const order: string[] = [];
    const writing = gate.closed(async () => {
      await sleep(10);
      order.push('written');
    });
    await sleep(1);
    await gate.enter();
    order.push('begun');
    gate.entered();
    await writing;
    expect(order).toEqual(['written', 'begun']);
  });

  it('opens again after a writer that failed, and lets writers take turns', async () => {
    const gate = createPublishGate();
    const failing = gate.closed(async () => {
      throw new Error('disk full');
    });
    const second = gate.closed(async () => 'second');
    await expect(failing).rejects.toThrow('disk full');
    expect(await second).toBe('second');
    await gate.enter();
    gate.entered();
  });
});
