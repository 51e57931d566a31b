import { describe, expect, test } from 'vitest';
import { invoiceText } from '../../../shared/messaging/invoice-text.ts';
import type { Credit, PolicyInput } from '../../../shared/domain/policy/policy.ts';
import { openPolicy } from '../../support/builders/product-config.ts';
import { aStatement } from '../../support/builders/statement-builder.ts';

type WireCredit = PolicyInput['credit'];
const under = (credit: WireCredit): PolicyInput => ({ ...openPolicy, credit });
const perPeriod = openPolicy.credit;
const tiers = (rateBps: number, cap: Credit['cap'] = null): WireCredit => ({
  kind: 'tiers',
  tiers: [{ below: '99.9', rateBps }],
  cap,
});
const proportional = (multiplier: number, cap: Credit['cap'] = null): WireCredit => ({
  kind: 'proportional',
  multiplier,
  cap,
});
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
      { policy: under({ ...perPeriod, maxPerDay: null, rateBps: 250 }) },
      '4 credits of 2.5 % of the fees for downtime on 14 Oct.',
    ],
    [
      'capped at days of fees',
      { days: WEEK },
      "5 credits of 5 % of the fees for downtime on 5 Oct, 6 Oct, 7 Oct, 8 Oct, 9 Oct, capped at 7 days' fees (250.00 USD before the cap).",
    ],
    [
      'capped at a single day',
      { policy: under({ ...perPeriod, cap: { serviceFeeDays: 1 } }) },
      "1 credit of 5 % of the fees for downtime on 14 Oct, capped at 1 day's fees (50.00 USD before the cap).",
    ],
    [
      'capped at a share of the fees, in yen',
      { policy: under({ ...perPeriod, cap: { bps: 125 } }), fees: { amountMinor: 1_000_000, currency: 'JPY' } },
      '1 credit of 5 % of the fees for downtime on 14 Oct, capped at 1.25 % of the fees (50,000 JPY before the cap).',
    ],
    [
      "limited to the month's fees",
      { policy: under({ ...perPeriod, rateBps: 12_000, cap: null }) },
      "1 credit of 120 % of the fees for downtime on 14 Oct, limited to the month's fees (1,200.00 USD before it).",
    ],
    [
      "limited to the month's fees under a cap that is above them",
      { policy: under({ ...perPeriod, rateBps: 12_000, cap: { bps: 11_000 } }) },
      "1 credit of 120 % of the fees for downtime on 14 Oct, limited to the month's fees (1,200.00 USD before it).",
    ],
    ['of a tier', { policy: under(tiers(1000)) }, '10 % of the fees for downtime of 0.27 % of the service time.'],
    [
      'of a tier that is capped',
      { policy: under(tiers(1000, { bps: 500 })) },
      '10 % of the fees for downtime of 0.27 % of the service time, capped at 5 % of the fees (100.00 USD before the cap).',
    ],
    [
      'in proportion',
      { policy: under(proportional(10)) },
      '10 times the fees for the 0.27 % of the service time that was down.',
    ],
    [
      'in proportion, once',
      { policy: under(proportional(1)) },
      'the fees for the 0.27 % of the service time that was down.',
    ],
    [
      'in proportion, capped',
      { policy: under(proportional(1000, { serviceFeeDays: 7 })) },
      "1000 times the fees for the 0.27 % of the service time that was down, capped at 7 days' fees (2,688.17 USD before the cap).",
    ],
  ])('%s', (_, input, sentence) => {
    expect(invoiceText(aStatement(input))).toBe(`SLA credit for October 2026: ${sentence}`);
  });

  test('lists every day', () => {
    const days = Array.from({ length: 31 }, (_, i) => i + 1);
    const reason = invoiceText(aStatement({ days }));
    expect(reason).toMatch(
      /^SLA credit for October 2026: 31 credits of 5 % of the fees for downtime on 1 Oct, 2 Oct, .*31 Oct, capped/,
    );
    expect(reason.length).toBeLessThan(500);
  });

  test('describes a withdrawn credit', () => {
    expect(invoiceText(aStatement({ days: [] }))).toBe('SLA credit for October 2026 withdrawn: nothing is due.');
  });

  test('never describes a small downtime as none', () => {
    const statement = { ...aStatement({ policy: under(proportional(100)) }), creditableDowntimeMs: 1000 };
    expect(invoiceText(statement)).toContain('the less than 0.01 % of the service time');
  });
});
