// The cohorts that somebody at Trailhead has saved, as rules over profiles.

import type { Project } from '../project.ts';
import type { Person } from '../world/people.ts';
import { hasAccount, isDeleted, profileOf } from '../world/profiles.ts';

export interface SavedCohort {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly isVisible: boolean;
  readonly createdDaysBeforeAnchor: number;
  readonly has: (person: Person, project: Project) => boolean;
}

function numberOf(person: Person, name: string, project: Project): number {
  const value = profileOf(person, project).properties[name];
  return typeof value === 'number' ? value : 0;
}

export const SAVED_COHORTS: readonly SavedCohort[] = [
  {
    id: 604,
    name: 'Regular bookers',
    description: 'Three bookings or more',
    isVisible: true,
    createdDaysBeforeAnchor: 70,
    has: (person, project) => numberOf(person, 'bookings', project) >= 3,
  },
  {
    id: 601,
    name: 'Onboarded, never booked',
    description: '',
    isVisible: true,
    createdDaysBeforeAnchor: 81,
    has: (person, project) => person.activationDay <= project.today() && numberOf(person, 'bookings', project) === 0,
  },
  {
    id: 602,
    name: 'Pro ⛰️',
    description: 'Subscribed at present',
    isVisible: true,
    createdDaysBeforeAnchor: 64,
    has: (person, project) => project.today() >= person.subscriptionDay && project.today() < person.subscriptionEndDay,
  },
  {
    id: 603,
    name: 'Came by Instagram ads',
    description: 'Includes people whose profile was deleted',
    isVisible: false,
    createdDaysBeforeAnchor: 22,
    has: (person) => person.channel.name === 'instagram_ads',
  },
];

/** Members by now. Those whose profile was deleted stay members. */
export function cohortMembers(cohort: SavedCohort, project: Project): Person[] {
  return project.world.people.filter((person) => hasAccount(person, project) && cohort.has(person, project));
}

export function membersWithProfile(members: readonly Person[]): Person[] {
  return members.filter((person) => !isDeleted(person));
}
