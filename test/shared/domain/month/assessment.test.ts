import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FactJson } from '../../../../shared/domain/facts/facts.ts';
import { verifyExplanation } from '../../../../shared/domain/statement/verify-explanation.ts';
import * as arbitrary from '../../../support/builders/arbitrary-month.ts';
import { drawCount } from '../../../support/builders/draw-count.ts';
import { instantText as at } from '../../../support/builders/instant-text.ts';
import {
  aClaim,
  aCustomer,
  aMonth,
  aPolicy,
  type CaseJson,
  type CreditJson,
  down,
  exclusion,
  faultTexts,
  notice,
  perBlock,
  statement,
  statements,
} from '../../../support/builders/month-builder.ts';

const forAllMonths = (holds: (month: CaseJson) => void, numRuns = 100): void => {
  fc.assert(
    fc.property(arbitrary.arbitraryMonth, (month) => {
      holds(month);
    }),
    { numRuns: drawCount(numRuns) },
  );
};

/** The fee of each statement, in order. */
const feesOf = ({ customers }: CaseJson): number[] =>
  customers.flatMap(({ services, serviceFees }) =>
    (services ?? [{ serviceFees }]).map((billed) => billed.serviceFees?.amountMinor ?? Number.NaN),
  );

const OUTSIDE_SERVICE = ['future', 'inactive', 'holiday', 'weekend', 'off-hours', 'maintenance'] as const;

const amountsIn = (month: CaseJson): number[] => statements(month).map(({ amountMinor }) => amountMinor);

const serviceOf = (id: string, components: string[], amountMinor: number) => {
  return { id, components, serviceFees: { amountMinor, currency: 'USD' } };
};

const noticeFor = (id: string) => notice('14T17:00', '14T17:00', { service: id });

describe('a statement', () => {
  test('agrees with the replay of its explanation', () => {
    forAllMonths((month) => {
      expect(statements(month).flatMap((one) => verifyExplanation(one) ?? [])).toEqual([]);
    }, 300);
  });

  test('has labels that add up to the month and to its figures', () => {
    forAllMonths((month) => {
      for (const { totalsMs, serviceMs, excusedMs, measuredMs, explanation } of statements(month)) {
        const sum = (labels: readonly (keyof typeof totalsMs)[]): number =>
          labels.reduce((total, label) => total + (totalsMs[label] ?? 0), 0);
        const all = Object.values(totalsMs).reduce((total, ms) => total + ms, 0);
        const [inService, excused] = [all - sum(OUTSIDE_SERVICE), sum(['excused'])];
        const removes = month.policy.exclusions?.effect === 'remove';
        expect(Object.values(totalsMs).every((ms) => ms > 0)).toBe(true);
        expect(all).toBe(Date.parse(explanation.end) - Date.parse(explanation.start));
        expect(measuredMs).toBe(removes ? inService - excused : serviceMs);
        expect([serviceMs, excusedMs].map((ms, i) => (removes ? ms - ([inService, excused][i] ?? 0) : 0))).toEqual([
          0, 0,
        ]);
        expect(serviceMs >= inService && excusedMs >= excused).toBe(true);
      }
    });
  });

  test('counts no more downtime than its labels have', () => {
    forAllMonths((month) => {
      for (const { totalsMs, observedDowntimeMs, creditableDowntimeMs } of statements(month)) {
        const { downtime = 0, unrecognized = 0, pending = 0, forfeited = 0 } = totalsMs;
        expect(creditableDowntimeMs).toBeLessThanOrEqual(downtime);
        expect(observedDowntimeMs).toBeLessThanOrEqual(downtime + unrecognized + pending + forfeited);
      }
    });
  });

  test('pays the least of amount, caps and fee, or nothing', () => {
    forAllMonths((month) => {
      const fees = feesOf(month);
      const threshold = month.policy.payableAbove?.amountMinor ?? -1;
      for (const [i, { amountMinor, capMinor, uncappedMinor }] of statements(month).entries()) {
        const least = Math.min(uncappedMinor, fees[i] ?? Number.NaN, capMinor ?? Infinity);
        expect(amountMinor).toBe(least > threshold ? least : 0);
      }
    });
  });

  test('keeps the limits of days and of the month', () => {
    forAllMonths((month) => {
      const { credit } = month.policy;
      const { maxPerDay, maxPerMonth } = { maxPerDay: null, maxPerMonth: null, ...credit };
      for (const { credits, creditDays } of statements(month)) {
        expect(credits).toBeLessThanOrEqual(maxPerMonth ?? Infinity);
        expect(creditDays.filter((day) => day.credits > (maxPerDay ?? Infinity))).toEqual([]);
      }
    });
  });

  test('is the same for customers of the same components without own facts', () => {
    forAllMonths((month) => {
      const facts = month.facts.filter(({ kind }) => kind !== 'notice');
      const customers = [aCustomer({ id: 'hooli' }), aCustomer({ id: 'umbrella' })];
      const [first, second] = statements({ ...month, facts, customers }).map(({ customer: _, ...rest }) => rest);
      expect(second).toEqual(first);
    }, 60);
  });
});

