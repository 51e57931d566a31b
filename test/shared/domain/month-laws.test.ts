import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WireFact } from '../../../shared/domain/facts/facts.ts';
import * as made from '../../support/builders/arbitrary-month.ts';
import { aCustomer, aMonth, down, statements, type WireCase } from '../../support/builders/month-builder.ts';

const law = (holds: (month: WireCase) => void, numRuns = 100): void => {
  fc.assert(
    fc.property(made.arbitraryMonth, (month) => {
      holds(month);
    }),
    { numRuns },
  );
};

const withFacts = fc
  .tuple(made.arbitraryMonth, made.arbitraryFacts)
  .map(([month, facts]) => ({ month, more: facts.map((fact) => ({ ...fact, id: `more ${fact.id}` })) }));

describe('the order of arrival changes nothing, to the byte', () => {
  test('of facts', () => {
    const shuffled = made.arbitraryMonth.chain((month) =>
      fc
        .shuffledSubarray([...month.facts], { minLength: month.facts.length })
        .map((facts) => ({ month, other: { ...month, facts } })),
    );
    fc.assert(
      fc.property(shuffled, ({ month, other }) => {
        expect(JSON.stringify(statements(other))).toBe(JSON.stringify(statements(month)));
      }),
      { numRuns: 120 },
    );
  });

  test('of a fact that comes again, learned later', () => {
    const repeated = made.arbitraryMonth.chain((month) =>
      fc.subarray([...month.facts]).map((some) => ({
        month,
        again: some.map(({ recordedAt, ...fact }): WireFact => {
          const later = recordedAt === undefined ? Date.UTC(2020, 1) : Date.parse(recordedAt) + 1;
          return { ...fact, recordedAt: new Date(later).toISOString() };
        }),
      })),
    );
    fc.assert(
      fc.property(repeated, ({ month, again }) => {
        const both = { ...month, facts: [...again, ...month.facts] };
        expect(JSON.stringify(statements(both))).toBe(JSON.stringify(statements(month)));
      }),
      { numRuns: 120 },
    );
  });
});

test('an earlier asOf never sees later facts', () => {
  fc.assert(
    fc.property(withFacts, ({ month, more }) => {
      const later = new Date(Date.parse(month.asOf) + 1).toISOString();
      const unknown = more.map((fact): WireFact => ({ ...fact, recordedAt: later }));
      const unheard = more.flatMap((fact): WireFact[] => {
        const id = `unheard ${fact.id}`;
        if (fact.kind === 'notice') return [{ ...fact, id, receivedAt: later, recognizedAt: month.asOf }];
        if (fact.kind === 'monitor-state') return [{ ...fact, id, at: later, since: undefined }];
        return fact.kind === 'provider-status' ? [{ ...fact, id, at: later }] : [];
      });
      const told = { ...month, facts: [...unheard, ...month.facts, ...unknown] };
      expect(statements(told)).toEqual(statements(month));
    }),
    { numRuns: 120 },
  );
});

test('customers together are each as they are alone', () => {
  law((month) => {
    const alone = month.customers.flatMap((customer) => statements({ ...month, customers: [customer] }));
    expect(statements(month)).toEqual(alone);
  });
});

test('customers with the same components share everything but who they are, what they pay and what they wrote', () => {
  law((month) => {
    const twin = aCustomer({ id: 'umbrella' });
    const facts = month.facts.filter(({ kind }) => kind !== 'notice');
    const [first, second] = statements({ ...month, facts, customers: [aCustomer({ id: 'hooli' }), twin] }).map(
      ({ customer: _, explanation: { credit }, ...figures }) => ({ ...figures, credit }),
    );
    expect(second).toEqual(first);
  }, 100);
});

