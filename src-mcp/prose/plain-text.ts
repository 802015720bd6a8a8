// The text of a language model is data of an unknown sender: it is shown without anything that would load, lead somewhere or hide.

/** About 1,500 tokens. */
const MAX_CHARS = 6_000;

export function plainText(text: string): string {
  const plain = text
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{C}\n\t]/gu, '') // controls, and signs without a shape
    .replaceAll(/^\s*```\w*\s*$/gm, '')
    .replaceAll(/^\s*\[[^\]]+\]:\s*\S+.*$/gm, '') // where a link of the other kind leads
    .replaceAll(/!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replaceAll(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replaceAll(/<[!/?a-z][^>]*>/gi, '')
    .replaceAll(/\b(?:[a-z][a-z0-9+.-]*:\/\/|www\.|(?:javascript|data|mailto):)\S*/gi, '')
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  if (plain.length <= MAX_CHARS) return plain;
  const cut = plain.slice(0, MAX_CHARS);
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('\n'));
  return `${cut.slice(0, end > MAX_CHARS / 2 ? end + 1 : MAX_CHARS).trimEnd()} …`;
}
