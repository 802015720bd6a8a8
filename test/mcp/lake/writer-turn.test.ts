import { once } from 'node:events';
import { expect, it } from 'vitest';
import { createWriterTurn } from '#mcp/lake/writer-turn.ts';

it('work of our own accord gives its turn back as soon as somebody wants to write', async () => {
  const turn = createWriterTurn();
  const order: string[] = [];
  const began = Promise.withResolvers<void>();
  const ours = turn.whenIdle(async (signal) => {
    began.resolve();
    await once(signal, 'abort');
    order.push('ours ended');
  });
  await began.promise;
  await turn.inTurn(async () => void order.push('theirs'));
  await ours;
  expect(order).toEqual(['ours ended', 'theirs']);
});

it('those who wait go before work of our own accord', async () => {
  const turn = createWriterTurn();
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const all = [
    turn.inTurn(() => first.promise),
    turn.whenIdle(async () => void order.push('ours')),
    turn.inTurn(async () => void order.push('theirs')),
  ];
  first.resolve();
  await Promise.all(all);
  expect(order).toEqual(['theirs', 'ours']);
});
