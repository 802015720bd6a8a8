// The list of prompts, in the order in which clients see them. Nothing but the list stands here.
import type { PromptDefinition } from '../server/prompt-definition.ts';
import { analyticsWorkflow } from './analytics-workflow.ts';
import { dataQualityAudit } from './data-quality-audit.ts';
import { experimentAnalysis } from './experiment-analysis.ts';
import { funnelAnalysis } from './funnel-analysis.ts';
import { gqmDecomposition, gqmFramework } from './goal-decomposition.ts';
import { aarrrAnalysis, growthAccounting } from './growth-accounting.ts';
import { localAnalysisWorkflow } from './local-analysis-workflow.ts';
import { retentionAnalysis } from './retention-analysis.ts';

export const PROMPTS: readonly PromptDefinition[] = [
  analyticsWorkflow,
  funnelAnalysis,
  retentionAnalysis,
  localAnalysisWorkflow,
  gqmDecomposition,
  growthAccounting,
  experimentAnalysis,
  dataQualityAudit,
  gqmFramework,
  aarrrAnalysis,
];
