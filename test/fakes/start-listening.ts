// A starter of its own process for tests of the start lock: waits for the given moment, tries to become the engine, says on
// stdout what came of it, and stays until its stdin ends.
import { setTimeout as sleep } from 'node:timers/promises';
import { listenAsEngine } from '#core/link/listen.ts';
import { mixlakePaths } from '#core/paths.ts';

const [home, at] = process.argv.slice(2);
const paths = mixlakePaths({ mixlakeHome: home });
await sleep(Math.max(0, Number(at) - Date.now()));
const server = await listenAsEngine(paths, (socket) => {
  socket.on('error', () => undefined); // who only looks whether we listen goes at once
  socket.end(`${process.pid}\n`);
});
process.stdout.write(server === undefined ? 'other\n' : `listening ${process.pid}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
