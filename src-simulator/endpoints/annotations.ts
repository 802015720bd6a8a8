// Notes on the time axis: some tell of planted facts, one misleads. Their dates come in the three forms that were seen.

import { type Answer, type Call, json } from '../http/call.ts';
import type { Project } from '../project.ts';
import { COLLAPSE, EXPERIMENT, plantedDay, RELEASE } from '../world/planted-facts.ts';
import { dayText } from '../world/zone.ts';

const TAGS = { release: { id: 1, name: 'release' }, marketing: { id: 2, name: 'marketing' } } as const;
const USER = { id: 12, first_name: 'Mira', last_name: '' };

function allAnnotations(project: Project) {
  const { anchorDay } = project.world.calendar;
  const { zone } = project;
  const releaseDay = plantedDay(anchorDay, RELEASE);
  return [
    { id: 42, day: plantedDay(anchorDay, EXPERIMENT), form: 'plain', description: `Experiment "${EXPERIMENT.name}" started`, tags: [] },
    { id: 45, day: releaseDay, form: 'iso', description: `App ${RELEASE.version} in the stores`, tags: [TAGS.release] },
    { id: 44, day: plantedDay(anchorDay, COLLAPSE) - 12, form: 'bare', description: 'Newsletter to everybody', tags: [TAGS.marketing] },
    { id: 41, day: anchorDay - 80, form: 'plain', description: 'Winter prices 🏔️', tags: [TAGS.marketing] },
  ].map(({ day, form, ...rest }) => {
    const noon = `${dayText(day)} 12:00:00`;
    const iso = `${dayText(day)}T12:00:00${zone.offsetText(zone.startOf(day) + 43_200_000)}`;
    return { day, annotation: { ...rest, date: form === 'bare' ? dayText(day) : form === 'iso' ? iso : noon, user: USER } };
  });
}

function selected(call: Call, fromName: string, toName: string) {
  const { params, project } = call;
  const from = params.day(fromName) ?? Number.NEGATIVE_INFINITY;
  const to = params.day(toName) ?? Number.POSITIVE_INFINITY;
  const tags = params.get('tags')?.split(',').map(Number);
  return allAnnotations(project)
    .filter(
      ({ day, annotation }) => day >= from && day <= to && (tags === undefined || annotation.tags.some((tag) => tags.includes(tag.id))),
    )
    .map(({ annotation }) => annotation);
}

export function annotations(call: Call): Answer {
  return json({ status: 'ok', results: selected(call, 'fromDate', 'toDate') });
}

export function annotationTags(): Answer {
  return json({ status: 'ok', results: Object.values(TAGS) });
}

export function oldAnnotations(call: Call): Answer {
  return json({ annotations: selected(call, 'from_date', 'to_date') });
}
