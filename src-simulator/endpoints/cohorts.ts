// The list of saved cohorts. Members are read through /engage.

import { DEMO_PROJECT_ID } from '../credentials.ts';
import { type Answer, type Call, json } from '../http/call.ts';
import { cohortMembers, SAVED_COHORTS } from '../saved/cohorts.ts';
import { prepareProfiles } from '../world/profiles.ts';
import { dayText } from '../world/zone.ts';

export async function listCohorts(call: Call): Promise<Answer> {
  const { project } = call;
  await prepareProfiles(project);
  return json(
    SAVED_COHORTS.map((cohort) => ({
      id: cohort.id,
      name: cohort.name,
      description: cohort.description,
      count: cohortMembers(cohort, project).length,
      is_visible: cohort.isVisible ? 1 : 0,
      created: `${dayText(project.world.calendar.anchorDay - cohort.createdDaysBeforeAnchor)} 14:05:06`,
      project_id: DEMO_PROJECT_ID,
      data_group_id: null,
    })),
  );
}
