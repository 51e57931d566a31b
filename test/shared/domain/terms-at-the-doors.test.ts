import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { basis } from '../../../shared/domain/policy/basis.ts';
import { activity, billedFees, endsAfterItBegan, usedComponents } from '../../../shared/domain/facts/customer.ts';
import {
  customerId,
  duration,
  flag,
  keyText,
  localDateField,
  month,
  text,
  timeZone,
  utf8Length,
} from '../../../shared/domain/facts/fields.ts';
import { configuredPolicy, plainSummary, shortFormSla } from '../../../shared/domain/policy/policy.ts';
import { tryParse, parse } from '../../../shared/lib/validation.ts';
import { aComponent, aPolicy } from '../../support/builders/month-builder.ts';

/** What is wrong with an input: the place, and the rule. */
const faultsOf = (schema: z.core.$ZodType, input: unknown): string[] =>
  (tryParse(schema, input).issues ?? []).map(({ path, rule }) => `${path.join('.')}: ${rule}`);

describe('fees as the doors take them', () => {
  test.each(['USD', 'JPY', 'XXX'])('%s is a currency code', (currency) => {
    expect(parse(billedFees, { amountMinor: 0, currency })).toEqual({ amountMinor: 0, currency });
  });

  test.each(['usd', 'US', 'USDT', ' USD', 'USD\n', 'U1D', ''])('%j is none', (currency) => {
    expect(faultsOf(billedFees, { amountMinor: 0, currency })).toEqual(['currency: not a currency code (USD)']);
  });

  test.each([
    { fees: { amountMinor: -1, currency: 'USD' }, faults: ['amountMinor: below zero'] },
    { fees: { amountMinor: 1, currency: 5 }, faults: ['currency: not text'] },
    { fees: { amountMinor: 1, currency: 'USD', vat: 1 }, faults: ['vat: not a known key'] },
    { fees: {}, faults: ['amountMinor: missing', 'currency: missing'] },
  ])('$fees: $faults', ({ fees, faults }) => {
    expect(faultsOf(billedFees, fees)).toEqual(faults);
  });
});

test.each([
  { of: { activeFrom: '2026-10-01T00:00:00Z', activeTo: '2026-10-01T00:00:00.001Z' }, faults: [] },
  { of: { activeTo: '2026-10-01T00:00:00Z' }, faults: [] },
  { of: {}, faults: [] },
  {
    of: { activeFrom: '2026-10-01T00:00:00Z', activeTo: '2026-10-01T00:00:00Z' },
    faults: ['activeTo: not after activeFrom'],
  },
])('a contract runs, if it ends, until after it began: $of', ({ of, faults }) => {
  expect(faultsOf(z.object(activity).check(endsAfterItBegan), of)).toEqual(faults);
});

test.each([
  { of: { activeFrom: 9e15, activeTo: '2026-10-01T00:00:00Z' }, faults: ['activeFrom: not an instant'] },
  { of: { activeFrom: '2026-10-01T00:00:00Z', activeTo: 5 }, faults: ['activeTo: not an instant'] },
])('what is no instant is in conflict with none: $of', ({ of, faults }) => {
  expect(faultsOf(z.object(activity).check(endsAfterItBegan), of)).toEqual(faults);
});

test.each([
  { field: flag, value: 'yes', rule: 'neither true nor false' },
  { field: duration, value: 3600, rule: 'not a duration' },
  { field: localDateField, value: 20_261_014, rule: 'not a date' },
  { field: month, value: '12026-10', rule: 'not a month (2026-10)' },
  { field: month, value: '2026-100', rule: 'not a month (2026-10)' },
  { field: timeZone, value: 0, rule: 'not a time zone' },
  { field: customerId, value: 7, rule: 'not text' },
  { field: text, value: 7, rule: 'not text' },
])('$value is refused: $rule', ({ field, value, rule }) => {
  expect(faultsOf(z.object({ field }), { field: value })).toEqual([`field: ${rule}`]);
});

