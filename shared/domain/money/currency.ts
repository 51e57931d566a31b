/**
 * The decimals of minor units that do not have two (ISO 4217). Intl cannot provide them: its figures are CLDR's, which differ for
 * some currencies.
 */
const EXPONENTS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
  CLF: 4,
  UYW: 4,
};

/** The exponent of a currency: an amount in minor units is so many decimals of the currency. */
export const exponentOf = (currency: string): number =>
  Object.hasOwn(EXPONENTS, currency) ? (EXPONENTS[currency] ?? 2) : 2;

/** Writes minor units for people: `225.80 USD`, `22580 JPY`. */
export const formatMinor = (amountMinor: number, currency: string): string => {
  const exponent = exponentOf(currency);
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
  const cut = digits.length - exponent;
  const fraction = exponent === 0 ? '' : `.${digits.slice(cut)}`;
  const grouped = digits.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${amountMinor < 0 ? '-' : ''}${grouped}${fraction} ${currency}`;
};