test('customers are not taken for each other, whatever their components are called', () => {
  const names = ['a', 'b', '["a","b"]', 'a,b', '=a', ''];
  const components = names.map((id) => ({ id, monitors: [], dependsOn: [] }));
  const uses = [['a', 'b'], ['["a","b"]'], ['a,b'], ['=a'], ['a'], ['']];
  const customers = uses.map((used, i) => aCustomer({ id: `c${i}`, components: used }));
  const facts = names.map((id, i) => down('14T17:00', `14T18:0${i}`, id));
  const downs = statements(aMonth({ components, customers, facts })).map(
    ({ totalsMs }) => (totalsMs.downtime ?? 0) / 60_000,
  );
  expect(downs).toEqual([61, 62, 63, 64, 60, 65]);
});

test('what the case does not have concerns nobody in it', () => {
  law((month) => {
    const far = month.facts.map((fact): WireFact => {
      const id = `far ${fact.id}`;
      if (fact.kind === 'monitor-state') return { ...fact, id, monitor: 'elsewhere' };
      if (fact.kind === 'provider-status') return { ...fact, id, component: 'T9' };
      if (fact.kind === 'downtime') return { ...fact, id, component: 'elsewhere' };
      if (fact.kind === 'notice') return { ...fact, id, customer: 'nobody' };
      if (fact.kind === 'retraction') return { ...fact, id, of: { ...fact.of, id: 'elsewhere' } };
      return { ...fact, id, scope: { component: 'elsewhere' } };
    });
    expect(statements({ ...month, facts: [...far, ...month.facts] })).toEqual(statements(month));
  });
});

describe('a statement', () => {
  test('has labels that add up to the month, and to its figures', () => {
    law((month) => {
      for (const stated of statements(month)) {
        const { totalsMs, explanation } = stated;
        const of = (...labels: (keyof typeof totalsMs)[]) =>
          labels.reduce((sum, label) => sum + (totalsMs[label] ?? 0), 0);
        const all = Object.values(totalsMs).reduce((sum, ms) => sum + ms, 0);
        expect(Object.values(totalsMs).every((ms) => ms > 0)).toBe(true);
        expect(all).toBe(Date.parse(explanation.end) - Date.parse(explanation.start));
        expect(stated.serviceMs).toBe(all - of('future', 'inactive', 'holiday', 'weekend', 'maintenance'));
        expect(stated.excusedMs).toBe(of('excused'));
        expect(stated.measuredMs).toBe(stated.serviceMs - stated.excusedMs);
        const [down, seen] = [of('downtime'), of('downtime', 'unrecognized', 'pending', 'forfeited')];
        const whole = month.policy.minimumPeriod === 'PT0S';
        expect(stated.creditableDowntimeMs).toBeLessThanOrEqual(down);
        expect(stated.observedDowntimeMs).toBeLessThanOrEqual(seen);
        expect(stated.creditableDowntimeMs).toBeGreaterThanOrEqual(whole ? down : 0);
        expect(stated.observedDowntimeMs).toBeGreaterThanOrEqual(whole ? seen : 0);
      }
    });
  });

  test('never gives more than the cap, the fee and what was earned, and gives the least of them', () => {
    law((month) => {
      for (const [i, { amountMinor, capMinor, uncappedMinor }] of statements(month).entries()) {
        const fee = month.customers[i]?.serviceFees.amountMinor ?? Number.NaN;
        expect(amountMinor).toBe(Math.min(uncappedMinor, fee, capMinor ?? Infinity));
      }
    });
  });

  test('has a credit only where there was creditable downtime, and never more days or credits than its limits', () => {
    law((month) => {
      for (const { credits, creditDays, creditableDowntimeMs } of statements(month)) {
        const { credit } = month.policy;
        const limits = credit.kind === 'per-period' ? credit : { maxPerDay: 0, maxPerMonth: 1 };
        expect(credits).toBeLessThanOrEqual(creditableDowntimeMs === 0 ? 0 : (limits.maxPerMonth ?? Infinity));
        expect(creditDays.filter((day) => day.credits > (limits.maxPerDay ?? Infinity))).toEqual([]);
        const counted = creditDays.reduce((sum, day) => sum + day.credits, 0);
        expect(counted).toBe(credit.kind === 'per-period' ? credits : 0);
      }
    });
  });
});
