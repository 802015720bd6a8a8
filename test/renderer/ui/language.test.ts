import { afterEach, describe, expect, it, vi } from 'vitest';
import { inLanguage, localeOf } from '../../../src-renderer/ui/language.ts';

const HALF_PAST_TWO = '2026-11-22T14:30:07Z';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** The formatters as a browser that is set to these languages loads them. */
async function formattersIn(languages: readonly string[]) {
  vi.resetModules();
  vi.stubGlobal('navigator', { ...navigator, languages });
  const [{ formatCount, formatCompact }, { formatMoment }, { LOCALE }] = await Promise.all([
    import('../../../src-renderer/ui/quantities.ts'),
    import('../../../src-renderer/ui/instants.ts'),
    import('../../../src-renderer/ui/language.ts'),
  ]);
  return { LOCALE, count: formatCount(1_234_567), compact: formatCompact(12_400), moment: formatMoment(HALF_PAST_TWO) };
}

describe('the language of the window', () => {
  it.each([
    [['en-US', 'en'], 'en-US'],
    [['de-DE', 'en-IN'], 'en-IN'],
    [['de-DE'], 'en-GB'],
    [[], 'en-GB'],
    [['en_US.UTF-8'], 'en-GB'],
    [['en-!!', ''], 'en-GB'],
  ])('for a browser set to %j writes numbers and dates as %s', (wanted, locale) => {
    expect(localeOf(wanted)).toBe(locale);
  });

  it('is the first wanted one that is spoken', () => {
    expect(localeOf(['fr-CA', 'de-AT', 'en-GB'], ['en', 'de'])).toBe('de-AT');
  });

  it('chooses the words by the base language, and English where a part has no others', () => {
    const others = { de: 'Zeilen', ja: '行' };
    expect(inLanguage('rows', others, 'de-AT')).toBe('Zeilen');
    expect(inLanguage('rows', others, 'en-US')).toBe('rows');
    expect(inLanguage('rows', {}, 'de-AT')).toBe('rows');
    expect(inLanguage('rows', others, 'constructor')).toBe('rows');
  });

  it('gives every formatter one locale, whose clock has 24 hours like the data', async () => {
    const american = await formattersIn(['en-US']);
    expect(american).toMatchObject({ LOCALE: 'en-US', count: '1,234,567', compact: '12.4K' });
    expect(american.moment).toMatch(/^Nov 22, 2026, \d\d:30:07 /);
    const british = await formattersIn(['en-GB']);
    expect(british.moment).toMatch(/^22 Nov 2026, \d\d:30:07 /);
  });

  it('cannot be broken by a locale that is none', async () => {
    const broken = await formattersIn(['en_US.UTF-8', '*', 'x']);
    expect(broken).toMatchObject({ LOCALE: 'en-GB', count: '1,234,567' });
  });
});
