import { PageKeyError, toApiError } from './api.ts';
import { words as allWords } from './words.ts';

const words = allWords.connectProblem;

/** The whole page when there is nobody to talk to. */
export function ConnectProblem({ error }: { error: unknown }) {
  const isKey = toApiError(error) instanceof PageKeyError;
  return (
    <main className="flex h-full items-center justify-center p-6">
      <div className="max-w-md">
        <h1 className="text-xl font-semibold">{isKey ? words.noKey : words.noAnswer}</h1>
        <p className="mt-2 text-base text-ink-2">{isKey ? words.keyHint : words.answerHint}</p>
      </div>
    </main>
  );
}
