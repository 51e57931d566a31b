import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { earlyNoticeItems, unpausedNoticeItems } from '../../../shared/closing/notice-review-items.ts';
import { fact, type Fact, type FactJson } from '../../../shared/domain/facts/facts.ts';
import { assess, type Assessment } from '../../../shared/domain/month/assessment.ts';
import { component } from '../../../shared/domain/month/component-timeline.ts';
import { prepareMonth } from '../../../shared/domain/month/month.ts';
import { policy } from '../../../shared/domain/policy/policy.ts';
import { statementOf } from '../../../shared/domain/statement/statement.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aClaim, aComponent, aPolicy, down, notice, type PolicyJson } from '../../support/builders/month-builder.ts';

const assessed = (
  facts: readonly FactJson[],
  change: Partial<PolicyJson> = {},
): { own: Fact[]; assessment: Assessment } => {
  const parsed = facts.map((each) => parse(fact, each));
  const month = prepareMonth({
    month: '2026-10',
    asOf: instant('2026-12-05T00:00:00Z'),
    policy: parse(policy, aPolicy({ claim: aClaim(), ...change })),
    components: ['web', 'voice'].map((id) => parse(component, aComponent(id))),
    facts: parsed.filter(({ kind }) => kind !== 'notice'),
  });
  const own = parsed.filter(({ kind }) => kind === 'notice');
  const contract = { customer: 'acme', components: ['web'], serviceFees: { amountMinor: 100_000, currency: 'USD' } };
  return { own, assessment: assess(month, contract, own) };
};

const early = (facts: readonly FactJson[], change: Partial<PolicyJson> = {}) =>
  earlyNoticeItems('acme', [statementOf(assessed(facts, change).assessment)]);

const unpaused = (facts: readonly FactJson[], change: Partial<PolicyJson> = {}) => {
  const { own, assessment } = assessed(facts, change);
  return unpausedNoticeItems('acme', own, [assessment]);
};

describe('a notice', () => {
  const outage = down('14T17:00', '14T19:00');

  test('that was recognised more than a day before its downtime is listed', () => {
    const given = notice('13T16:59', '14T18:00');
    expect(early([outage, given])).toEqual([
      {
        kind: 'notice-recognised-early',
        subject: given.id,
        customer: 'acme',
        note: 'recognised at 2026-10-13T16:59:00.000Z, before the downtime from 2026-10-14T17:00:00.000Z',
      },
    ]);
  });

  test.each([
    ['that was recognised a day before', notice('13T17:00', '14T18:00')],
    ['that was recognised in the downtime', notice('14T17:30')],
    ['that covers no downtime', notice('10T17:00')],
  ])('%s is not listed as early', (_, given) => {
    expect(early([outage, given])).toEqual([]);
  });

  test('that claims the whole month is not listed as early', () => {
    const claim = aClaim({
      covers: 'month',
      accrual: 'outage-start',
      steps: [{ step: 'notice', within: 'P30D', after: 'month-end' }],
    });
    expect(early([outage, notice('10T17:00')], { claim })).toEqual([]);
  });
});

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

  test('are listed beside a downtime of a component that the customer does not use', () => {
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
