// Loads days into a lake and keeps its typed views ready, without end, until it is killed: `node typing-process.ts FOLDER`.
import { openLake } from '#mcp/lake/lake.ts';
import { line, loadLines } from './lake-room.ts';

const EVENTS_A_DAY = 2_000;

const lake = await openLake({ projectDir: process.argv[2] ?? '', materialiseFromRows: 0 });
process.stdout.write('open\n');
for (let round = 0; ; round += 1) {
  const day = 1 + (round % 4);
  const properties = (index: number): string =>
    `"n":${index % 7 === round % 7 ? `"${index}"` : index},"plan":"p${index % 3}","r${round % 3}":${index}.5`;
  await loadLines(
    lake,
    'events',
    day,
    Array.from({ length: EVENTS_A_DAY }, (_, index) => line(day, index, properties(index))),
  );
  if (round % 3 !== 0) await lake.typingSettled();
}