/** Moves a fact to a subject that the case does not have. */
const elsewhere = (fact: FactJson): FactJson => {
  const id = `elsewhere ${fact.id}`;
  switch (fact.kind) {
    case 'monitor-state':
      return { ...fact, id, monitor: 'elsewhere' };
    case 'provider-status':
      return { ...fact, id, component: 'T9' };
    case 'downtime':
      return { ...fact, id, component: 'elsewhere' };
    case 'notice':
      return { ...fact, id, customer: 'nobody' };
    case 'retraction':
      return { ...fact, id, of: { ...fact.of, id: 'elsewhere' } };
    default:
      return { ...fact, id, scope: { component: 'elsewhere' } };
  }
};

const asText = (month: CaseJson): string => JSON.stringify(statements(month));

describe('an evaluation does not depend on', () => {
  test('the order of its facts', () => {
    const shuffled = arbitrary.arbitraryMonth.chain((month) =>
      fc
        .shuffledSubarray([...month.facts], { minLength: month.facts.length })
        .map((facts) => ({ month, other: { ...month, facts } })),
    );
    fc.assert(
      fc.property(shuffled, ({ month, other }) => {
        expect(asText(other)).toBe(asText(month));
      }),
      { numRuns: drawCount(120) },
    );
  });

  test('facts that were recorded again later', () => {
    forAllMonths((month) => {
      const again = month.facts.map((fact): FactJson => {
        const later = fact.recordedAt === undefined ? Date.UTC(2020, 1) : Date.parse(fact.recordedAt) + 1;
        return { ...fact, recordedAt: new Date(later).toISOString() };
      });
      expect(asText({ ...month, facts: [...again, ...month.facts] })).toBe(asText(month));
    }, 60);
  });

  test('facts that were recorded or received after asOf', () => {
    fc.assert(
      fc.property(arbitrary.arbitraryMonth, arbitrary.facts, (month, more) => {
        const later = new Date(Date.parse(month.asOf) + 1).toISOString();
        const unknown = more.flatMap((fact): FactJson[] => {
          const recorded = { ...fact, id: `unknown ${fact.id}`, recordedAt: later };
          const id = `future ${fact.id}`;
          if (fact.kind === 'notice') return [recorded, { ...fact, id, receivedAt: later, recognizedAt: month.asOf }];
          return fact.kind === 'provider-status' ? [recorded, { ...fact, id, at: later }] : [recorded];
        });
        expect(asText({ ...month, facts: [...unknown, ...month.facts] })).toBe(asText(month));
      }),
      { numRuns: drawCount(60) },
    );
  });

  test('facts about subjects that the case does not have', () => {
    forAllMonths((month) => {
      expect(asText({ ...month, facts: [...month.facts.map(elsewhere), ...month.facts] })).toBe(asText(month));
    }, 60);
  });

  test('the other customers of the case', () => {
    forAllMonths((month) => {
      const alone = month.customers.flatMap((customer) => statements({ ...month, customers: [customer] }));
      expect(statements(month)).toEqual(alone);
    }, 60);
  });
});

