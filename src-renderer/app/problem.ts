// What went wrong, in the words that a person reads: what happened and, where there is one, what to do next.
import { useToast } from '../ui/toasts.tsx';
import { toApiError } from './api.ts';

export interface Problem {
  message: string;
  hint: string | undefined;
  /** The keychain is the reason: there are other places for a secret. */
  isKeychain: boolean;
}

export function problemOf(error: unknown): Problem {
  const problem = toApiError(error);
  return {
    message: problem.message,
    hint: 'hint' in problem ? problem.hint : undefined,
    isKeychain: 'kind' in problem && problem.kind === 'keychain',
  };
}

/** Tells it in a message; for calls that have no place of their own on the screen. */
export function useProblemToast(): (error: unknown) => void {
  const toast = useToast();
  return (error) => {
    const { message, hint } = problemOf(error);
    toast('danger', message, hint);
  };
}
