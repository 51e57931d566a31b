import * as fc from 'fast-check';

/** Values, names and texts that have broken programs. */

const LONG = 10_000;

/** Texts for ids, names and free text: separators, other scripts, markup, formulas, and ill-formed text. */
const texts: readonly string[] = [
  '',
  ' ',
  '#',
  '%',
  '%23',
  '%2523',
  'a#b#c',
  'a\nb',
  'a\r\nb',
  '\u0000',
  'a\u0000b',
  '\t',
  '.',
  '..',
  '../../etc/passwd',
  'acme/../globex',
  '$',
  '~',
  '!',
  'NaN',
  'Infinity',
  '-0',
  '1e400',
  '0x10',
  '٣',
  'null',
  'undefined',
  'true',
  '[object Object]',
  'toString',
  'hasOwnProperty',
  '__proto__',
  'constructor',
  'prototype',
  'then',
  'length',
  '\uD800',
  'a\uDFFFb',
  '\uFFFE',
  '\uFFFF',
  '\uFEFF',
  '\u202Egnp.exe',
  'é',
  'e\u0301',
  'ﬁ',
  'ACME',
  'аcme',
  '顧客',
  'عميل',
  '👩‍👩‍👧‍👦',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' OR 1=1 --",
  '=cmd|"/c calc"!A1',
  '+1+1',
  '@SUM(1,1)',
  '${jndi:ldap://x}',
  '{{7*7}}',
  'x'.repeat(200),
  'x'.repeat(201),
  'x'.repeat(LONG),
  '#'.repeat(LONG),
  '顧'.repeat(LONG),
];

/** Instants in every form that a source uses, at the limits of years, months and days, and beyond. */
const instants: readonly string[] = [
  '2026-10-14T17:00:00Z',
  '2026-10-14T17:00:00.000Z',
  '2026-10-14T17:00:00.0000001Z',
  '2026-10-14T17:00:00.123+0000',
  '2026-10-14T22:30:00+05:30',
  '2026-10-31T24:00:00Z',
  '2026-11-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2028-02-29T00:00:00Z',
  '2027-02-29T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '0000-01-01T00:00:00+2359',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59.999-2359',
  '1970-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  'Wed, 14 Oct 2026 18:49:00 GMT',
  'Mon, 31 Feb 2026 00:00:00 GMT',
  '2026-10-14',
  '2026-10',
  '9999-12',
  '0000-01',
];

const numbers: readonly number[] = [
  0,
  -0,
  -1,
  1,
  0.1,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e308,
  5e-324,
  86_400_000,
];

/** Durations and percentages for policies. */
const terms: readonly string[] = [
  'PT0S',
  'PT24H',
  'P1W',
  'P99999999D',
  'PT0.5S',
  '-PT1H',
  '100',
  '99.9',
  '100.1',
  '1e2',
];

/** Marks for nesting that no value can have; `fuzzBodies` replaces them. */
export const DEEP_LIST = '\u0001deep list';
export const DEEP_OBJECT = '\u0001deep object';

/** Text for an id or a name. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...texts) },
  { weight: 2, arbitrary: fc.constantFrom(...instants, ...terms) },
  { weight: 2, arbitrary: fc.string({ maxLength: 24 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 24 }) },
);

/** A value of any type. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 60, arbitrary: hostileText },
  { weight: 20, arbitrary: fc.constantFrom<unknown>(...numbers) },
  { weight: 20, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], { all: true }) },
  { weight: 10, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(DEEP_LIST, DEEP_OBJECT) },
);
