// What a prompt is: a ready-made question with a way to answer it, which a person picks in the client and fills in.
import type { Completes } from './resource-definition.ts';

export interface PromptArgumentDefinition {
  name: string;
  description: string;
  /** Taken when the person leaves the field empty. */
  default: string;
  completes?: Completes;
}

export interface PromptDefinition {
  name: string;
  title: string;
  description: string;
  arguments: readonly PromptArgumentDefinition[];
  /** The text for the model; every argument has a value here. */
  text(values: Record<string, string>): string;
}
