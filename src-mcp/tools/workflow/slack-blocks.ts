// A report as Slack's Block Kit. Limits of Slack: 150 characters in a header, 3,000 in a section.
import type { JsonObject } from '#shared/model/json.ts';

const HEADER_CHARS = 150;
const SECTION_CHARS = 3_000;
const MAX_FINDINGS = 3;
const MAX_RECOMMENDATIONS = 2;

export interface SlackReport {
  title: string;
  summary: string;
  findings: readonly string[];
  recommendations: readonly string[];
}

export function slackBlocks({ title, summary, findings, recommendations }: SlackReport): JsonObject[] {
  const list = (lines: readonly string[]): string => lines.map((line) => `• ${line}`).join('\n');
  return [
    { type: 'header', text: { type: 'plain_text', text: cut(title, HEADER_CHARS) } },
    section(summary),
    ...(findings.length > 1 ? [section(`*Findings*\n${list(findings.slice(1, 1 + MAX_FINDINGS))}`)] : []),
    ...(recommendations.length > 0 ? [section(`*What to do*\n${list(recommendations.slice(0, MAX_RECOMMENDATIONS))}`)] : []),
  ];
}

function section(text: string): JsonObject {
  return { type: 'section', text: { type: 'mrkdwn', text: cut(escaped(text), SECTION_CHARS) } };
}

/** Slack's own three signs. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars - 1)}…`;
}
