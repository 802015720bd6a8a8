// What a resource is: a page of context that a client reads by its address. A template is a family of them.
import type { JsonObject } from '#shared/model/json.ts';
import type { ToolContext } from './tool-definition.ts';

/** What a resource may use: the tools' own context, and the tools' answers, kept and shared like theirs. */
export interface ResourceContext extends Pick<ToolContext, 'workspace' | 'call' | 'now'> {
  /** The whole structured answer of a tool. */
  ask(tool: string, args?: Record<string, unknown>): Promise<JsonObject>;
}

export interface JsonBody {
  value: JsonObject | JsonObject[];
  /** The list in `value` that may be long, when `value` is not the list itself. */
  long?: string;
  /** Where the rest is, when it has to be cut. One sentence. */
  rest?: string;
}

export interface MarkdownBody {
  markdown: string;
}

export type ResourceBody = JsonBody | MarkdownBody;

interface Described {
  name: string;
  title: string;
  /** Product copy for whoever chooses what to read: what is in it, and what it costs. */
  description: string;
  mimeType: 'application/json' | 'text/markdown';
}

export interface ResourceDefinition extends Described {
  uri: string;
  read(context: ResourceContext): Promise<ResourceBody> | ResourceBody;
}

/** Where a client's suggestions for an argument come from. */
export type Completes = 'events' | 'funnels' | readonly string[] | undefined;

export interface TemplateDefinition extends Described {
  uriTemplate: string;
  /** The addresses of the family; its groups are named like the variables. Values are percent-decoded afterwards. */
  pattern: RegExp;
  variables: Record<string, Completes>;
  read(variables: Record<string, string>, context: ResourceContext): Promise<ResourceBody>;
}
