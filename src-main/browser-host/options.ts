import { parseArgs } from 'node:util';
import { AppError } from '#shared/errors.ts';

export interface StartOptions {
  demo: boolean;
  /** 0 takes any free port. */
  port: number;
  open: boolean;
}

export const USAGE = `npm start -- [--demo] [--browser] [--port N] [--no-open]

  --demo      open on the built-in demo project
  --browser   use the browser even where Electron is installed
  --port N    with the browser: the port to listen on (default: any free one)
  --no-open   do not open the browser
`;

export function readStartOptions(argv: string[]): StartOptions & { browser: boolean; help: boolean } {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(argv);
  } catch (cause) {
    const said = cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : '';
    throw new AppError('input', `${said}.`, { cause, hint: 'npm start -- --help shows all options.' });
  }
  const given = values.port ?? '0';
  const port = Number(given);
  if (!/^\d+$/.test(given) || port > 65_535) {
    throw new AppError('input', `--port ${given} is not a port.`, { hint: 'Use a number from 1 to 65535.' });
  }
  return {
    demo: values.demo ?? false,
    port,
    open: !(values['no-open'] ?? false),
    browser: values.browser ?? false,
    help: values.help ?? false,
  };
}

function parse(argv: string[]) {
  return parseArgs({
    args: argv,
    options: {
      demo: { type: 'boolean' },
      browser: { type: 'boolean' },
      port: { type: 'string' },
      'no-open': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  }).values;
}
