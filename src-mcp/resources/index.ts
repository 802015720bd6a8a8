// The lists of resources and templates, in the order in which clients see them. Nothing but the lists stands here.
import type { ResourceDefinition, TemplateDefinition } from '../server/resource-definition.ts';
import { dailyTrend, weeklyRetention } from './analysis.ts';
import { churnInvestigation } from './churn-investigation.ts';
import { userJourney } from './journey.ts';
import { schemaResources } from './schema.ts';
import { skillResources } from './skill.ts';
import { weeklyReview } from './weekly-review.ts';
import { workspaceInfoResource, workspaceTablesResource } from './workspace.ts';

export const RESOURCES: readonly ResourceDefinition[] = [
  workspaceInfoResource,
  workspaceTablesResource,
  ...schemaResources,
  weeklyReview,
  churnInvestigation,
  ...skillResources,
];

export const TEMPLATES: readonly TemplateDefinition[] = [weeklyRetention, dailyTrend, userJourney];
