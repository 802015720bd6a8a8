// Account and workspaces (App API). The only place that tells the project's time zone and region.

import { DEMO_ORGANIZATION_ID, DEMO_PROJECT_ID, DEMO_PROJECT_NAME, DEMO_USERNAME, DEMO_WORKSPACE_ID } from '../credentials.ts';
import { type Answer, type Call, json } from '../http/call.ts';

const DOMAINS = { us: 'mixpanel.com', eu: 'eu.mixpanel.com', in: 'in.mixpanel.com' } as const;
const WORKSPACE = { id: DEMO_WORKSPACE_ID, name: 'All project data', project_id: DEMO_PROJECT_ID, is_default: true };

export function me(call: Call): Answer {
  const { project } = call;
  return json({
    status: 'ok',
    results: {
      user_id: 9001,
      user_email: `${DEMO_USERNAME}@serviceaccount.example`,
      user_name: 'Mixlake demo',
      organizations: {
        [DEMO_ORGANIZATION_ID]: { id: DEMO_ORGANIZATION_ID, name: 'Trailhead GmbH', role: 'analyst', permissions: ['view_reports'] },
      },
      projects: {
        [DEMO_PROJECT_ID]: {
          name: DEMO_PROJECT_NAME,
          organization_id: DEMO_ORGANIZATION_ID,
          timezone: project.zone.name,
          has_workspaces: true,
          domain: DOMAINS[project.settings.region],
          type: 'PROJECT',
        },
      },
      workspaces: { [DEMO_WORKSPACE_ID]: { ...WORKSPACE, is_global: true, is_restricted: false, is_visible: true } },
    },
  });
}

export function workspaces(): Answer {
  return json({ status: 'ok', results: [WORKSPACE] });
}
