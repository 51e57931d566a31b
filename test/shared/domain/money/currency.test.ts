import { code, codes } from 'currency-codes';
import { expect, test } from 'vitest';
import { CURRENCIES, exponentOf, formatMinor } from '../../../../shared/domain/money/currency.ts';

/** Units of account and metals, which have no minor unit, and codes for tests or for no currency. */
const WITHOUT_MINOR_UNIT = 'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' ');

/** Codes that ISO has retired since the library's list (June 2024): guilder, lev, and the Cuban convertible peso. */
const RETIRED_SINCE = ['ANG', 'BGN', 'CUC'];

/** Codes that ISO has added since: the Caribbean guilder. */
const ADDED_SINCE = new Set(['XCG']);

test('the table has the codes and decimals of currency-codes', () => {
  const left = new Set([...WITHOUT_MINOR_UNIT, ...RETIRED_SINCE]);
  const theirs = codes().flatMap((listed) => (left.has(listed) ? [] : [[listed, code(listed)?.digits]]));
  const ours = [...CURRENCIES].filter((listed) => !ADDED_SINCE.has(listed));
  expect(Object.fromEntries(ours.map((listed) => [listed, exponentOf(listed)]))).toEqual(Object.fromEntries(theirs));
  expect(exponentOf('XCG')).toBe(2);
});

/** Retired codes, and units without a minor unit, that Unicode still lists. */
const ONLY_IN_UNICODE = ['ANG', 'BGN', 'CUC', 'HRK', 'SLL', 'XDR', 'XSU', 'ZWL'];

/** Units of account beside a country's money (UYI), which Unicode does not list as money of today. */
const NOT_IN_UNICODE = ['BOV', 'CHE', 'CHW', 'CLF', 'COU', 'MXV', 'USN', 'UYI', 'UYW', 'VED'];

test('the table has the codes of Intl', () => {
  const theirs = new Set(Intl.supportedValuesOf('currency'));
  expect([...theirs].filter((listed) => !CURRENCIES.has(listed)).toSorted()).toEqual(ONLY_IN_UNICODE);
  expect([...CURRENCIES].filter((listed) => !theirs.has(listed)).toSorted()).toEqual(NOT_IN_UNICODE);
});

/** Cash is not counted in the minor units of these; Unicode's table leaves them out. */
const CLDR_DIFFERS = new Set(
  'AFN ALL COP HUF IDR IQD IRR KPW LAK LBP LKR MGA MMK PKR RSD SLE SOS SYP TZS UYW YER CLF UYI'.split(' '),
);

test('the decimals are those of Intl, except for cash without minor units', () => {
  const differing = [...CURRENCIES].filter((currency) => {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
    return maximumFractionDigits !== exponentOf(currency);
  });
  expect(differing.filter((listed) => !CLDR_DIFFERS.has(listed))).toEqual([]);
});

test.each(['UDS', 'usd', 'US', 'XXX', 'XAU', 'HRK', 'constructor', ''])('%j is no currency of the table', (unknown) => {
  expect(CURRENCIES.has(unknown)).toBe(false);
});

test.each([
  ['a code that nobody has', 'QQQ', 2],
  ['what every object has', 'constructor', 2],
])('%s has two decimals', (_, code, exponent) => {
  expect(exponentOf(code)).toBe(exponent);
});

test.each([
  [22_580, 'USD', '225.80 USD'],
  [22_580, 'JPY', '22,580 JPY'],
  [22_580, 'BHD', '22.580 BHD'],
  [22_580, 'CLF', '2.2580 CLF'],
  [0, 'USD', '0.00 USD'],
  [0, 'JPY', '0 JPY'],
  [5, 'USD', '0.05 USD'],
  [5, 'KWD', '0.005 KWD'],
  [-5, 'USD', '-0.05 USD'],
  [-123_456_789, 'EUR', '-1,234,567.89 EUR'],
  [99_999, 'USD', '999.99 USD'],
  [100_000, 'USD', '1,000.00 USD'],
  [Number.MAX_SAFE_INTEGER, 'USD', '90,071,992,547,409.91 USD'],
])('%i minor units of %s are written %s', (amountMinor, currency, written) => {
  expect(formatMinor(amountMinor, currency)).toBe(written);
});
