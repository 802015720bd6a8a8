// Which of a project's events look like a sign-up, a first success, a payment, an invitation: guesses by name, for when nobody said.
// A guess is only used when a single event fits; otherwise the events that fit are proposed.

export type Role = 'acquisition' | 'activation' | 'revenue' | 'referral';

const LOOKS_LIKE: Record<Role, RegExp> = {
  acquisition:
    /\bsign(ed)? ?ups?\b|\bregist|\b(account|user) creat|\bcreated? (an )?account\b|\bnew user\b|\bjoined\b|\binstall|\bfirst open\b/,
  activation: /\bonboard|\bactivat|\bset ?up\b|\btutorial\b|\bprofile complet|\bcompleted? profile\b|\baha\b|\bfirst value\b/,
  revenue:
    /\bpurchas|\bpaid\b|\bpayment|\border(ed|s)?\b|\bbook(ed|ing)s?\b|\bsubscri|\bcheckout|\bupgrad|\binvoice|\bcharged?\b|\bbuy\b|\bbought\b|\btransaction|\bdonat/,
  referral: /\binvit|\brefer(red|ral|rer)?s?\b|\bshar(e|ed|es|ing)\b|\brecommend/,
};

/** Steps on the way, and ways that did not lead there. */
const NOT_DONE =
  /\b(start(ed)?|begin|began|begun|attempt(ed)?|fail(ed|ure)?|errors?|declined?|cancel(l?ed)?|abandon(ed)?|refund(ed)?|view(ed)?|seen|shown?|click(ed)?|tap(ped)?|open(ed)?|page|screen|prompt(ed)?|skip(ped)?|request(ed)?|expired?|reminder|removed|deleted|received)\b|\bunsubscri|\bdeactivat/;
/** A subscription that starts is one that is paid for. */
const DONE_ALL_THE_SAME = /\bsubscription (start|begin|began)|\bfirst open\b/;

const MAX_PROPOSED = 5;

export interface RoleGuess {
  /** Undefined when none or more than one fits. */
  best: string | undefined;
  /** What fits, the likeliest first. */
  proposed: string[];
}

/** `names`: the more frequent first, where that is known. */
export function guessEvent(role: Role, names: readonly string[]): RoleGuess {
  const fitting = names.map((name) => ({ name, words: wordsOf(name) })).filter(({ words }) => LOOKS_LIKE[role].test(words));
  const isDone = ({ words }: { words: string }): boolean => !NOT_DONE.test(words) || DONE_ALL_THE_SAME.test(words);
  const done = fitting.filter(isDone);
  const others = fitting.filter((each) => !isDone(each));
  return {
    best: done.length === 1 ? done[0]?.name : undefined,
    proposed: [...done, ...others].slice(0, MAX_PROPOSED).map(({ name }) => name),
  };
}

export function looksLike(role: Role, name: string): boolean {
  return LOOKS_LIKE[role].test(wordsOf(name));
}

/** Lower case words with one blank between: of `signUp_completed` and `Sign-Up Completed` the same. */
export function wordsOf(name: string): string {
  return name
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
