// The one account and project the simulator knows. They are demo values and open nothing but this simulator.

import { DEMO_PROJECT } from '#shared/model/demo-project.ts';

export const DEMO_USERNAME: string = DEMO_PROJECT.username;
export const DEMO_SECRET: string = DEMO_PROJECT.secret;

/** The older second form: this text as user name with an empty password, and no `project_id`. */
export const DEMO_PROJECT_API_SECRET = '0f9d2c6b7a514e3f8d1c0b9a88776655';

export const DEMO_PROJECT_ID = Number(DEMO_PROJECT.projectId);
export const DEMO_PROJECT_NAME = 'Trailhead (demo)';

/** A project that exists, but which the demo account is no member of. */
export const FORBIDDEN_PROJECT_ID = 4343;

export const DEMO_WORKSPACE_ID = 77;
export const DEMO_ORGANIZATION_ID = 31;
