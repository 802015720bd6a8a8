// Cuts a stream of bytes into lines. A line that is too long is dropped, and told once; what follows it is read as usual.

export interface LineReader {
  push(chunk: Buffer): void;
}

export function readLines(maxBytes: number, onLine: (line: string) => void, onTooLong: () => void): LineReader {
  let parts: Buffer[] = [];
  let bytes = 0;
  let isDropping = false;

  function keep(part: Buffer): void {
    if (isDropping) return;
    bytes += part.length;
    if (bytes > maxBytes) {
      isDropping = true;
      parts = [];
      onTooLong();
    } else if (part.length > 0) parts.push(part);
  }

  function finish(): void {
    const whole = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    const text = isDropping ? '' : (whole?.toString('utf8') ?? '').trim();
    parts = [];
    bytes = 0;
    isDropping = false;
    if (text !== '') onLine(text);
  }

  return {
    push(chunk) {
      let from = 0;
      for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
        keep(chunk.subarray(from, end));
        finish();
        from = end + 1;
      }
      keep(chunk.subarray(from));
    },
  };
}
