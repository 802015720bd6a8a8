import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sightingsIn } from '#main/services/assistants/sightings.ts';
import type { Sighting } from '#main/services/assistants/standing.ts';
import { sampleEntry } from '#test/renderer/fakes/samples.ts';
import { openAssistants } from './open-assistants.ts';

const entry = (name: string, startedAt: string, kind: 'assistant' | 'person' = 'assistant') =>
  sampleEntry({ startedAt, client: { id: 'c', name, version: '1.2', kind } });

const connected = (name: string, kind: 'assistant' | 'person') => ({
  id: `k-${name}`,
  name,
  version: '3.0',
  kind,
  era: null,
  since: '2026-11-22T10:29:00.000Z',
  lastCallAt: null,
  calls: 0,
  running: 0,
});

describe('who has been here', () => {
  it('is read from the connections and from the latest call of each assistant', async () => {
    const entries = [
      entry('Mixlake app', '2026-11-22T12:00:00.000Z', 'person'),
      entry('claude-ai', '2026-11-22T11:00:00.000Z'),
      entry('cursor-vscode', '2026-11-22T10:30:00.000Z'),
      entry('claude-ai', '2026-11-22T10:00:00.000Z'),
    ];
    const clients = [connected('cursor-vscode', 'assistant'), connected('Mixlake app', 'person')];
    const activity = { list: async () => ({ entries, hasMore: false }) };
    expect(await sightingsIn({ activity, clients: { list: async () => ({ clients }) } })).toEqual([
      { name: 'cursor-vscode', version: '3.0', at: '2026-11-22T10:29:00.000Z', isConnected: true },
      { name: 'claude-ai', version: '1.2', at: '2026-11-22T11:00:00.000Z', isConnected: false },
      { name: 'cursor-vscode', version: '1.2', at: '2026-11-22T10:30:00.000Z', isConnected: false },
    ]);
  });
});

describe('the state of a card', () => {
  async function stateWith(...seen: Sighting[]) {
    const { service, fileOf, assistants } = openAssistants({ sightings: async () => seen });
    const file = fileOf('claude-desktop');
    const state = async () => (await service.list()).find(({ id }) => id === 'claude-desktop');
    const states = [(await state())?.state];
    mkdirSync(dirname(file), { recursive: true });
    states.push((await state())?.state);
    await assistants.change({ id: 'claude-desktop', action: 'register' });
    const card = await state();
    states.push(card?.state);
    writeFileSync(file, '{}');
    states.push((await state())?.state);
    return { states, card };
  }
  const sighting = (name: string, change: Partial<Sighting> = {}): Sighting => ({
    name,
    version: '2.0',
    at: '2026-11-22T11:00:00.000Z',
    isConnected: false,
    ...change,
  });

  it('goes from not installed over not registered and never seen to wiped', async () => {
    expect((await stateWith(sighting('claude-code'))).states).toEqual(['not-installed', 'not-registered', 'never-seen', 'wiped']);
  });

  it('tells the last sign of it, by the name it gave itself', async () => {
    const { card } = await stateWith(sighting('claude-ai'), sighting('claude-ai', { at: '2026-11-22T12:00:00.000Z', version: '2.1' }));
    expect(card).toMatchObject({ state: 'last-seen', lastSeenAt: '2026-11-22T12:00:00.000Z', seenVersion: '2.1' });
  });

  it('says connected while any connection of it is open', async () => {
    const late = sighting('claude-ai', { at: '2026-11-22T12:00:00.000Z' });
    expect((await stateWith(late, sighting('claude-ai', { isConnected: true }))).card?.state).toBe('connected');
  });
});