test('customers of components with similar names have their own months', () => {
  const names = ['a', 'b', '["a","b"]', 'a,b', '=a', ''];
  const components = names.map((id) => ({ id, monitors: [] }));
  const uses = [['a', 'b'], ['["a","b"]'], ['a,b'], ['=a'], ['a'], ['']];
  const customers = uses.map((used, i) => aCustomer({ id: `c${i}`, components: used }));
  const facts = names.map((id, i) => down('14T17:00', `14T18:0${i}`, id));
  const minutes = statements(aMonth({ components, customers, facts })).map(
    ({ totalsMs }) => (totalsMs.downtime ?? 0) / 60_000,
  );
  expect(minutes).toEqual([61, 62, 63, 64, 60, 65]);
});

type Tiers = Extract<CaseJson['policy']['credit'], { kind: 'tiers' }>;

/** A longer downtime must earn no less, so amounts rise with the tiers. */
const risingAmounts = (credit: Tiers): Tiers => ({
  ...credit,
  by: credit.by === 'downtime' || credit.by === 'period' ? 'downtime' : 'availability',
  tiers: (credit.tiers ?? []).map((tier, i) => ({ ...tier, amount: { bps: 1000 * (i + 1) } })),
});

/** The amounts that one more fact raises. */
const raisedBy = (month: CaseJson, more: FactJson): number[] => {
  const before = amountsIn(month);
  return amountsIn({ ...month, facts: [...month.facts, more] }).filter((amount, i) => amount > (before[i] ?? 0));
};

describe('one more excuse', () => {
  const excuse = fc
    .record({ start: arbitrary.arbitraryInstantText, thirds: fc.integer({ min: 1, max: 60 }) })
    .map(({ start, thirds }): FactJson => ({
      ...exclusion('01T00:00', '02T00:00', { id: 'excuse' }),
      start,
      end: new Date(Date.parse(start) + thirds * 1_200_000).toISOString(),
    }));

  test('never raises a credit per block', () => {
    const months = fc.tuple(arbitrary.arbitraryMonth, arbitrary.perBlocks).map(([month, credit]): CaseJson => {
      const blocks = credit.kind === 'per-block' ? credit : perBlock();
      const { allowance: _, maxPerPeriod: __, ...perBlocks } = blocks;
      return { ...month, policy: { ...month.policy, credit: { ...perBlocks, blocksWithin: 'day' } } };
    });
    fc.assert(
      fc.property(months, excuse, (month, more) => {
        expect(raisedBy(month, more)).toEqual([]);
      }),
      { numRuns: drawCount(150) },
    );
  });

  test('never raises a credit by the share of creditable downtime', () => {
    const shares = fc.oneof({ weight: 3, arbitrary: arbitrary.tiers }, arbitrary.proportional);
    const months = fc.tuple(arbitrary.arbitraryMonth, shares).map(([month, credit]): CaseJson => {
      const downtime = { ...month.policy.downtime, minimum: 'PT0S', wholeUnits: null };
      const tiers = credit.kind === 'tiers' ? risingAmounts(credit) : credit;
      return { ...month, policy: { ...month.policy, claim: null, downtime, credit: tiers } };
    });
    fc.assert(
      fc.property(months, excuse, (month, more) => {
        expect(raisedBy(month, more)).toEqual([]);
      }),
      { numRuns: drawCount(150) },
    );
  });

  test('may reach a tier where it excuses forfeited downtime', () => {
    const policy = aPolicy({
      claim: aClaim(),
      credit: { kind: 'tiers', tiers: [{ below: '99.5', amount: { bps: 1000 } }] },
    });
    const facts = [down('14T17:00', '14T20:43'), notice('14T17:00'), down('20T00:00', '22T00:00')];
    expect(statement({ policy, facts }).rateBps).toBe(0);
    expect(statement({ policy, facts: [...facts, exclusion('20T00:00', '22T00:00')] }).rateBps).toBe(1000);
  });

  test.each<CreditJson>([
    { kind: 'per-outage', amount: { bps: 500 } },
    { kind: 'tiers', by: 'period', tiers: [{ longerThan: 'PT1H', amount: { bps: 500 } }] },
    perBlock({ blocksWithin: 'period', maxPerPeriod: 1 }),
  ])('may divide a period into two that earn a credit each: $kind', (credit) => {
    const policy = aPolicy({ credit });
    const facts = [down('14T10:00', '14T17:00')];
    expect(statement({ policy, facts }).rateBps).toBe(500);
    expect(statement({ policy, facts: [...facts, exclusion('14T13:00', '14T14:00')] }).rateBps).toBe(1000);
  });
});

