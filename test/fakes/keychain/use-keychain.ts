// Plays calls on the keychain and says on stdout, as one line of JSON, what each of them answered or threw.
//   use-keychain.ts '[["set","account","secret"],["get","account"],["delete","account"]]' [time limit in ms]
import { execFileSync } from 'node:child_process';
import { AsyncEntry } from '@napi-rs/keyring';
import { createKeychain, KEYCHAIN_SERVICE } from '#core/secrets/keychain.ts';
import { AppError } from '#shared/errors.ts';

const LOCK = [
  '--session',
  '--print-reply',
  '--dest=org.freedesktop.secrets',
  '/org/freedesktop/secrets',
  'org.freedesktop.Secret.Service.Lock',
  'array:objpath:/org/freedesktop/secrets/collection/login',
];

const [, , list = '[]', limitMs] = process.argv;
const keychain = createKeychain(limitMs === undefined ? undefined : Number(limitMs));
const calls: string[][] = JSON.parse(list);
const answers: unknown[] = [];
for (const call of calls) {
  const begun = performance.now();
  const told = await play(call).then(
    (value) => ({ value: value ?? null }),
    (error: unknown) =>
      error instanceof AppError
        ? { kind: error.kind, message: error.message, hint: error.hint }
        : { kind: 'no AppError', message: String(error) },
  );
  answers.push({ ...told, ms: Math.round(performance.now() - begun) });
}
// A clean exit waits for the thread in which a call still hangs.
process.stdout.write(`${JSON.stringify(answers)}\n`, () => process.kill(process.pid, 'SIGKILL'));

async function play([verb, account = '', secret = '']: string[]): Promise<unknown> {
  switch (verb) {
    case 'set':
      return keychain.set(account, secret);
    case 'get':
      return keychain.get(account);
    case 'delete':
      return keychain.delete(account);
    case 'lock':
      execFileSync('dbus-send', LOCK);
      return null;
    case 'get-from-kernel':
      // Where the package would put it by itself when there is no Secret Service; null also where the kernel has no keyring.
      return new AsyncEntry(KEYCHAIN_SERVICE, account, { linux: { store: 'keyutils' } }).getPassword().catch(() => null);
    default:
      throw new Error(`no such call: ${verb}`);
  }
}
