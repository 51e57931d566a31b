import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exponentOf, formatMinor } from '../../shared/domain/money/currency.ts';

const page = readFileSync(new URL('../../docs/consuming.md', import.meta.url), 'utf8');

/** Rows of Stripe's decimals: the currency, its exponent, an amount in minor units, and that amount in words. */
const rows = [...page.matchAll(/^\| ([A-Z]{3}) \| (\d) \| (\d+) \| ([^|]+) \| (\d+) \|/gm)].map(
  ([, currency = '', exponent, amountMinor, written, ofStripe]) => ({
    currency,
    exponent: Number(exponent),
    amountMinor: Number(amountMinor),
    written,
    ofStripe: Number(ofStripe),
  }),
);

test('the page lists the currencies that Stripe treats in another way', () => {
  expect(rows.map(({ currency }) => currency)).toEqual(
    expect.arrayContaining(['ISK', 'UGX', 'MGA', 'BHD', 'JOD', 'KWD', 'OMR', 'TND', 'USD', 'JPY']),
  );
});

test.each(rows)(
  '$currency has the exponent and the amount of the page',
  ({ currency, exponent, amountMinor, written }) => {
    expect(exponentOf(currency)).toBe(exponent);
    expect(formatMinor(amountMinor, currency)).toBe(written);
  },
);

/** The decimals of Stripe's API where they are not those of ISO 4217. */
const STRIPE_DECIMALS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

test.each(rows)("Stripe's amount of $currency is the same money", ({ currency, exponent, amountMinor, ofStripe }) => {
  const decimals = STRIPE_DECIMALS[currency] ?? exponent;
  const difference = amountMinor * 10 ** (3 - exponent) - ofStripe * 10 ** (3 - decimals);
  expect(Math.abs(difference)).toBeLessThan(exponent === 3 ? 10 : 1);
  expect(ofStripe % (exponent === 3 ? 10 : 1)).toBe(0);
});

test.each([
  [22_580, 'USD', '225.80 USD'],
  [22_580, 'JPY', '22,580 JPY'],
  [22_580, 'BHD', '22.580 BHD'],
])('rule 8 states %i minor units of %s as %s', (amountMinor, currency, written) => {
  expect(formatMinor(amountMinor, currency)).toBe(written);
  expect(page).toContain(written);
});
