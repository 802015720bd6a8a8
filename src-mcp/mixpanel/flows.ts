// Flows: what people do after (or before) an event. Not documented by Mixpanel and best effort; counts come as text.
import { z } from 'zod';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { byText, parseAnswer } from './lists.ts';
import { Count } from './numbers.ts';

export interface FlowEdge {
  event: string;
  /** NORMAL, FORWARD, REVERSE, DROPOFF or PRUNED, as Mixpanel says. */
  type: string;
  /** Index of the step it leads to, counted from 0. */
  step: number | null;
  count: number;
}

export interface FlowNode {
  event: string;
  type: string;
  isCustomEvent: boolean;
  count: number;
  edges: FlowEdge[];
}

export interface Flow {
  computedAt: string | null;
  /** 0 to 1. */
  conversionRate: number | null;
  steps: { nodes: FlowNode[] }[];
  breakdowns: unknown[];
  metadata: Record<string, unknown>;
}

const Edge = z.looseObject({ event: z.string(), type: z.string().nullish(), step: Count.nullish(), totalCount: Count });
const Node = z.looseObject({
  event: z.string(),
  type: z.string().nullish(),
  isCustomEvent: z.boolean().nullish(),
  totalCount: Count,
  edges: z.array(Edge).nullish(),
});
const Answer = z.looseObject({
  computed_at: z.string().nullish(),
  overallConversionRate: Count.nullish(),
  breakdowns: z.array(z.unknown()).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  steps: z.array(z.looseObject({ nodes: z.array(Node).nullish() })),
});

/** Nodes and edges of every step, the largest first. */
export async function savedFlow(http: MixpanelHttp, bookmarkId: number, call: CallOptions): Promise<Flow> {
  const params = { bookmark_id: bookmarkId, query_type: 'flows_sankey' };
  const answer = parseAnswer(Answer, await http.get('query', '/arb_funnels', params, call), 'arb_funnels');
  return {
    computedAt: answer.computed_at ?? null,
    conversionRate: answer.overallConversionRate ?? null,
    breakdowns: answer.breakdowns ?? [],
    metadata: answer.metadata ?? {},
    steps: answer.steps.map((step) => ({ nodes: (step.nodes ?? []).map(toNode).sort(bySize) })),
  };
}

function toNode(node: z.infer<typeof Node>): FlowNode {
  return {
    event: node.event,
    type: node.type ?? 'NORMAL',
    isCustomEvent: node.isCustomEvent ?? false,
    count: node.totalCount,
    edges: (node.edges ?? [])
      .map((edge) => ({ event: edge.event, type: edge.type ?? 'NORMAL', step: edge.step ?? null, count: edge.totalCount }))
      .sort(bySize),
  };
}

function bySize(a: { event: string; count: number }, b: { event: string; count: number }): number {
  return b.count - a.count || byText(a.event, b.event);
}
