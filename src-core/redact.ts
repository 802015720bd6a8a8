// The one redaction function of every sink: log, activity, error texts, answers. It knows the live secrets in the forms in
// which they could leak: raw, as part of a JSON text, of a Basic header (base64 of user:secret), and URL-encoded.

const MIN_SECRET_LENGTH = 4; // a shorter text would blank ordinary words
export const BLANK = '[secret]';

export interface Redactor {
  /** Remembers a secret for as long as the process lives. */
  addSecret(secret: string, username?: string): void;
  text(value: string): string;
}

export function createRedactor(): Redactor {
  const known = new Set<string>();
  let longestFirst: string[] = [];
  return {
    addSecret(secret, username) {
      if (secret.length < MIN_SECRET_LENGTH) return;
      const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
      const inJson = JSON.stringify(secret).slice(1, -1);
      const forms = [secret, inJson, encodeURIComponent(secret), base64(secret), base64(`${secret}:`)];
      if (username !== undefined) forms.push(base64(`${username}:${secret}`));
      for (const form of forms) known.add(form);
      longestFirst = [...known].sort((a, b) => b.length - a.length);
    },
    text(value) {
      let out = value;
      for (const form of longestFirst) if (out.includes(form)) out = out.replaceAll(form, BLANK);
      return out.replace(/(\bauthorization"?\s*[:=]\s*"?(?:basic|bearer)\s+)[\w+/=.-]+/gi, `$1${BLANK}`);
    },
  };
}
