// The assistants of a made-up computer: a home of its own, real files.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AssistantsDeps, createAssistants } from '#main/services/assistants/assistants.ts';
import { CLIENTS, type Place } from '#main/services/assistants/clients.ts';
import type { AssistantAction, AssistantId } from '#shared/model/assistant.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

export function openAssistants(change: Partial<AssistantsDeps> & { env?: Place['env'] } = {}) {
  const dir = tempDir();
  const home = join(dir, 'home');
  const mixlakeHome = join(dir, 'mixlake');
  mkdirSync(home);
  mkdirSync(mixlakeHome);
  const place: Place = { platform: 'linux', env: change.env ?? {}, home, packages: [] };
  const service = createAssistants({
    place,
    mixlakeHome,
    usualHome: mixlakeHome,
    runtime: { command: process.execPath, env: {} },
    appRoot: '/opt/mixlake',
    version: '0.1.0',
    isDemo: () => false,
    isEnvironmentAccount: () => false,
    sightings: async () => [],
    ...change,
  });
  const launch = { command: process.execPath, args: ['/opt/mixlake/out/mcp/cli.js'] };
  return {
    dir,
    home,
    service,
    launch,
    assistants: { change: (wish: Wish) => carryOut(service, wish) },
    fileOf: (id: AssistantId) => CLIENTS.find((client) => client.id === id)?.places(place)[0]?.file ?? '',
    backups: () => {
      const folder = join(mixlakeHome, 'assistants', 'backups');
      return existsSync(folder)
        ? readdirSync(folder)
            .sort()
            .map((name) => readFileSync(join(folder, name), 'utf8'))
        : [];
    },
  };
}

interface Wish {
  id: AssistantId;
  action: AssistantAction | 'undo';
  account?: string;
}

/** As the window does it: look at the plan, then have exactly that carried out. */
async function carryOut(service: ReturnType<typeof createAssistants>, { id, action, account }: Wish) {
  if (action === 'undo') return service.undo(id);
  const plan = await service.plan({ id, action, account });
  await service[action]({ id, account, basis: plan.basis });
  return plan;
}
