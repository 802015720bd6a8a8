import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// One project per room, so that a room's tests run alone (`vitest run --project unit-mcp`), and one for the built product.
// `include` mirrors src-*: test/<room>/**.
const NODE_ROOMS = ['shared', 'core', 'mcp', 'main', 'simulator', 'scripts'] as const;

/** Only a test that hangs takes so long; on a loaded machine the largest ones take a third of it. */
const PATIENCE = { testTimeout: 60_000, hookTimeout: 120_000 };

/** Much of a test's time is waiting for child processes and sockets, so two files at a time gain on two cores too. */
const UNIT_WORKERS = Math.max(2, availableParallelism() - 1);

/** On a shared CI machine one second try keeps a stall of the machine from looking like a fault; here at the desk there is none. */
const RETRIES = process.env.CI === 'true' ? 1 : 0;

export default defineConfig({
  test: {
    projects: [
      ...NODE_ROOMS.map((room) => ({
        test: {
          retry: RETRIES,
          maxWorkers: UNIT_WORKERS,
          setupFiles: ['test/property-seed.ts'],
          name: `unit-${room}`,
          include: [`test/${room}/**/*.test.ts`],
          ...PATIENCE,
        },
      })),
      {
        plugins: [react()],
        test: {
          retry: RETRIES,
          maxWorkers: UNIT_WORKERS,
          setupFiles: ['test/property-seed.ts'],
          name: 'unit-renderer',
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          ...PATIENCE,
        },
      },
      {
        test: {
          retry: RETRIES,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // Real processes and a real browser on two cores: one file at a time keeps them from starving each other.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
