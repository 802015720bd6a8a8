// Lays JSON text out over lines without parsing it: JSON.parse would change integers beyond 2^53 and drop repeated keys.
const INDENT = '  ';
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|\s+|"/g;

/** Text that is not JSON comes back as it is. */
export function prettyJson(text: string): string {
  const trimmed = text.trim();
  if (!/^[{[]/.test(trimmed)) return text;
  try {
    JSON.parse(trimmed);
  } catch {
    // Not JSON after all: then it is shown as the text that it is.
    return text;
  }
  const tokens = (trimmed.match(TOKEN) ?? []).filter((token) => token.trim() !== '');
  return layOut(tokens);
}

function layOut(tokens: readonly string[]): string {
  let out = '';
  let depth = 0;
  const line = () => `\n${INDENT.repeat(depth)}`;
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token === '{' || token === '[') {
      out += token;
      if (next === '}' || next === ']') return;
      depth += 1;
      out += line();
    } else if (token === '}' || token === ']') {
      const isEmpty = tokens[index - 1] === '{' || tokens[index - 1] === '[';
      if (!isEmpty) {
        depth -= 1;
        out += line();
      }
      out += token;
    } else if (token === ',') out += `,${line()}`;
    else out += token === ':' ? ': ' : token;
  });
  return out;
}
