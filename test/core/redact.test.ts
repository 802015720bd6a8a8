import { describe, expect, it } from 'vitest';
import { BLANK, createRedactor } from '#core/redact.ts';

const SECRET = 'q/7+ä "quoted\\" secret';
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

function redactor() {
  const made = createRedactor();
  made.addSecret(SECRET, 'ann.service');
  return made;
}

describe('redaction', () => {
  it.each([
    ['raw', SECRET],
    ['inside a JSON text', JSON.stringify({ value: SECRET }).slice(10, -2)],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['as base64', base64(SECRET)],
    ['as base64 of user:secret', base64(`ann.service:${SECRET}`)],
    ['as base64 of secret:', base64(`${SECRET}:`)],
  ])('blanks a secret %s, wherever it stands', (_, form) => {
    expect(redactor().text(`before ${form} after, and ${form}`)).toBe(`before ${BLANK} after, and ${BLANK}`);
  });

  it('blanks a secret that is part of a longer one, and the longer one whole', () => {
    const made = createRedactor();
    made.addSecret('alpha');
    made.addSecret('alpha-beta');
    expect(made.text('alpha-beta alpha')).toBe(`${BLANK} ${BLANK}`);
  });

  it('leaves ordinary words alone when a secret is too short to be one', () => {
    const made = createRedactor();
    made.addSecret('day');
    made.addSecret('');
    expect(made.text('every day a day')).toBe('every day a day');
  });

  it('blanks what an authorization header carries, also without knowing the secret', () => {
    const { text } = createRedactor();
    expect(text('Authorization: Basic dXNlcjpzZWNyZXQ=')).toBe(`Authorization: Basic ${BLANK}`);
    expect(text('{"authorization":"Bearer abc.def-1"}')).toBe(`{"authorization":"Bearer ${BLANK}"}`);
    expect(text('the basic idea')).toBe('the basic idea');
  });

  it('knows nothing before it is told', () => {
    expect(createRedactor().text(SECRET)).toBe(SECRET);
  });
});
