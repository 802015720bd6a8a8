import { expect, it, vi } from 'vitest';
import { catalogueAhead, catalogueOf } from '#mcp/server/tool-listing.ts';
import { TOOLS } from '#mcp/tools/index.ts';

it('tools are described once, ahead or by the first who asks, and nobody waits for all of them at once', async () => {
  const described = TOOLS.map((tool) => vi.spyOn(tool.input, 'strict'));
  const count = (): number => described.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  const ahead = catalogueAhead(TOOLS);
  expect(count()).toBe(1);
  await ahead;
  expect(count()).toBe(TOOLS.length);
  expect(catalogueOf(TOOLS).map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
  expect(catalogueOf(TOOLS)[0]).toBe(catalogueOf(TOOLS)[0]);
  expect(count()).toBe(TOOLS.length);
});
