import { z } from 'zod';
import { startCompact } from '../../jobs/compact.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { firstAnswer, JobAnswer, sayJob } from '../jobs/job-answer.ts';

export const compact = defineTool({
  name: 'compact',
  title: 'Compact the local database',
  about:
    'Writes the local database file anew without unused space, for example after tables were deleted forever. Questions to local tables wait meanwhile (seconds per GB); refused while something is being loaded.',
  input: z.object({}),
  output: JobAnswer,
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run(_input, context) {
    const workspace = await context.workspace();
    const started = startCompact({
      lake: await workspace.lake(),
      jobs: context.jobs,
      projectId: workspace.projectId,
      startedBy: context.client.name,
    });
    return firstAnswer(started, context);
  },
  say: sayJob,
});
