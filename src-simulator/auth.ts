// Who may ask what. Three outcomes, worded per API: unknown credentials, no project named, no access to the project.

import { DEMO_PROJECT_API_SECRET, DEMO_PROJECT_ID, DEMO_SECRET, DEMO_USERNAME } from './credentials.ts';
import { ApiError, badRequest, type Family } from './http/api-error.ts';

interface Claim {
  readonly user: string;
  readonly password: string;
}

function parseBasic(header: string | undefined): Claim | undefined {
  const match = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '');
  if (!match?.[1]) return undefined;
  const text = Buffer.from(match[1], 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function unauthorized(family: Family): ApiError {
  // The export refuses credentials with 400 and plain text.
  if (family === 'export') return badRequest('Unable to authenticate request');
  return new ApiError(401, 'Unable to authenticate request');
}

/** `projectId`: the `project_id` parameter, or on the App API the id in the path; `undefined` where a path names none. */
export function authorize(header: string | undefined, family: Family, projectId: string | undefined): void {
  const claim = parseBasic(header);
  if (claim === undefined) throw unauthorized(family);
  const isProjectSecret = claim.user === DEMO_PROJECT_API_SECRET && claim.password === '';
  const isServiceAccount = claim.user === DEMO_USERNAME && claim.password === DEMO_SECRET;
  if (!isProjectSecret && !isServiceAccount) throw unauthorized(family);
  if (projectId === undefined) {
    // A project's own secret says which project it is; a service account must.
    if (isServiceAccount && family !== 'app') throw badRequest('Missing required parameter: project_id');
    return;
  }
  if (!/^\d+$/.test(projectId)) throw badRequest(`invalid project_id: ${projectId}`);
  if (Number(projectId) !== DEMO_PROJECT_ID) throw new ApiError(403, 'Permission denied');
}

/** The wrong region does not redirect: it knows neither project nor account. */
export function refuseRegion(family: Family): ApiError {
  return unauthorized(family);
}
