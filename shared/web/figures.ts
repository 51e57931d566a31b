import { exponentOf, formatMinor } from '../domain/money/currency.ts';
import type { ExplainedShare } from '../domain/statement/explanation.ts';
import { type Html, html } from './html.ts';
import { HOUR_MS, MINUTE_MS } from '../lib/time-units.ts';

/**
 * Formats figures. Each is a `data` element whose value is the one in the statement's JSON: milliseconds, minor units, basis points.
 * Only shares are rounded, and always down, so that a missed target never looks met.
 */

/** Keeps a figure and its unit on one line. */
const NBSP = '\u00A0';

/** `12 h 16 min`, `45 min`, `1 h 0.001 s`: exact to the millisecond, without units that are zero. */
export const lengthText = (ms: number): string => {
  const units = [
    [Math.floor(ms / HOUR_MS), 'h'],
    [Math.floor((ms % HOUR_MS) / MINUTE_MS), 'min'],
    [(ms % MINUTE_MS) / 1000, 's'],
  ] as const;
  const parts = units.flatMap(([count, unit]) => (count === 0 ? [] : [`${count}${NBSP}${unit}`]));
  return parts.length === 0 ? `0${NBSP}min` : parts.join(NBSP);
};

/** Returns a length. Its seconds are small and may wrap, since only an auditor needs them. */
export const length = (ms: number): Html => {
  const text = lengthText(ms);
  const cut =
    ms < MINUTE_MS ? text.length : text.length - (ms % MINUTE_MS === 0 ? 0 : lengthText(ms % MINUTE_MS).length);
  const [minutes, seconds] = [text.slice(0, cut), text.slice(cut)];
  return html`<data value="${ms}"
    >${seconds === '' ? minutes : html`${minutes.replace(/\u00A0$/, ' ')}${small(seconds)}`}</data
  >`;
};

export const small = (text: string): Html | undefined => (text === '' ? undefined : html`<small>${text}</small>`);

/** `1,225.80 USD` */
export const money = (minor: number, currency: string): Html =>
  html`<data class="money" value="${minor}">${moneyText(minor, currency)}</data>`;

const moneyText = (minor: number, currency: string): string =>
  formatMinor(minor, currency).replace('-', '\u2212').replace(' ', NBSP);

/** A difference: `+74.20 USD`, `\u221274.20 USD`, `\u00B10.00 USD`. */
export const difference = (minor: number, currency: string): Html =>
  html`<data class="money" value="${minor}"
    >${minor > 0 ? '+' : minor === 0 ? '\u00B1' : ''}${moneyText(minor, currency)}</data
  >`;

/** Longer amounts do not fit on a phone in the largest type. */
const BIG_CHARACTERS_MAX = 10;

/** Returns an amount in large type, with the currency in small type. */
export const bigMoney = (minor: number, currency: string): Html => {
  const [amount = '', code = ''] = formatMinor(minor, currency).split(' ');
  const cut = exponentOf(currency) === 0 ? amount.length : amount.length - exponentOf(currency) - 1;
  return html`<data class="${amount.length > BIG_CHARACTERS_MAX ? 'big long' : 'big'}" value="${minor}"
    >${amount.slice(0, cut)}<span class="cents">${amount.slice(cut)}</span> <span class="code">${code}</span></data
  >`;
};

/** Returns basis points in percent: `5 %`, `2.5 %`. */
export const rateText = (bps: number): string => `${bps / 100}${NBSP}%`;

export const rate = (bps: number): Html => html`<data value="${bps}">${rateText(bps)}</data>`;

const DAY_WORTHS = { month: '', '30-days': ' (1/30 of the month each)', year: ' (1/365 of the year each)' } as const;

/** Returns a share of the fees, times a count: `5 % of the fees`, `3 days of fees`. */
export const feeShare = ({ bps, serviceFeeDays: days = 0, of = 'month' }: ExplainedShare, count = 1): Html =>
  bps === undefined
    ? html`${countText(days * count, 'day')} of fees${DAY_WORTHS[of]}`
    : html`${rate(bps * count)} of the fees`;

/** Returns a part of a whole in percent, rounded down to `decimals`. A part of nothing is 100 %. */
export const shareText = (part: number, whole: number, decimals = 3): string => {
  const scale = 10n ** BigInt(decimals);
  const share = whole === 0 ? 100n * scale : (BigInt(part) * 100n * scale) / BigInt(whole);
  const digits = String(share).padStart(decimals + 1, '0');
  const [units, fraction] = [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)];
  const written = fraction.replace(/0+$/, '');
  return `${units}${written === '' ? '' : `.${written}`}${NBSP}%`;
};

/** Returns the decimals of a share beside a target: one more than the target has, at least three. */
export const decimalsFor = (target: string): number => Math.max(3, (target.split('.')[1] ?? '').length + 1);

/** Returns the share of users or requests that are affected, which the JSON writes as `40` or `12.5`. */
export const impactText = (impact: string): string => `${impact}${NBSP}%`;

/** `1 credit`, `6 credits`. */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${count}${NBSP}${count === 1 ? one : many}`;