test('an amount that a number cannot hold is reported at each fee', () => {
  const serviceFees = { amountMinor: Number.MAX_SAFE_INTEGER, currency: 'USD' };
  const customers = [
    aCustomer({ id: 'a', serviceFees }),
    aCustomer({ id: 'b', serviceFees, components: ['voice'] }),
    { id: 'c', services: ['x', 'y'].map((id) => ({ id, components: ['web'], serviceFees })) },
  ];
  const policy = aPolicy({ credit: perBlock({ amount: { bps: 10_000 } }) });
  const rule = 'the amount before capping is more than JSON carries exactly';
  expect(faultTexts(aMonth({ policy, customers, facts: [down('14T17:00', '14T19:00')] }))).toEqual([
    `customers[0].serviceFees.amountMinor: ${rule}`,
    `customers[2].services[0].serviceFees.amountMinor: ${rule}`,
    `customers[2].services[1].serviceFees.amountMinor: ${rule}`,
  ]);
});

describe('services', () => {
  const customers = [
    { id: 'acme', services: [serviceOf('one', ['web'], 10_000), serviceOf('two', ['voice'], 20_000)] },
  ];
  const facts = [down('14T17:00', '14T19:00'), down('14T17:00', '14T19:00', 'voice')];
  const claimed = (more: FactJson): string[] =>
    statements(aMonth({ customers, facts: [...facts, more], policy: aPolicy({ claim: aClaim() }) })).map(
      ({ service: id, forfeited }) => `${id} ${forfeited[0]?.reason ?? 'claimed'}`,
    );

  test('are evaluated one by one, in the order given', () => {
    const stated = statements(aMonth({ customers, facts: facts.slice(0, 1) }));
    expect(stated.map(({ customer, service: id, amountMinor }) => [customer, id, amountMinor])).toEqual([
      ['acme', 'one', 2000],
      ['acme', 'two', 0],
    ]);
    expect(Object.keys(stated[0] ?? {}).slice(0, 3)).toEqual(['customer', 'service', 'month']);
  });

  test('share a notice that names none of them', () => {
    expect(claimed(notice('14T17:00'))).toEqual(['one claimed', 'two claimed']);
  });

  test('have a notice of their own if it names them', () => {
    expect(claimed(noticeFor('two'))).toEqual(['one no-notice', 'two claimed']);
    expect(claimed(noticeFor('six'))).toEqual(['one no-notice', 'two no-notice']);
  });

  test('do not exist for a customer without services', () => {
    const policy = aPolicy({ claim: aClaim() });
    const more = notice('14T17:00', '14T17:00', { service: 'one' });
    expect(statement({ facts: [...facts, more], policy }).forfeited).toMatchObject([{ reason: 'no-notice' }]);
  });

  test('share the term and the excuses of their customer', () => {
    const excused = exclusion('14T17:00', '14T18:30', { scope: { customer: 'acme' } });
    const ending = customers.map((one) => ({ ...one, activeTo: at('20T00:00') }));
    const stated = statements(aMonth({ customers: ending, facts: [...facts, excused] }));
    expect(stated.map(({ totalsMs }) => [totalsMs.excused, totalsMs.inactive])).toEqual([
      [5_400_000, 12 * 86_400_000],
      [5_400_000, 12 * 86_400_000],
    ]);
  });
});
