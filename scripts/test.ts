// `npm test`: types, lint, layer rules, the build, then every test; says what was skipped and why, and ends with one line
// `N passed, N failed` in which each of the static checks counts as one.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
/** A hanging test must end as a failure, not as a run without an end. */
const TESTS_TIMEOUT_MS = 30 * 60_000;
const BIN = join(root, 'node_modules');

const CHECKS: readonly { name: string; args: string[] }[] = [
  { name: 'types', args: ['scripts/check-types.ts'] },
  { name: 'lint and format', args: [join(BIN, '@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'] },
  { name: 'layer rules', args: ['scripts/check-layers.ts'] },
  { name: 'words of the window', args: ['scripts/check-words.ts'] },
  { name: 'generated docs are up to date', args: ['scripts/gen.ts', '--check'] },
  { name: 'build', args: ['scripts/build.ts'] },
];

interface Counts {
  passed: number;
  failed: number;
  skipped: string[];
}

function runCheck(name: string, args: string[]): boolean {
  const run = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  console.log(`${run.status === 0 ? '✓' : '✗'} ${name}`);
  return run.status === 0;
}

function runTests(): Counts {
  const dir = mkdtempSync(join(tmpdir(), 'mixlake-test-'));
  const report = join(dir, 'report.json');
  const run = spawnSync(
    process.execPath,
    [join(BIN, 'vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { cwd: root, stdio: 'inherit', timeout: TESTS_TIMEOUT_MS, killSignal: 'SIGKILL' },
  );
  const counts = readReport(report);
  rmSync(dir, { recursive: true, force: true });
  // A runner that fails without a failed test (a file that does not load, an unhandled error) must not look like success.
  if (run.status !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

function readReport(file: string): Counts {
  try {
    const report: { testResults: { assertionResults: { status: string; fullName: string }[] }[] } = JSON.parse(readFileSync(file, 'utf8'));
    const all = report.testResults.flatMap((each) => each.assertionResults);
    return {
      passed: all.filter((each) => each.status === 'passed').length,
      failed: all.filter((each) => each.status === 'failed').length,
      skipped: all.filter((each) => each.status !== 'passed' && each.status !== 'failed').map((each) => each.fullName),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: [] };
  }
}

const results = CHECKS.map((check) => runCheck(check.name, check.args));
const tests = runTests();
for (const name of tests.skipped) console.log(`skipped: ${name}`);
const passed = tests.passed + results.filter(Boolean).length;
const failed = tests.failed + results.filter((ok) => !ok).length;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
