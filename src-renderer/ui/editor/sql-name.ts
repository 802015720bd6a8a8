const PLAIN_NAME = /^[a-z_][a-z0-9_]*$/i;

/** The name as SQL takes it: quoted when it must be. */
export function quoteName(name: string): string {
  return PLAIN_NAME.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
