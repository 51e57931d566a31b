/**
 * Reads a page as its tests need it: the elements that bear a figure or an instant, and the text that people see.
 * The figures are read back from their text here, by other means than they were written with.
 */

const unescape = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&nbsp;', '\u00A0')
    .replaceAll('&amp;', '&');

/** The text of some markup, blanks run together. */
export const textOf = (markup: string): string =>
  unescape(
    markup
      .replaceAll(/<(style|script)\b.*?<\/\1>/gs, '')
      .replaceAll(/<\/div>/g, ' ')
      .replaceAll(/<[^>]*>/g, ''),
  )
    .replaceAll(/[\s\u00A0]+/g, ' ')
    .trim();

export type Figure = { readonly value: number; readonly text: string };

/** Every figure of a page: what it says to machines, and what to people. */
export const figuresIn = (page: string): Figure[] =>
  [...page.matchAll(/<data\b[^>]*\bvalue="([^"]*)"[^>]*>(.*?)<\/data\s*>/gs)].map(([, value, inner]) => ({
    value: Number(value),
    text: textOf(inner ?? ''),
  }));

export type ShownTime = { readonly instant: string; readonly text: string; readonly title: string | undefined };

/** Every time of a page. */
export const timesIn = (page: string): ShownTime[] =>
  [...page.matchAll(/<time\b([^>]*)>(.*?)<\/time\s*>/gs)].map(([, attributes = '', inner]) => ({
    instant: /datetime="([^"]*)"/.exec(attributes)?.[1] ?? '',
    title: /title="([^"]*)"/.exec(attributes)?.[1],
    text: textOf(inner ?? ''),
  }));

const UNITS = { h: 3_600_000, min: 60_000, s: 1000 } as const;

/** What a figure's text comes to: milliseconds, minor units, basis points, or a number. */
export const readFigure = (text: string): number | undefined => {
  const length = /^(?:(\d+) h)? ?(?:(\d+) min)? ?(?:([\d.]+) s)?$/.exec(text);
  if (length !== null && text !== '') {
    const [, h = '0', min = '0', s = '0'] = length;
    return Math.round(Number(h) * UNITS.h + Number(min) * UNITS.min + Number(s) * UNITS.s);
  }
  const money = /^([+\u2212\u00B1]?)([\d,]+)(?:\.(\d+))? ([A-Z]{3})$/.exec(text);
  if (money !== null) {
    const [, sign, units = '', fraction = ''] = money;
    return Number(`${units.replaceAll(',', '')}${fraction}`) * (sign === '\u2212' ? -1 : 1);
  }
  const rate = /^([\d.]+) %$/.exec(text);
  if (rate !== null) return Math.round(Number(rate[1]) * 100);
  return /^\d+$/.test(text) ? Number(text) : undefined;
};

/** All numbers and all instants in some JSON, however deep. */
export const leavesOf = (value: unknown): { readonly numbers: Set<number>; readonly instants: Set<string> } => {
  const numbers = new Set<number>();
  const instants = new Set<string>();
  JSON.stringify(value, (_, leaf: unknown) => {
    if (typeof leaf === 'number') numbers.add(leaf);
    if (typeof leaf === 'string' && /^[+-]?\d{4,6}-\d\d-\d\d(T[\d:.]+Z)?$/.test(leaf)) instants.add(leaf);
    return leaf;
  });
  return { numbers, instants };
};
