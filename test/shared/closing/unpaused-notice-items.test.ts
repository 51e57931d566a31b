import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unpausedNoticeItems } from '../../../shared/closing/unpaused-notice-items.ts';
import type { FactJson } from '../../../shared/domain/facts/facts.ts';
import { assessedNotices } from '../../support/builders/assessed-notices.ts';
import { down, notice, type PolicyJson } from '../../support/builders/month-builder.ts';

const unpaused = (facts: readonly FactJson[], change: Partial<PolicyJson> = {}) => {
  const { own, assessment } = assessedNotices(facts, change);
  return unpausedNoticeItems('acme', own, [assessment]);
};

const onDays = (...days: readonly number[]) => days.map((day) => notice(`${String(day).padStart(2, '0')}T12:00`));

describe('notices on five days running', () => {
  test('are listed once with the first and the last day', () => {
    const notices = onDays(5, 6, 7, 8, 9, 10);
    expect(unpaused([...notices, notice('07T15:00')])).toEqual([
      {
        kind: 'notice-without-pause',
        subject: notices[0]?.id,
        customer: 'acme',
        note: 'notices on 6 days running, from 2026-10-05 to 2026-10-10',
      },
    ]);
  });

  test('are listed in both months that they touch', () => {
    const before = [28, 29, 30].map((day) => ({
      ...notice('01T12:00'),
      id: `September ${day}`,
      recognizedAt: `2026-09-${day}T12:00:00.000Z`,
      receivedAt: `2026-09-${day}T12:00:00.000Z`,
    }));
    expect(unpaused([...before, ...onDays(1, 2)])).toMatchObject([{ subject: 'September 28' }]);
    expect(unpaused(before)).toEqual([]);
  });

  test.each([
    ['on four days', onDays(5, 6, 7, 8)],
    ['with a day between', onDays(5, 6, 7, 9, 10, 11)],
    ['with a downtime on one of the days', [...onDays(5, 6, 7, 8, 9), down('07T01:00', '07T01:05')]],
  ])('are not listed %s', (_, facts) => {
    expect(unpaused(facts)).toEqual([]);
  });

  test('are listed beside a downtime of an unused component', () => {
    expect(unpaused([...onDays(5, 6, 7, 8, 9), down('07T01:00', '07T01:05', 'voice')])).toHaveLength(1);
  });

  test('count as days of the zone of the policy', () => {
    const around = [4, 5, 6, 7, 8].map((day) => notice(`0${day}T${day % 2 === 0 ? '01' : '23'}:00`));
    expect(unpaused(around)).toHaveLength(1);
    expect(unpaused(around, { timeZone: 'America/Los_Angeles' })).toEqual([]);
  });
});

test('every fifth day in a row, and no shorter series, is listed', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 31 })), (days) => {
      const has = new Set(days);
      const starts = days.filter((day) => !has.has(day - 1));
      const lengths = starts.map((day) =>
        Array.from({ length: 32 }, (_, n) => day + n).findIndex((next) => !has.has(next)),
      );
      expect(unpaused(onDays(...days))).toHaveLength(lengths.filter((length) => length >= 5).length);
    }),
    { numRuns: 50 },
  );
});
