import { z } from 'zod';
import { count, paragraphs } from '../../format/text.ts';
import { verifyAccount } from '../../jobs/verify-account.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';

export const testCredentials = defineTool({
  name: 'test_credentials',
  title: 'Test an account',
  about:
    'Checks whether Mixpanel accepts an account and lets it read its project; says in words what is wrong: secret, region (the others are tried), project access, or plan. Costs one to three query calls.',
  input: z.object({ account: z.string().min(1).nullish().describe('Name from list_accounts; left out: the one in use') }),
  output: z.object({
    success: z.boolean(),
    account: z.string(),
    project_id: z.string(),
    region: z.string(),
    events_found: z.number().int(),
    problem: z.string().nullable(),
    what_to_do: z.string().nullable(),
    right_region: z.string().nullable(),
  }),
  hints: READS_MIXPANEL,
  async run({ account: name }, context) {
    const probe = await context.accounts.probe(name ?? undefined);
    const { account } = probe;
    const verdict = await verifyAccount(probe, context.call);
    return {
      success: verdict.isOk,
      account: account.name,
      project_id: account.projectId,
      region: account.region,
      events_found: verdict.eventsFound ?? 0,
      problem: verdict.problem,
      what_to_do: verdict.whatToDo,
      right_region: verdict.rightRegion,
    };
  },
  say: (output) =>
    output.success
      ? `The account ${output.account} works: project ${output.project_id}, region ${output.region}, ${count(output.events_found)} events seen in the last 31 days.`
      : paragraphs(
          `The account ${output.account} (project ${output.project_id}, region ${output.region}) does not work: ${output.problem}`,
          output.what_to_do !== null && `What to do: ${output.what_to_do}`,
        ),
});
