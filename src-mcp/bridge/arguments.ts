// The command line of the MCP server command. Only node: here: the bridge must start in a few hundredths of a second.
import { parseArgs } from 'node:util';
import type { Hello, ToolProfile } from '#core/link/hello.ts';
import { AppError } from '#shared/errors.ts';
import type { AccountChoice } from '#shared/model/account.ts';

export const USAGE = `mixlake-mcp: the MCP server of Mixlake

  --account NAME         work with this account (else MP_USERNAME, MP_SECRET, MP_PROJECT_ID, else the default account)
  --transport stdio|http how clients reach it (default stdio)
  --host 127.0.0.1       with http: the address to listen on (this computer only)
  --port 8000            with http: the port to listen on
  --profile NAME         which tools are listed: full (all), default (up to 30), compact (12)
  --standalone           run the engine inside this process (containers, one-shot scripts)
  --demo                 work with the built-in demo project
  --version              print the version
  --help                 print this text

Environment: MP_USERNAME, MP_SECRET, MP_PROJECT_ID, MP_REGION (us, eu, in; default us), MP_CONFIG_PATH,
MIXLAKE_HOME (default ~/.mixlake), MIXLAKE_MIXPANEL_URL (one origin for all Mixpanel hosts), MIXLAKE_HTTP_TOKEN.
`;

export interface Arguments {
  account: string | undefined;
  transport: 'stdio' | 'http';
  host: string;
  port: number;
  profile: ToolProfile | undefined;
  standalone: boolean;
  demo: boolean;
  version: boolean;
  help: boolean;
}

const LOCAL_HOSTS = ['127.0.0.1', 'localhost', '::1'];

export function readArguments(argv: string[]): Arguments {
  const values = parse(argv);
  const transport = values.transport ?? 'stdio';
  if (transport !== 'stdio' && transport !== 'http') throw refused(`--transport ${transport} is not known.`, 'Use stdio or http.');
  const profile = values.profile;
  if (profile !== undefined && profile !== 'full' && profile !== 'default' && profile !== 'compact') {
    throw refused(`--profile ${profile} is not known.`, 'Use full, default or compact.');
  }
  const host = values.host ?? '127.0.0.1';
  if (!LOCAL_HOSTS.includes(host)) throw refused(`--host ${host} is not this computer.`, 'The server listens on 127.0.0.1 only.');
  const port = Number(values.port ?? 8000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw refused(`--port ${values.port} is not a port.`, 'Use a number from 1 to 65535.');
  if (values.demo === true && values.account !== undefined) throw refused('--demo and --account exclude each other.', 'Give one of them.');
  return {
    account: values.account,
    transport,
    host,
    port,
    profile,
    standalone: values.standalone ?? false,
    demo: values.demo ?? false,
    version: values.version ?? false,
    help: values.help ?? false,
  };
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        account: { type: 'string' },
        transport: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        profile: { type: 'string' },
        standalone: { type: 'boolean' },
        demo: { type: 'boolean' },
        version: { type: 'boolean' },
        help: { type: 'boolean' },
      },
      allowPositionals: false,
    }).values;
  } catch (cause) {
    const said = cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : '';
    throw refused(`${said}.`, 'mixlake-mcp --help shows all options.', cause);
  }
}

function refused(message: string, hint: string, cause?: unknown): AppError {
  return new AppError('input', message, { hint, cause });
}

/** Explicit --account, else the demo, else the MP_* variables, else the default account. */
export function helloOf(args: Arguments, env: NodeJS.ProcessEnv, version: string): Hello {
  return {
    role: 'mcp',
    account: accountOf(args, env),
    version,
    ...(env.MIXLAKE_MIXPANEL_URL === undefined ? {} : { mixpanelUrl: env.MIXLAKE_MIXPANEL_URL }),
    ...(env.MP_CONFIG_PATH === undefined ? {} : { mpConfigFile: env.MP_CONFIG_PATH }),
    ...(args.profile === undefined ? {} : { profile: args.profile }),
  };
}

function accountOf(args: Arguments, env: NodeJS.ProcessEnv): AccountChoice {
  if (args.demo) return { kind: 'demo' };
  if (args.account !== undefined) return { kind: 'named', name: args.account };
  const { MP_USERNAME: username, MP_SECRET: secret, MP_PROJECT_ID: projectId } = env;
  if (!username || !secret || !projectId) {
    refuseIncomplete(env);
    return { kind: 'default' };
  }
  return { kind: 'environment', username, secret, projectId, region: env.MP_REGION || 'us' };
}

/** Somebody who set one of the variables means that project: to answer from another one silently would be wrong. */
function refuseIncomplete(env: NodeJS.ProcessEnv): void {
  const names = ['MP_USERNAME', 'MP_SECRET', 'MP_PROJECT_ID'];
  const missing = names.filter((name) => !env[name]);
  if (missing.length === names.length) return;
  throw refused(
    `The account of the environment is not complete: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    `Set ${names.join(', ')} together, or none of them, or start with --account NAME.`,
  );
}
