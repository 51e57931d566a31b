import { exponentOf, formatMinor } from '../domain/money/currency.ts';
import { type Html, html } from './html.ts';

/**
 * Figures as people read them, each in a `data` element whose value is what the statement's JSON has: milliseconds, minor units,
 * basis points. Nothing is rounded but a share, and that always down, so that a target that was missed never looks met.
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Keeps a figure and its unit on one line. */
const NBSP = '\u00A0';

/** `12 h 16 min`, `45 min`, `1 h 0.001 s`: exact to the millisecond, units of zero left out. */
export const lengthText = (ms: number): string => {
  const units = [
    [Math.floor(ms / HOUR), 'h'],
    [Math.floor((ms % HOUR) / MINUTE), 'min'],
    [(ms % MINUTE) / SECOND, 's'],
  ] as const;
  const parts = units.flatMap(([count, unit]) => (count === 0 ? [] : [`${count}${NBSP}${unit}`]));
  return parts.length === 0 ? `0${NBSP}min` : parts.join(NBSP);
};

/** A length; its seconds are set small, and on the next line where there is no room: they are there for whoever checks, and in nobody's way. */
export const length = (ms: number): Html => {
  const text = lengthText(ms);
  const cut = ms < MINUTE ? text.length : text.length - (ms % MINUTE === 0 ? 0 : lengthText(ms % MINUTE).length);
  const [minutes, seconds] = [text.slice(0, cut), text.slice(cut)];
  return html`<data value="${ms}"
    >${seconds === '' ? minutes : html`${minutes.replace(/\u00A0$/, ' ')}${small(seconds)}`}</data
  >`;
};

export const small = (text: string): Html | undefined => (text === '' ? undefined : html`<small>${text}</small>`);

/** `1,225.80 USD`; with a sign where it is a difference. */
export const money = (minor: number, currency: string): Html =>
  html`<data class="money" value="${minor}">${moneyText(minor, currency)}</data>`;

const moneyText = (minor: number, currency: string): string =>
  formatMinor(minor, currency).replace('-', '\u2212').replace(' ', NBSP);

/** A difference: `+74.20 USD`, `\u221274.20 USD`, `\u00B10.00 USD`. */
export const difference = (minor: number, currency: string): Html =>
  html`<data class="money" value="${minor}"
    >${minor > 0 ? '+' : minor === 0 ? '\u00B1' : ''}${moneyText(minor, currency)}</data
  >`;

/** How many characters of an amount fit on a telephone as large as it is set. */
const FITS = 10;

/** An amount set large: the number, and the currency beside it in small. */
export const bigMoney = (minor: number, currency: string): Html => {
  const [amount = '', code = ''] = formatMinor(minor, currency).split(' ');
  const cut = exponentOf(currency) === 0 ? amount.length : amount.length - exponentOf(currency) - 1;
  return html`<data class="${amount.length > FITS ? 'big long' : 'big'}" value="${minor}"
    >${amount.slice(0, cut)}<span class="cents">${amount.slice(cut)}</span> <span class="code">${code}</span></data
  >`;
};

/** Basis points as people say them: `5 %`, `2.5 %`. */
export const rateText = (bps: number): string => `${bps / 100}${NBSP}%`;

export const rate = (bps: number): Html => html`<data value="${bps}">${rateText(bps)}</data>`;

/** How large a part of the whole is, in per cent, rounded down to so many decimals; nothing of nothing is all of it. */
export const shareText = (part: number, whole: number, decimals = 3): string => {
  const scale = 10n ** BigInt(decimals);
  const share = whole === 0 ? 100n * scale : (BigInt(part) * 100n * scale) / BigInt(whole);
  const digits = String(share).padStart(decimals + 1, '0');
  const [units, fraction] = [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)];
  const written = fraction.replace(/0+$/, '');
  return `${units}${written === '' ? '' : `.${written}`}${NBSP}%`;
};

/** How many decimals show beside a target: one more than it has, and three at least. */
export const decimalsFor = (target: string): number => Math.max(3, (target.split('.')[1] ?? '').length + 1);

/** `1 credit`, `6 credits`. */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${count}${NBSP}${count === 1 ? one : many}`;
