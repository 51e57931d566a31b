import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMoney } from '../../../../local/cli/sla/parse-money.ts';
import { formatMinor } from '../../../../shared/domain/money/currency.ts';

test('an amount is read as it is printed', () => {
  const currency = fc.constantFrom('USD', 'JPY', 'KWD', 'CLF');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), currency, (amountMinor, code) => {
      expect(parseMoney(formatMinor(amountMinor, code))).toEqual({ amountMinor, currency: code });
    }),
  );
});

test.each([
  ['1000 USD', 100_000, 'USD'],
  ['1000.5 USD', 100_050, 'USD'],
  ['1000USD', 100_000, 'USD'],
])('reads %s', (text, amountMinor, currency) => {
  expect(parseMoney(text)).toEqual({ amountMinor, currency });
});

test.each(['1000', '1.234 USD', '1,00 USD', '10 JPY.', '10.5 JPY', '-1 USD', '99999999999999999 USD', 'USD'])(
  'rejects %s',
  (text) => {
    expect(() => parseMoney(text)).toThrow(/not an amount|decimals|too large/);
  },
);
