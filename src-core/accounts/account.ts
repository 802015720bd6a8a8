import { AppError } from '#shared/errors.ts';
import { type AccountSource, REGIONS, type Region } from '#shared/model/account.ts';

/** An account as the files describe it. `secret` is there only when the file itself holds it (mp-config) or the environment did. */
export interface Account {
  name: string;
  username: string;
  projectId: string;
  region: Region;
  workspaceId?: string | undefined;
  baseUrl?: string | undefined;
  source: AccountSource;
  isDefault: boolean;
  secret?: string | undefined;
}

export function parseRegion(text: string, where: string): Region {
  const region = REGIONS.find((known) => known === text.trim().toLowerCase());
  if (region === undefined) {
    throw new AppError('input', `"${text}" in ${where} is not a Mixpanel region.`, { hint: 'Use us, eu or in.' });
  }
  return region;
}

/** A project id is a whole number; it also names a folder, so nothing else may pass. */
export function parseProjectId(value: unknown, where: string): string {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (!/^\d{1,18}$/.test(text)) {
    const what =
      value === undefined
        ? `There is no project id in ${where}`
        : `The project id ${JSON.stringify(value)} in ${where} is not a whole number`;
    throw new AppError('input', `${what}.`, {
      hint: 'Mixpanel shows it under Project Settings, Overview, as "Project ID".',
    });
  }
  return text;
}

/** Only an http or https origin may stand for Mixpanel's hosts; plain http only on this computer. */
export function parseBaseUrl(text: string, where: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new AppError('input', `${where} is not a web address: ${JSON.stringify(text)}.`, {
      cause,
      hint: 'Write it like https://proxy.example.com.',
    });
  }
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) {
    throw new AppError('input', `${where} must start with https:// (http:// is allowed for this computer only).`, {
      hint: 'Credentials would otherwise travel in the clear.',
    });
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}
