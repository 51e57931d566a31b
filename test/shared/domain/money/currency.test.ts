import { expect, test } from 'vitest';
import { exponentOf, formatMinor } from '../../../../shared/domain/money/currency.ts';

/** The active codes of ISO 4217 by the decimals of their minor unit, as listed in 2026. */
const ISO_4217 = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY ' +
    'COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS ' +
    'INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR ' +
    'MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP ' +
    'STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

test.each(Object.entries(ISO_4217))('currencies with %s decimals', (exponent, codes) => {
  const others = codes.split(' ').filter((code) => exponentOf(code) !== Number(exponent));
  expect(others).toEqual([]);
});

test('where Unicode counts the decimals of daily life, ISO 4217 is followed', () => {
  const differing = Object.values(ISO_4217)
    .flatMap((codes) => codes.split(' '))
    .filter((currency) => {
      const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
      return maximumFractionDigits !== exponentOf(currency);
    });
  // Everything else agrees with the table that this Node has, which was written by somebody else.
  expect(differing.filter((code) => !CLDR_DIFFERS.has(code))).toEqual([]);
});

/** Cash is not counted in the minor units of these; Unicode's table leaves them out. */
const CLDR_DIFFERS = new Set(
  'AFN ALL COP HUF IDR IQD IRR KPW LAK LBP LKR MGA MMK PKR RSD SLE SOS SYP TZS UYW YER CLF UYI'.split(' '),
);

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
