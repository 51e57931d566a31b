import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { billedFees } from '../../../../shared/domain/facts/customer.ts';
import {
  duration,
  durationOr,
  instantField,
  isObject,
  keyText,
  later,
  localDateField,
  month,
  percentage,
  text,
  timeZone,
  utf8Length,
  whole,
} from '../../../../shared/domain/facts/fields.ts';

/** The rules that a value breaks, each after its place. */
const rules = (schema: z.core.$ZodType, value: unknown): string[] => {
  const { error } = z.safeParse(schema, value);
  return (error?.issues ?? []).map(({ path, message }) => [...path, message].join(': '));
};

describe('a text', () => {
  test('must not be empty and must be whole characters', () => {
    expect(rules(text, 'a\u{1F600}')).toEqual([]);
    expect(rules(text, '')).toEqual(['empty']);
    expect(rules(text, 'a\uD83D')).toEqual(['half a character (a lone surrogate)']);
  });

  test('is as long as its bytes of UTF-8', () => {
    expect(['', 'a', 'ä', '€', '\u{1F600}'].map(utf8Length)).toEqual([0, 1, 2, 3, 4]);
  });

  test('has a maximum of bytes in a key', () => {
    expect(rules(keyText(4), '€a')).toEqual([]);
    expect(rules(keyText(4), '€ä')).toEqual(['longer than 4 bytes']);
    expect(rules(keyText(4), '')).toEqual(['empty']);
  });
});

test.each([
  [timeZone, 14, 'not a time zone'],
  [localDateField, 14, 'not a date'],
  [localDateField, '2026-02-30', 'not a date (2026-10-14)'],
  [month, 10, 'not a month'],
  [month, '2026-13', 'not a month (2026-10)'],
  [month, '02026-10', 'not a month (2026-10)'],
  [month, '2026-10-14', 'not a month (2026-10)'],
  [whole(1), '1', 'not a number'],
  [whole(1), 0, 'below 1'],
  [whole(0), -1, 'below zero'],
  [whole(0), 0.5, 'not a whole number that JSON carries exactly'],
])('a field names its broken rule: %#', (schema, value, rule) => {
  expect(rules(schema, value)).toEqual([rule]);
});

test('an object is neither null nor a value of another type', () => {
  expect([{}, [], null, undefined, 'text', 1].map(isObject)).toEqual([true, true, false, false, false, false]);
});

test('fees have a currency of ISO 4217', () => {
  expect(rules(billedFees, { amountMinor: 1, currency: 'USD' })).toEqual([]);
  expect(rules(billedFees, { amountMinor: -1, currency: 'UDS' })).toEqual([
    'amountMinor: below zero',
    'currency: not an ISO 4217 code',
  ]);
});

describe('a value is written as it was read', () => {
  const counted = durationOr(z.strictObject({ businessDays: whole(0) }));

  test.each([
    [duration, 'PT90M'],
    [percentage, '99.90'],
    [instantField, '2026-10-14T17:00:00.000Z'],
    [counted, 'PT24H'],
    [counted, { businessDays: 5 }],
  ])('%#', (schema, written) => {
    expect(z.encode(schema, z.parse(schema, written))).toEqual(written);
  });

  test('each of two forms names its own fault', () => {
    expect(rules(counted, 'P1W')).toEqual(['not a duration in whole days, hours, minutes and seconds (PT24H)']);
    expect(rules(counted, { businessDays: '5' })).toEqual(['businessDays: not a number']);
  });
});

describe('two instants that conflict', () => {
  const term = z.object({ from: z.optional(instantField), to: z.optional(instantField) });
  const ordered = term.check(later('from', 'to', 'not after from', (from, to) => from < to));
  const [early, late] = ['2026-10-14T17:00:00.000Z', '2026-10-14T18:00:00.000Z'];

  test('are reported at the later field', () => {
    expect(rules(ordered, { from: early, to: late })).toEqual([]);
    expect(rules(ordered, { from: late, to: early })).toEqual(['to: not after from']);
    expect(rules(ordered, { from: late })).toEqual([]);
  });

  test('are not compared where one of them is no instant', () => {
    expect(rules(ordered, { from: 1e15, to: late })).toEqual(['from: not an instant']);
    expect(rules(ordered, { from: early, to: 14 })).toEqual(['to: not an instant']);
  });
});