test('a customer uses a component at least, and every name is text that is not empty', () => {
  expect(faultsOf(usedComponents, [])).toEqual([': no components']);
  expect(faultsOf(usedComponents, 'web')).toEqual([': not a list']);
  expect(faultsOf(z.array(text), ['', 5, 'a'])).toEqual(['0: empty', '1: not text']);
});

test('what a closed month was judged by can be written down and read again, and nothing less is that', () => {
  const kept = { defaultPolicy: 'made', policies: { made: aPolicy() }, components: [aComponent('web')] };
  expect(z.encode(basis, parse(basis, kept))).toEqual(kept);
  expect(faultsOf(basis, {})).toEqual(['defaultPolicy: missing', 'policies: missing', 'components: missing']);
});

describe('the contract', () => {
  test('is the preset, number for number (clauses 1 to 8)', () => {
    expect(z.encode(configuredPolicy, parse(configuredPolicy, shortFormSla))).toEqual({
      id: 'short-form-sla',
      version: 1,
      timeZone: 'America/Los_Angeles',
      target: '99.9',
      calendar: { excludeWeekdays: [6, 7], holidays: { country: 'US' } },
      maintenance: { requireAdvanceNotice: true },
      thirdParty: { exclude: true, minimumStatus: 'partial_outage' },
      insufficientData: 'hold',
      mergeGaps: 'PT0S',
      minimumPeriod: 'PT0S',
      onset: 'transition',
      gate: 'none',
      notice: { required: true, within: 'PT24H', from: 'end', leadTolerance: 'PT1H' },
      credit: {
        kind: 'per-period',
        longerThan: 'PT1H',
        block: 'PT30M',
        rateBps: 500,
        maxPerDay: 1,
        maxPerMonth: null,
        cap: { serviceFeeDays: 7 },
      },
    });
  });

  test('in its plain summary asks for no notice, knows no calendar, and pays one credit a month for more than 30 minutes', () => {
    const { id, calendar, notice, credit, ...rest } = plainSummary;
    expect({ id, calendar, notice, credit }).toEqual({
      id: 'plain-summary',
      calendar: { excludeWeekdays: [], holidays: [] },
      notice: { ...shortFormSla.notice, required: false },
      credit: { ...shortFormSla.credit, longerThan: 'PT30M', maxPerDay: null, maxPerMonth: 1 },
    });
    expect({ ...shortFormSla, ...rest }).toEqual(shortFormSla);
  });
});

describe('text that becomes a part of a key', () => {
  test.each([
    { written: 'xyz', faults: [] },
    { written: 'éx', faults: [] },
    { written: 'wxyz', faults: [': longer than 3 bytes'] },
    { written: 'éé', faults: [': longer than 3 bytes'] },
    { written: '', faults: [': empty'] },
    { written: '\uD800', faults: [': half a character (a lone surrogate)'] },
  ])('of three bytes at most: $written', ({ written, faults }) => {
    expect(faultsOf(keyText(3), written)).toEqual(faults);
  });

  test.each([
    { written: 'x', bytes: 1 },
    { written: 'é', bytes: 2 },
    { written: '€', bytes: 3 },
    { written: '😀', bytes: 4 },
  ])('$written is $bytes in UTF-8', ({ written, bytes }) => {
    expect(utf8Length(written)).toBe(bytes);
  });
});

test.each(['USA', 'xUS', 'us', ''])('%j is no country of holidays', (country) => {
  const calendar = { excludeWeekdays: [], holidays: { country } };
  expect(faultsOf(configuredPolicy, { ...shortFormSla, calendar })).toEqual([
    'calendar.holidays.country: not a country code (US)',
  ]);
});

test.each([5, 'US', null])('%j is neither a list of holidays nor a country', (holidays) => {
  const calendar = { excludeWeekdays: [], holidays };
  expect(faultsOf(configuredPolicy, { ...shortFormSla, calendar })).toEqual([
    'calendar.holidays: neither a list of dates nor {"country": "US"}',
  ]);
});
