import { z } from 'zod';
import { defineTool } from '../../server/tool-definition.ts';

export const clearDiscoveryCache = defineTool({
  name: 'clear_discovery_cache',
  title: 'Forget cached answers',
  about:
    'Forgets what was kept of events, properties, funnels, cohorts, reports and Lexicon (5 minutes), so the next call asks Mixpanel anew.',
  input: z.object({}),
  output: z.object({ status: z.string(), message: z.string() }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run(_input, context) {
    const workspace = await context.workspace();
    workspace.forgetSchema();
    return { status: 'success', message: 'Cached answers are forgotten: the next call asks Mixpanel anew.' };
  },
  say: ({ message }) => message,
});
