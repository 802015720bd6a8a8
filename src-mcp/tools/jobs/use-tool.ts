import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { JsonRecord } from '#shared/model/json.ts';
import { defineTool } from '../../server/tool-definition.ts';

/** The seam never runs it: a call is replaced by the call it stands for, so that log, hints and budget are those of that tool. */
export const useTool = defineTool({
  name: 'use_tool',
  title: 'Call a tool that find_tools found',
  about: 'Calls a tool by name, for tools that are not in this list; find_tools names them and their arguments. Same answers, same costs.',
  input: z.object({
    name: z.string().min(1).max(100).describe('Name of the tool. Example: query_saved_report'),
    arguments: JsonRecord.default({}).describe('Its arguments. Example: {"bookmark_id": 900001}'),
  }),
  output: z.object({}),
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  run: async ({ name }) => {
    throw inputError(`use_tool cannot call ${JSON.stringify(name)}.`, 'Name another tool.');
  },
  say: () => '',
});
