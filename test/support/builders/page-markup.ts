/**
 * Reads pages: elements with figures or instants, and the visible text.
 * It parses figures by other code than the product's.
 */

const unescape = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&nbsp;', '\u00A0')
    .replaceAll('&amp;', '&');

/** Returns the text of markup with single blanks. */
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

/** Returns the figures of a page: the value for machines and the visible text. */
export const figuresIn = (page: string): Figure[] =>
  [...page.matchAll(/<data\b[^>]*\bvalue="([^"]*)"[^>]*>(.*?)<\/data\s*>/gs)].map(([, value, inner]) => ({
    value: Number(value),
    text: textOf(inner ?? ''),
  }));

export type ShownTime = { readonly instant: string; readonly text: string; readonly title: string | undefined };

/** Returns the times of a page. */
export const timesIn = (page: string): ShownTime[] =>
  [...page.matchAll(/<time\b([^>]*)>(.*?)<\/time\s*>/gs)].map(([, attributes = '', inner]) => ({
    instant: /datetime="([^"]*)"/.exec(attributes)?.[1] ?? '',
    title: /title="([^"]*)"/.exec(attributes)?.[1],
    text: textOf(inner ?? ''),
  }));

const UNITS = { h: 3_600_000, min: 60_000, s: 1000 } as const;

/** Parses the text of a figure: milliseconds, minor units, basis points, or a number. */
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

/** Returns all numbers and instants in a JSON value. */
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
