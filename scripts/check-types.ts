// One tsc run per room: the tsconfig of a room is what keeps Node types out of the window and DOM types out of Node.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const ROOMS = ['src-shared', 'src-core', 'src-mcp', 'src-main', 'src-renderer', 'src-simulator', 'scripts', 'bench', 'test'];

let failed = false;
for (const room of ROOMS) {
  if (!existsSync(`${room}/tsconfig.json`)) continue;
  const run = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', `${room}/tsconfig.json`], { stdio: 'inherit' });
  if (run.status !== 0) {
    failed = true;
    console.error(`types: ${room} has errors`);
  }
}
process.exit(failed ? 1 : 0);
