import { describe, expect, it } from 'vitest';
import { plainText } from '#mcp/prose/plain-text.ts';

describe('the text of a model', () => {
  it.each([
    ['See ![chart](https://evil.example/x.png?d=1) here.', 'See chart here.'],
    ['See [the docs](https://evil.example) and [this][1].\n[1]: https://evil.example', 'See the docs and this.'],
    ['Go to https://evil.example/a?b=c now.', 'Go to  now.'],
    ['<img src="x" onerror="alert()">Fine<script>1</script>', 'Fine1'],
    ['<https://evil.example>', ''],
    ['Click javascript:alert(1) or data:text/html;base64,xx', 'Click  or'],
    ['```text\nplain\n```', 'plain'],
    ['in\u200bvisible\u202e \u0007bell', 'invisible bell'],
    ['a\r\n\n\n\nb', 'a\n\nb'],
    ['5 < 6 and 7 > 3', '5 < 6 and 7 > 3'],
  ])('%j is shown as %j', (text, shown) => expect(plainText(text)).toBe(shown));

  it('is cut at a sentence when it is very long', () => {
    const cut = plainText('A sentence of some length. '.repeat(1000));
    expect(cut.length).toBeLessThan(6_100);
    expect(cut).toMatch(/length\. …$/);
  });
});
