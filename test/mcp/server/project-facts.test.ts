import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallOptions } from '#mcp/mixpanel/http.ts';
import type { ProjectFacts } from '#mcp/mixpanel/project.ts';
import { createProjectFacts } from '#mcp/server/project-facts.ts';
import { AppError } from '#shared/errors.ts';

const VIENNA: ProjectFacts = { name: 'Tours', timezone: 'Europe/Vienna' };
const SERVER_FAULT = new AppError('mixpanel', 'Mixpanel has a fault of its own at the moment (HTTP 503).');
const REFUSED = new AppError('auth', 'Mixpanel refused the credentials.');

let file: string;
let time = 0;
beforeEach(() => {
  const dir = mkdtempSync(join(tmpdir(), 'mixlake-facts-'));
  file = join(dir, 'project.json');
  time = 1_000_000;
  return () => rmSync(dir, { recursive: true, force: true });
});

function factsFrom(ask: (call: CallOptions) => Promise<ProjectFacts>, timeoutMs = 8_000) {
  return createProjectFacts({ projectId: '4242', file, ask, now: () => time, timeoutMs });
}

describe('what is known of a project', () => {
  it('is asked once for all, and one caller who goes takes nothing from the others', async () => {
    const answer = Promise.withResolvers<ProjectFacts>();
    const ask = vi.fn(() => answer.promise);
    const facts = factsFrom(ask);
    const gone = new AbortController();
    const first = facts({ signal: gone.signal });
    const second = facts({ signal: new AbortController().signal });
    gone.abort();
    await expect(first).rejects.toMatchObject({ kind: 'cancelled' });
    answer.resolve(VIENNA);
    expect(await second).toMatchObject(VIENNA);
    expect(await facts({})).toMatchObject({ ...VIENNA, problem: null });
    expect(ask).toHaveBeenCalledTimes(1);
    await expect(facts({ signal: gone.signal })).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('is asked again soon after a passing fault, and not at once by everybody', async () => {
    const ask = vi.fn<() => Promise<ProjectFacts>>().mockRejectedValueOnce(SERVER_FAULT).mockResolvedValue(VIENNA);
    const facts = factsFrom(ask);
    expect(await facts({})).toEqual({ name: null, timezone: null, problem: SERVER_FAULT });
    expect((await facts({})).timezone).toBeNull();
    expect(ask).toHaveBeenCalledTimes(1);
    time += 5_000;
    expect((await facts({})).timezone).toBe('Europe/Vienna');
  });

  it('is not waited for without end', async () => {
    const never = (call: CallOptions) =>
      new Promise<ProjectFacts>((_, reject) => call.signal?.addEventListener('abort', () => reject(call.signal?.reason)));
    const facts = await factsFrom(never, 20)({});
    expect(facts).toMatchObject({ timezone: null, problem: { kind: 'network' } });
  });

  it('stays known on disk, for its owner only, while Mixpanel cannot be asked', async () => {
    await factsFrom(async () => VIENNA)({});
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(VIENNA);
    expect(await factsFrom(() => Promise.reject(SERVER_FAULT))({})).toEqual({ ...VIENNA, problem: SERVER_FAULT });
  });

  it('keeps a refusal for a minute, and so an answer without the project', async () => {
    for (const answer of [() => Promise.reject(REFUSED), async () => ({ name: null, timezone: null })]) {
      const ask = vi.fn(answer);
      const facts = factsFrom(ask);
      expect(await facts({})).toMatchObject({ timezone: null, problem: { kind: 'auth' } });
      time += 30_000;
      await facts({});
      expect(ask).toHaveBeenCalledTimes(1);
      time += 31_000;
      await facts({});
      expect(ask).toHaveBeenCalledTimes(2);
    }
  });
});
