import { describe, expect, test } from 'vitest';
import { evaluateInput } from '../../../../shared/domain/evaluate-input.ts';
import type { FactJson } from '../../../../shared/domain/facts/facts.ts';
import { type CostRise, downtimeBudgets, nextCostRise } from '../../../../shared/domain/month/next-cost-rise.ts';
import { instantText } from '../../../support/builders/instant-text.ts';
import {
  aClaim,
  aCustomer,
  aMonth,
  aPolicy,
  type CaseJson,
  down,
  exclusion,
  maintenance,
  perBlock,
} from '../../../support/builders/month-builder.ts';

const alarm = (state: 'ALARM' | 'OK', at: string): FactJson => ({
  kind: 'monitor-state',
  id: `${state} ${at}`,
  monitor: 'web-alarm',
  state,
  at: instantText(at),
});
const ALARM = alarm('ALARM', '14T10:00');
const AS_OF = instantText('14T10:20');

const riseOf = (change: Partial<CaseJson>): CostRise | undefined => {
  const assessments = evaluateInput(aMonth({ asOf: AS_OF, facts: [ALARM], ...change }));
  const [first] = assessments;
  return first === undefined ? undefined : nextCostRise(first.month, assessments);
};

const feesOf = (amountMinor: number, currency: string) => ({ serviceFees: { amountMinor, currency } });

const budgetsOf = (facts: readonly FactJson[]) => {
  const [first] = evaluateInput(aMonth({ asOf: AS_OF, facts }));
  return first === undefined ? [] : downtimeBudgets(first.month);
};

describe('the credits of a running outage', () => {
  const at = Date.parse('2026-10-14T11:00:00.001Z');

  test('rise after the length that a downtime must exceed', () => {
    expect(riseOf({})).toEqual({ at, byMinor: { USD: 10_000 } });
  });

  test('rise as if the outage were claimed in time', () => {
    expect(riseOf({ policy: aPolicy({ claim: aClaim() }) })).toEqual({ at, byMinor: { USD: 10_000 } });
  });

  test('rise by a block beside the credits of an earlier outage', () => {
    const facts = [down('12T08:00', '12T10:00'), ALARM];
    expect(riseOf({ facts })).toEqual({ at, byMinor: { USD: 10_000 } });
    expect(riseOf({ facts, asOf: instantText('14T11:10') })).toEqual({
      at: Date.parse('2026-10-14T11:30:00Z'),
      byMinor: { USD: 5000 },
    });
  });

  test('are summed by currency, without currencies that do not rise', () => {
    const customers = [
      aCustomer({ id: 'one', ...feesOf(100_000, 'USD') }),
      aCustomer({ id: 'two', ...feesOf(200_000, 'USD') }),
      aCustomer({ id: 'three', ...feesOf(1000, 'EUR') }),
      aCustomer({ id: 'four', ...feesOf(500_000, 'JPY'), components: ['voice'] }),
    ];
    expect(riseOf({ customers })).toEqual({ at, byMinor: { USD: 30_000, EUR: 100 } });
  });
});

describe('the credits do not rise', () => {
  test('while nothing is down, also before recorded downtime', () => {
    const later = down('20T00:00', '20T03:00');
    expect(riseOf({ facts: [later] })).toBeUndefined();
    expect(riseOf({ facts: [ALARM, alarm('OK', '14T10:10'), later] })).toBeUndefined();
    expect(riseOf({ facts: [ALARM, later] })).toBeDefined();
  });

  test('after the limit of the month', () => {
    const facts = [down('12T08:00', '12T10:00'), ALARM];
    const policy = aPolicy({ credit: perBlock({ maxPerMonth: 4 }) });
    expect(riseOf({ facts, policy })).toBeUndefined();
  });

  test('after the end of the month', () => {
    expect(riseOf({ asOf: '2026-11-01T00:00:00.000Z' })).toBeUndefined();
    expect(riseOf({ asOf: '2026-11-03T00:00:00.000Z' })).toBeUndefined();
  });
});

describe('the downtime budget', () => {
  /** 0.1 % of 31 days, in milliseconds. */
  const ALLOWED = 2_678_400;
  const MINUTE = 60_000;

  test('is that of each component', () => {
    const voice = { component: 'voice', observedMs: 0, remainingMs: ALLOWED };
    expect(budgetsOf([])).toEqual([{ component: 'web', observedMs: 0, remainingMs: ALLOWED }, voice]);
    expect(budgetsOf([down('12T08:00', '12T08:05'), ALARM])).toEqual([
      { component: 'web', observedMs: 25 * MINUTE, remainingMs: ALLOWED - 25 * MINUTE },
      voice,
    ]);
  });

  test('is negative after more downtime than the target allows', () => {
    expect(budgetsOf([down('12T08:00', '12T09:00')])[0]?.remainingMs).toBe(ALLOWED - 60 * MINUTE);
  });

  test('leaves out planned maintenance, but no other excluded time', () => {
    const facts = [maintenance('20T00:00', '20T10:00'), exclusion('21T00:00', '21T10:00')];
    // 0.1 % of 734 hours.
    expect(budgetsOf(facts)[0]?.remainingMs).toBe(2_642_400);
  });
});
