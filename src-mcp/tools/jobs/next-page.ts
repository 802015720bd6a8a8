import { z } from 'zod';
import { JsonRecord } from '#shared/model/json.ts';
import type { AnyTool } from '../../server/tool-definition.ts';
import { READS_LAKE } from '../arguments.ts';

const Input = z.object({ page: z.string().min(1).max(100).describe('Id given by the cut answer. Example: pg_x7Kd0aQ2') });

/** Not made by defineTool: its words are those of the tool whose answer goes on. */
export const nextPage: AnyTool = {
  name: 'next_page',
  title: 'Next part of a cut answer',
  about: 'Gives the following part of an answer that was cut; the cut answer names the page. Pages stay for 30 minutes. Costs no quota.',
  input: Input,
  output: z.object({ tool: z.string(), answer: JsonRecord }),
  hints: READS_LAKE,
  cacheSeconds: undefined,
  form: { say: () => '', long: undefined, rank: () => undefined },
  async answer(input, context) {
    const { tool, structured, text } = await context.nextPage(Input.parse(input).page);
    return { structured: { tool, answer: structured }, text, rows: undefined, jobId: undefined };
  },
};
