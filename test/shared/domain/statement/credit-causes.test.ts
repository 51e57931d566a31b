import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateInput } from '../../../../shared/domain/evaluate-input.ts';
import { CAUSE_KEYS, causeTable } from '../../../../shared/domain/statement/cause-table.ts';
import {
  apportion,
  type CausedCredit,
  type CausingIncident,
  creditCauses,
} from '../../../../shared/domain/statement/credit-causes.ts';
import { type Statement, statementOf } from '../../../../shared/domain/statement/statement.ts';
import { InvalidInput } from '../../../../shared/lib/validation.ts';
import { arbitraryMonth } from '../../../support/builders/arbitrary-month.ts';
import {
  aPolicy,
  type CaseJson,
  down,
  exclusion,
  perBlock,
  statement,
} from '../../../support/builders/month-builder.ts';

const statementsOf = (input: CaseJson): Statement[] => {
  try {
    return evaluateInput(input).map(statementOf);
  } catch (error) {
    if (error instanceof InvalidInput) return [];
    throw error;
  }
};

const at = (text: string): number => Date.parse(`2026-10-${text}:00Z`);
const incident = (start: string, end: string, id = 'I1'): CausingIncident => ({
  provider: 'twilio',
  incident: id,
  start: at(start),
  end: at(end),
});
const none = () => [];
const sum = (credits: readonly CausedCredit[]): number =>
  credits.reduce((total, { amountMinor }) => total + amountMinor, 0);

describe('any month', () => {
  test('has causes that add up to its credit', () => {
    let credited = 0;
    fc.assert(
      fc.property(arbitraryMonth, fc.boolean(), (input, hasIncident) => {
        const incidents = hasIncident ? [incident('03T00:00', '20T00:00'), incident('10T00:00', '11T00:00', 'I2')] : [];
        for (const each of statementsOf(input)) {
          const causes = creditCauses(each, () => incidents);
          credited += each.amountMinor > 0 ? 1 : 0;
          expect(sum(causes)).toBe(each.amountMinor);
          expect(causes.filter(({ amountMinor }) => amountMinor <= 0)).toEqual([]);
          const down = new Set(each.explanation.outages.flatMap(({ components }) => components.map(({ id }) => id)));
          expect(causes.filter(({ component }) => component !== null && !down.has(component))).toEqual([]);
          const month = {
            month: each.month,
            credits: causes.map((one) => ({ ...one, currency: 'USD', customers: 1 })),
          };
          for (const key of CAUSE_KEYS)
            expect(causeTable([month], key).reduce((total, { amounts: [minor = 0] }) => total + minor, 0)).toBe(
              each.amountMinor,
            );
        }
      }),
      // Few draws may have no credit at all.
      { numRuns: 100 },
    );
    expect(credited).toBeGreaterThan(0);
  });
});

test('parts are at most one minor unit from the exact share', () => {
  fc.assert(
    fc.property(
      fc.nat(1_000_000),
      fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 8 }),
      (amount, pairs) => {
        const weights = pairs.map(([numerator, denominator]) => ({
          numerator: BigInt(numerator),
          denominator: BigInt(denominator),
        }));
        const parts = apportion(amount, weights);
        expect(parts.reduce((total, part) => total + part, 0)).toBe(amount);
        const whole = pairs.reduce((total, [numerator, denominator]) => total + numerator / denominator, 0);
        if (whole === 0) return;
        for (const [i, [numerator, denominator]] of pairs.entries())
          expect(Math.abs((parts[i] ?? 0) - (amount * numerator) / denominator / whole)).toBeLessThan(1 + 1e-6);
      },
    ),
  );
});

const both = { components: ['web', 'voice'], id: 'acme', serviceFees: { amountMinor: 100_000, currency: 'USD' } };

describe('a credit', () => {
  test('is divided by the length of its downtime', () => {
    // 17:00–19:00: one hour of web alone, one hour of web and voice. Four blocks of 5 %.
    const month = statement({
      customers: [both],
      facts: [down('14T17:00', '14T19:00'), down('14T18:00', '14T19:00', 'voice')],
    });
    expect(month.amountMinor).toBe(20_000);
    expect(creditCauses(month, none)).toEqual([
      { component: 'voice', alarm: null, provider: null, incident: null, amountMinor: 5000 },
      { component: 'web', alarm: null, provider: null, incident: null, amountMinor: 15_000 },
    ]);
  });

  test('names the alarm, and the incident that ran', () => {
    const month = statement({
      facts: [
        { kind: 'monitor-state', id: 'a', monitor: 'web-alarm', state: 'ALARM', at: '2026-10-14T17:00:00Z' },
        { kind: 'monitor-state', id: 'b', monitor: 'web-alarm', state: 'OK', at: '2026-10-14T19:00:00Z' },
      ],
    });
    expect(creditCauses(month, () => [incident('14T18:30', '15T00:00')])).toEqual([
      { component: 'web', alarm: 'web-alarm', provider: 'twilio', incident: 'I1', amountMinor: 5000 },
      { component: 'web', alarm: 'web-alarm', provider: null, incident: null, amountMinor: 15_000 },
    ]);
  });

  test('leaves out the excused component', () => {
    const month = statement({
      customers: [both],
      facts: [
        down('14T17:00', '14T19:00'),
        down('14T17:00', '14T19:00', 'voice'),
        exclusion('14T17:00', '14T19:00', { scope: { component: 'voice' } }),
      ],
    });
    expect(creditCauses(month, none).map(({ component, amountMinor }) => [component, amountMinor])).toEqual([
      ['web', 20_000],
    ]);
  });

  test('leaves out downtime that limits let no credit through for', () => {
    // One credit of 5 % in the month: it is the first outage's.
    const month = statement({
      policy: aPolicy({ credit: perBlock({ maxPerMonth: 1 }) }),
      customers: [both],
      facts: [down('14T17:00', '14T19:00'), down('15T17:00', '15T19:00', 'voice')],
    });
    expect(creditCauses(month, none).map(({ component, amountMinor }) => [component, amountMinor])).toEqual([
      ['web', 5000],
    ]);
  });

  test('divides by the share of each tier', () => {
    const month = statement({
      policy: aPolicy({
        credit: {
          kind: 'tiers',
          by: 'period',
          tiers: [
            { longerThan: 'PT1H', amount: { bps: 100 } },
            { longerThan: 'PT2H', amount: { bps: 900 } },
          ],
        },
      }),
      customers: [both],
      facts: [down('14T17:00', '14T18:30'), down('15T17:00', '15T20:00', 'voice')],
    });
    expect(creditCauses(month, none).map(({ component, amountMinor }) => [component, amountMinor])).toEqual([
      ['voice', 9000],
      ['web', 1000],
    ]);
  });
});
