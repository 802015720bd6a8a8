import { describe, expect, it } from 'vitest';
import { readStartOptions, USAGE } from '#main/browser-host/options.ts';

describe('the start options', () => {
  it('open a browser on any free port when nothing is said', () => {
    expect(readStartOptions([])).toEqual({ demo: false, port: 0, open: true, browser: false, help: false });
  });

  it('can each be said', () => {
    expect(readStartOptions(['--demo', '--browser', '--port', '8123', '--no-open', '--help'])).toEqual({
      demo: true,
      port: 8123,
      open: false,
      browser: true,
      help: true,
    });
    expect(readStartOptions(['--port=80']).port).toBe(80);
  });

  it.each([
    [['--dmeo'], /--dmeo/],
    [['demo'], /demo/],
    [['--port'], /--port/],
    [['--demo=yes'], /--demo/],
  ])('refuse %j, name it, and say where all are listed', (argv, message) => {
    expect(() => readStartOptions(argv)).toThrow(
      expect.objectContaining({ kind: 'input', message: expect.stringMatching(message), hint: expect.stringContaining('--help') }),
    );
  });

  it.each(['http', '-1', '65536', '80.5', ''])('refuse the port %j', (port) => {
    expect(() => readStartOptions([`--port=${port}`])).toThrow(expect.objectContaining({ message: `--port ${port} is not a port.` }));
  });

  it('are all in the help', () => {
    for (const name of ['--demo', '--browser', '--port', '--no-open']) expect(USAGE).toContain(`\n  ${name}`);
  });
});
