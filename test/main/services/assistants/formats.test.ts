// The promise of every edit, for any file at all: what is not ours stays byte for byte, and means the same.
import fc from 'fast-check';
import { parse as parseToml, stringify as stringifyToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { stringify as stringifyYaml } from 'yaml';
import { CLIENTS, isRecord } from '#main/services/assistants/clients.ts';
import { FORMATS } from '#main/services/assistants/formats/index.ts';
import { registered, unregistered } from '#main/services/assistants/plan.ts';
import type { AssistantId } from '#shared/model/assistant.ts';

const LAUNCH = {
  command: '/opt/mixlake/node',
  args: ['/opt/mix lake/out/mcp/cli.js', '--account', 'a "b" \\ ü'],
  env: { MIXLAKE_HOME: '/data' },
};

function clientOf(id: AssistantId) {
  const client = CLIENTS.find((each) => each.id === id);
  if (client === undefined) throw new Error(id);
  return client;
}

function roundTrip(id: AssistantId, text: string) {
  const client = clientOf(id);
  const added = registered(client, { text, hasMark: false }, LAUNCH);
  return { client, added: added.text, removed: unregistered(client, added).text };
}

/** Cut where they begin to differ, from both ends: what is left of the longer text is all that was put in. */
function inserted(before: string, after: string): string {
  let head = 0;
  while (head < before.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  expect(before.length - head - tail).toBe(0);
  return after.slice(head, after.length - tail);
}

const names = fc
  .string({ minLength: 1, maxLength: 8 })
  .filter((name) => !['__proto__', 'mixlake', 'mcpServers', 'extensions'].includes(name));
const plain = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const server = fc.record({ command: fc.string(), args: fc.array(fc.string(), { maxLength: 3 }) });
const servers = fc.dictionary(names, server, { maxKeys: 4, noNullPrototype: true });
const settings = fc.dictionary(
  names,
  fc.oneof(plain, fc.array(plain, { maxLength: 3 }), fc.dictionary(names, plain, { maxKeys: 3, noNullPrototype: true })),
  {
    maxKeys: 4,
    noNullPrototype: true,
  },
);
const indents = fc.constantFrom<string | number | undefined>(undefined, 1, 2, 4, '\t');

describe('editing any JSON file', () => {
  it('puts in one entry and leaves the rest byte for byte', () => {
    fc.assert(
      fc.property(settings, fc.option(servers), settings, indents, fc.boolean(), (before, mine, after, indent, isCrlf) => {
        const value = { ...before, ...(mine === null ? {} : { mcpServers: mine }), ...after };
        const text = JSON.stringify(value, null, indent).replaceAll('\n', isCrlf ? '\r\n' : '\n');
        const { added, removed } = roundTrip('claude-desktop', text);
        const words = inserted(text, added);
        expect(words).toContain('"mixlake"');
        if (isCrlf && text.includes('\n')) expect(words).not.toMatch(/(?<!\r)\n/);
        expect(JSON.parse(removed)).toEqual({ ...value, mcpServers: mine ?? {} });
        // The container that had to be made stays behind; one that was there loses our entry alone.
        if (mine !== null && Object.keys(mine).length > 0) expect(removed).toBe(text);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps comments and a comma after the last member where they are legal', () => {
    const text = '{\n  // mine, and "mixlake"\n  "servers": {\n    "a": { "command": "x" }, // why, x\n    /* end, */\n  },\n}\n';
    const { added, removed } = roundTrip('vscode', text);
    expect(added).toContain('// why, x\n    /* end, */\n    "mixlake": {\n      "type": "stdio",');
    expect(removed).toBe(text);
    const bare = '{\n  "context_servers": {\n    // none yet\n  }\n}\n';
    expect(roundTrip('zed', bare).added).toContain('// none yet\n    "mixlake": {');
    const noComma = '{ "servers": { "a": { "command": "x" } /* last */ } }';
    expect(roundTrip('vscode', noComma)).toMatchObject({ removed: noComma });
  });

  it('changes the last of two entries with one name, which is the one that counts', () => {
    const text = '{"mcpServers":{"mixlake":{"command":"old"},"mixlake":{"command":"older","disabled":true}}}';
    const { text: after } = registered(clientOf('cursor'), { text, hasMark: false }, { ...LAUNCH, env: {} });
    expect(after).toContain('{"command":"old"}');
    expect(JSON.parse(after).mcpServers.mixlake).toEqual({ command: LAUNCH.command, args: LAUNCH.args, disabled: true });
  });

  it('keeps variables of the person in the entry, and takes away those of ours that are no longer wanted', () => {
    const entry = { command: 'old', args: [], env: { MP_REGION: 'eu', MIXLAKE_HOME: '/old', ELECTRON_RUN_AS_NODE: '1' } };
    const text = JSON.stringify({ mcpServers: { mixlake: entry } });
    const after = registered(clientOf('claude-desktop'), { text, hasMark: false }, { ...LAUNCH, env: {} });
    expect(JSON.parse(after.text).mcpServers.mixlake.env).toEqual({ MP_REGION: 'eu' });
  });

  it.each([
    ['[]', 1, 1],
    ['{"a": 1,}', 1, 9],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{"a": NaN}', 1, 7],
    ['{"a": 01}', 1, 8],
    ['{"a": "\u0001"}', 1, 7],
    ['{} x', 1, 4],
    ['{"mcpServers": {', 1, 17],
    ['{"mcpServers": {} } // note', 1, 21],
  ])('says where %j cannot be read', (text, line, column) => {
    expect(() => FORMATS.json.parse(text)).toThrow(expect.objectContaining({ name: 'ConfigFault', line, column }));
  });

  it('refuses servers that are not an object', () => {
    expect(() => registered(clientOf('cursor'), { text: '{"mcpServers": []}', hasMark: false }, LAUNCH)).toThrow(/must hold an object/);
  });
});

describe('editing any TOML file', () => {
  it('puts in one table and leaves the rest byte for byte', () => {
    fc.assert(
      fc.property(settings, fc.option(servers), fc.boolean(), (before, mine, isCrlf) => {
        const value = { ...before, ...(mine === null ? {} : { mcp_servers: mine }) };
        const text = `# mine\n${stringifyToml(value)}`.replaceAll('\n', isCrlf ? '\r\n' : '\n');
        const { added, removed } = roundTrip('codex', text);
        expect(inserted(text, added)).toContain('[mcp_servers.mixlake]');
        expect(removed).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('changes a table with its tables below it, and nothing around it', () => {
    const text =
      'model = "o"\n\n[mcp_servers.a]\ncommand = "x"\n# a note\n\n[mcp_servers.mixlake]\ncommand = "old"\nargs = [\n  "[x]",\n]\nstartup_timeout_sec = 20\n\n[mcp_servers.mixlake.env]\nMP_REGION = "eu"\n\n# about b\n[mcp_servers.b]\ncommand = """\n[mcp_servers.mixlake]\n"""\n';
    const { text: after } = registered(clientOf('codex'), { text, hasMark: false }, { ...LAUNCH, env: {} });
    expect(parseToml(after).mcp_servers).toMatchObject({
      mixlake: { command: LAUNCH.command, args: LAUNCH.args, startup_timeout_sec: 20, env: { MP_REGION: 'eu' } },
    });
    expect(after.startsWith('model = "o"\n\n[mcp_servers.a]\ncommand = "x"\n# a note\n\n[mcp_servers.mixlake]\n')).toBe(true);
    expect(after.endsWith('\n\n# about b\n[mcp_servers.b]\ncommand = """\n[mcp_servers.mixlake]\n"""\n')).toBe(true);
  });

  it('says what to add by hand where the servers are written in another form', () => {
    const text = 'mcp_servers = { a = { command = "x" } }\n';
    expect(() => registered(clientOf('codex'), { text, hasMark: false }, LAUNCH)).toThrow(
      expect.objectContaining({ kind: 'input', hint: expect.stringContaining('[mcp_servers.mixlake]') }),
    );
  });

  it('says where a file cannot be read, without a word of what stands there', () => {
    expect(() => FORMATS.toml.parse('a = 1\ntoken = "s3cret\n')).toThrow(
      expect.objectContaining({ name: 'ConfigFault', line: 2, message: expect.not.stringContaining('s3cret') }),
    );
  });
});

describe('editing any YAML file', () => {
  it('puts in one entry and leaves the rest byte for byte', () => {
    const goose = fc.dictionary(names, fc.record({ cmd: fc.string(), args: fc.array(fc.string(), { maxLength: 2 }) }), {
      minKeys: 1,
      maxKeys: 3,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(settings, fc.option(goose), settings, fc.constantFrom(2, 4), (before, mine, after, indent) => {
        const value = { GOOSE_MODE: 'auto', ...before, ...(mine === null ? {} : { extensions: mine }), ...after };
        const text = `# mine\n${stringifyYaml(value, { indent })}`;
        const { added, removed } = roundTrip('goose', text);
        expect(inserted(text, added)).toContain('mixlake:');
        if (mine !== null) expect(removed).toBe(text);
        expect(FORMATS.yaml.parse(removed)).toEqual({ ...value, extensions: mine ?? {} });
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['extensions:\n  a:\n    cmd: x # why\n  # last\n\nother: 1\n'],
    ['extensions:\n    a:\n        cmd: |\n            x\n            y\nother: 1'],
    ['extensions: {}\n'],
    ['extensions: { a: { cmd: x } }\n'],
    ['extensions:\nother: 1\n'],
    ['a: 1'],
    [''],
  ])('takes %j', (text) => {
    const { client, added } = roundTrip('goose', text);
    const { extensions } = FORMATS.yaml.parse(added);
    const before = FORMATS.yaml.parse(text).extensions;
    expect(extensions).toEqual({ ...(isRecord(before) ? before : {}), mixlake: client.entry(LAUNCH) });
    inserted(text, added);
    expect(added.endsWith('\n')).toBe(text.endsWith('\n') || text === '');
  });

  it('renews an entry and keeps what the person set in it', () => {
    const text =
      'extensions:\n  mixlake:\n    enabled: false\n    type: stdio\n    cmd: old\n    timeout: 9\n    # note\n  b:\n    cmd: y\n';
    const { text: after } = registered(clientOf('goose'), { text, hasMark: false }, LAUNCH);
    expect(FORMATS.yaml.parse(after).extensions).toMatchObject({
      mixlake: { enabled: false, timeout: 9, cmd: LAUNCH.command, envs: LAUNCH.env },
      b: { cmd: 'y' },
    });
  });
});
