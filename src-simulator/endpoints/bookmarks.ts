// The list of saved reports (App API). Optional fields are often absent, times carry no zone.

import { DEMO_PROJECT_ID, DEMO_WORKSPACE_ID } from '../credentials.ts';
import { type Answer, type Call, json } from '../http/call.ts';
import { SAVED_REPORTS } from '../saved/reports.ts';
import { shuffled } from '../world/prng.ts';
import { dayText } from '../world/zone.ts';

const TYPES = ['insights', 'funnels', 'retention', 'flows', 'launch-analysis'] as const;

export function bookmarks(call: Call): Answer {
  const { params, project } = call;
  const type = params.get('type') === undefined ? undefined : params.choice('type', TYPES);
  const { anchorDay } = project.world.calendar;
  const results = SAVED_REPORTS.filter((report) => type === undefined || report.type === type).map((report, index) => ({
    id: report.id,
    name: report.name,
    type: report.type,
    project_id: DEMO_PROJECT_ID,
    workspace_id: DEMO_WORKSPACE_ID,
    ...(index % 3 === 0 ? {} : { dashboard_id: 310, creator_id: 12, creator_name: 'Mira' }),
    created: `${dayText(anchorDay - 70 + index)}T08:00:00`,
    modified: `${dayText(anchorDay - 20 + index)}T10:11:12`,
    ...(report.description === undefined ? {} : { description: report.description }),
  }));
  return json({ results: project.settings.tidy ? results : shuffled(results, project.world.seed) });
}
