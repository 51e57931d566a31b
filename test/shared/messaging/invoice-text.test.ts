import { describe, expect, test } from 'vitest';
import { invoiceText, statementText } from '../../../shared/messaging/invoice-text.ts';
import type { PolicyInput } from '../../../shared/domain/policy/policy.ts';
import { openPolicy } from '../../support/builders/product-config.ts';
import { customerMonthOf } from '../../../shared/domain/statement/customer-month.ts';
import { aCustomerMonth, aStatement } from '../../support/builders/statement-builder.ts';

type CreditInput = PolicyInput['credit'];
type Caps = NonNullable<PolicyInput['caps']>;
const under = (credit: CreditInput, caps: Caps = openPolicy.caps): PolicyInput => ({ ...openPolicy, credit, caps });
const perBlock = openPolicy.credit;
const tiers = (bps: number): CreditInput => ({ kind: 'tiers', tiers: [{ below: '99.9', amount: { bps } }] });
const proportional = (multiplier: number): CreditInput => ({ kind: 'proportional', multiplier });
const WEEK = [5, 6, 7, 8, 9];

// Two hours a day are 0.27 % of October's 744 hours.
describe('the invoice sentence', () => {
  test.each([
    ['of one credit', {}, '1 credit of 5 % of the fees for downtime on 14 Oct.'],
    [
      'of credits on several days',
      { days: [2, 14, 31] },
      '3 credits of 5 % of the fees for downtime on 2 Oct, 14 Oct, 31 Oct.',
    ],
    [
      'of several credits on one day',
      { policy: under({ ...perBlock, maxPerDay: null, amount: { bps: 250 } }) },
      '4 credits of 2.5 % of the fees for downtime on 14 Oct.',
    ],
    [
      'capped at days of fees',
      { days: WEEK },
      "5 credits of 5 % of the fees for downtime on 5 Oct, 6 Oct, 7 Oct, 8 Oct, 9 Oct, capped at 7 days' fees (250.00 USD before the cap).",
    ],
    [
      'capped at a single day',
      { policy: under(perBlock, [{ serviceFeeDays: 1 }]) },
      "1 credit of 5 % of the fees for downtime on 14 Oct, capped at 1 day's fees (50.00 USD before the cap).",
    ],
    [
      'capped at a share of the fees, in yen',
      {
        policy: under(perBlock, [{ serviceFeeDays: 7 }, { bps: 125 }]),
        fees: { amountMinor: 1_000_000, currency: 'JPY' },
      },
      '1 credit of 5 % of the fees for downtime on 14 Oct, capped at 1.25 % of the fees (50,000 JPY before the cap).',
    ],
    [
      "limited to the month's fees",
      { policy: under({ ...perBlock, amount: { bps: 12_000 } }, []) },
      "1 credit of 120 % of the fees for downtime on 14 Oct, limited to the month's fees (1,200.00 USD before it).",
    ],
    [
      "limited to the month's fees under a cap that is above them",
      { policy: under({ ...perBlock, amount: { bps: 12_000 } }, [{ bps: 11_000 }]) },
      "1 credit of 120 % of the fees for downtime on 14 Oct, limited to the month's fees (1,200.00 USD before it).",
    ],
    ['of a tier', { policy: under(tiers(1000)) }, '10 % of the fees for downtime of 0.27 % of the service time.'],
    [
      'of a tier that is capped',
      { policy: under(tiers(1000), [{ bps: 500 }]) },
      '10 % of the fees for downtime of 0.27 % of the service time, capped at 5 % of the fees (100.00 USD before the cap).',
    ],
    [
      'in proportion',
      { policy: under(proportional(10), []) },
      '10 times the fees for the 0.27 % of the service time that was down.',
    ],
    [
      'in proportion, once',
      { policy: under(proportional(1), []) },
      'the fees for the 0.27 % of the service time that was down.',
    ],
    [
      'in proportion, capped',
      { policy: under(proportional(1000)) },
      "1000 times the fees for the 0.27 % of the service time that was down, capped at 7 days' fees (2,688.17 USD before the cap).",
    ],
    [
      'capped at an amount',
      { policy: under(perBlock, [{ amountMinor: 4000, currency: 'USD' }]) },
      '1 credit of 5 % of the fees for downtime on 14 Oct, capped at 40.00 USD (50.00 USD before the cap).',
    ],
    [
      'of outages in days of fees',
      { policy: under({ kind: 'per-outage', amount: { serviceFeeDays: 1 } }), days: [2, 14] },
      "2 credits of 1 day's fees for downtime on 2 Oct, 14 Oct.",
    ],
    [
      'of blocks of the whole month',
      { policy: under({ kind: 'per-block', block: 'PT1H', blocksWithin: 'month', amount: { bps: 100 } }) },
      '2 credits of 1 % of the fees for downtime in the month.',
    ],
    [
      'of tiers for each outage',
      {
        policy: under({ kind: 'tiers', by: 'period', tiers: [{ longerThan: 'PT1H', amount: { bps: 300 } }] }),
        days: [2, 14],
      },
      '2 credits with 6 % of the fees for downtime on 2 Oct, 14 Oct.',
    ],
    [
      'of a tier and further steps',
      {
        policy: under({
          kind: 'tiers',
          tiers: [{ below: '99.9', amount: { serviceFeeDays: 1 } }],
          beyond: { from: '99.8', step: '0.05', amount: { serviceFeeDays: 2 }, partialStep: 'drop' },
        }),
      },
      "1 day's fees and 1 times 2 days' fees for downtime of 0.27 % of the service time.",
    ],
  ])('%s', (_, input, sentence) => {
    expect(statementText(aStatement(input))).toBe(`SLA credit for October 2026: ${sentence}`);
  });

  test('lists every day', () => {
    const days = Array.from({ length: 31 }, (_, i) => i + 1);
    const reason = statementText(aStatement({ days }));
    expect(reason).toMatch(
      /^SLA credit for October 2026: 31 credits of 5 % of the fees for downtime on 1 Oct, 2 Oct, .*31 Oct, capped/,
    );
    expect(reason.length).toBeLessThan(500);
  });

  test('describes a withdrawn credit', () => {
    expect(statementText(aStatement({ days: [] }))).toBe('SLA credit for October 2026 withdrawn: nothing is due.');
  });

  test('never describes a small downtime as none', () => {
    const statement = { ...aStatement({ policy: under(proportional(100)) }), creditableDowntimeMs: 1000 };
    expect(statementText(statement)).toContain('the less than 0.01 % of the service time');
  });
});

const service = (id: string, days: readonly number[]) => ({ ...aStatement({ days }), service: id });

describe('the sentence of a customer', () => {
  test('without services is that of its statement', () => {
    expect(invoiceText(aCustomerMonth())).toBe(statementText(aStatement()));
  });

  test('names a single service', () => {
    expect(invoiceText(customerMonthOf([service('calls', [14])]))).toBe(
      'SLA credit for October 2026, service calls: 1 credit of 5 % of the fees for downtime on 14 Oct.',
    );
  });

  test('lists the services with a credit', () => {
    const month = customerMonthOf([service('calls', [14]), service('mail', []), service('texts', [2, 3])]);
    expect(invoiceText(month)).toBe(
      'SLA credit for October 2026: 50.00 USD for service calls, 100.00 USD for service texts.',
    );
  });

  test('describes a withdrawn credit of several services', () => {
    const month = customerMonthOf([service('calls', []), service('mail', [])]);
    expect(invoiceText(month)).toBe('SLA credit for October 2026 withdrawn: nothing is due.');
  });
});
