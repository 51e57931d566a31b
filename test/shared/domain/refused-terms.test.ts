import { describe, expect, test } from 'vitest';
import { aComponent, aCustomer, aMonth, aPolicy, faultsOf, perPeriod } from '../../support/builders/month-builder.ts';
import {
  noDecimal,
  noDuration,
  noInstant,
  oneLimit,
  type RefusedInput,
  testRefusals,
} from '../../support/builders/refused-input.ts';
import { instantText } from '../../support/builders/instant-text.ts';

const policyWith = (change: object): Record<string, unknown> => ({ policy: { ...aPolicy(), ...change } });
const creditWith = (change: object) => policyWith({ credit: { ...perPeriod(), ...change } });
const customers = (...list: object[]): Record<string, unknown> => {
  return { customers: list.map((change) => ({ ...aCustomer(), ...change })) };
};

test('a case without a fault is not refused', () => {
  expect(faultsOf(aMonth())).toEqual([]);
});

describe('the case', () => {
  testRefusals([
    [{ month: '2026-13' }, 'month', 'not a month (2026-10)', '2026-13'],
    [{ month: '2026-1' }, 'month', 'not a month (2026-10)', '2026-1'],
    [{ month: '2026-10-01' }, 'month', 'not a month (2026-10)', '2026-10-01'],
    [{ month: 202_610 }, 'month', 'not a month', 202_610],
    [{ month: undefined }, 'month', 'missing'],
    [{ asOf: '2026-12-05' }, 'asOf', noInstant, '2026-12-05'],
    [{ asOf: null }, 'asOf', 'not an instant', null],
    [{ policy: undefined }, 'policy', 'missing'],
    [{ facts: {} }, 'facts', 'not a list', '{}'],
    [{ facts: undefined }, 'facts', 'missing'],
    [{ customers: 'acme' }, 'customers', 'not a list', 'acme'],
    [{ components: [aComponent('web'), { ...aComponent('x'), id: 7 }] }, 'components[1].id', 'not text', 7],
    [{ components: [{ id: 'web', dependsOn: [] }] }, 'components[0].monitors', 'missing'],
    [
      { components: [{ ...aComponent('web'), dependsOn: [{ provider: 'twilio' }] }] },
      'components[0].dependsOn[0].component',
      'missing',
    ],
  ]);

  test.each([null, 7, 'case', [], true])('%j is no case at all', (input) => {
    expect(faultsOf(input)).toEqual([expect.objectContaining({ at: '', rule: 'not an object' })]);
  });
});

describe('a policy', () => {
  testRefusals([
    [policyWith({ colour: 'red' }), 'policy.colour', 'not a known key', 'red'],
    [
      policyWith({ timeZone: 'america/new_york' }),
      'policy.timeZone',
      'not an IANA time zone (America/Los_Angeles)',
      'america/new_york',
    ],
    [policyWith({ gate: 'open' }), 'policy.gate', 'not one of none, below-target', 'open'],
    [policyWith({ onset: null }), 'policy.onset', 'not one of transition, datapoint', null],
    [policyWith({ target: 99.9 }), 'policy.target', 'not a percentage', 99.9],
    ...['100.1', '-1', '99,9', '1e1', ''].map((target): RefusedInput => [
      policyWith({ target }),
      'policy.target',
      noDecimal,
      target,
    ]),
    ...['P1M', 'P1W', '-PT1H', 'PT1.5H', 'PT', 'P', '1h', 'P1DT', 'P99999999999999999999D'].map(
      (mergeGaps): RefusedInput => [policyWith({ mergeGaps }), 'policy.mergeGaps', noDuration, mergeGaps],
    ),
    [
      policyWith({ calendar: { excludeWeekdays: [6, 8], holidays: [] } }),
      'policy.calendar.excludeWeekdays[1]',
      'not an ISO weekday (1 is Monday, 7 is Sunday)',
      8,
    ],
    [
      policyWith({ calendar: { excludeWeekdays: [0], holidays: [] } }),
      'policy.calendar.excludeWeekdays[0]',
      'not an ISO weekday (1 is Monday, 7 is Sunday)',
      0,
    ],
    [
      policyWith({ calendar: { excludeWeekdays: [1e21], holidays: [] } }),
      'policy.calendar.excludeWeekdays[0]',
      'not an ISO weekday (1 is Monday, 7 is Sunday)',
      1e21,
    ],
    [
      policyWith({ calendar: { excludeWeekdays: [], holidays: ['2026-02-29'] } }),
      'policy.calendar.holidays[0]',
      'not a date (2026-10-14)',
      '2026-02-29',
    ],
    [creditWith({ block: 'PT0S' }), 'policy.credit.block', 'a block of zero', 'PT0S'],
    [creditWith({ rateBps: -1 }), 'policy.credit.rateBps', 'below zero', -1],
    [creditWith({ rateBps: 0.5 }), 'policy.credit.rateBps', 'not a whole number that JSON carries exactly', 0.5],
    [creditWith({ maxPerDay: undefined }), 'policy.credit.maxPerDay', 'missing'],
    [creditWith({ kind: 'gift' }), 'policy.credit.kind', 'not one of per-period, tiers, proportional', 'gift'],
    [creditWith({ cap: { bps: 1, serviceFeeDays: 7 } }), 'policy.credit.cap', oneLimit, '{"bps":1,"serviceFeeDays":7}'],
    [creditWith({ cap: {} }), 'policy.credit.cap', oneLimit, '{}'],
    [creditWith({ cap: { bps: -1 } }), 'policy.credit.cap.bps', 'below zero', -1],
    [creditWith({ cap: { bps: 1, weeks: 1 } }), 'policy.credit.cap.weeks', 'not a known key', 1],
    [
      policyWith({ credit: { kind: 'proportional', multiplier: 0, cap: null } }),
      'policy.credit.multiplier',
      'below 1',
      0,
    ],
    [
      policyWith({ credit: { kind: 'tiers', tiers: [{ below: '101', rateBps: 1 }], cap: null } }),
      'policy.credit.tiers[0].below',
      noDecimal,
      '101',
    ],
  ]);
});

describe('a customer', () => {
  const notAnId = 'not 1 to 100 of A-Z a-z 0-9 . _ -';
  testRefusals([
    ...['', 'a b', 'ä', 'a/b', 'a#b'].map((id): RefusedInput => [customers({ id }), 'customers[0].id', notAnId, id]),
    [customers({ id: 'x'.repeat(101) }), 'customers[0].id', notAnId, `${'x'.repeat(79)}…`],
    [customers({}, { id: 'b' }, {}), 'customers[2].id', 'a customer twice', 'acme'],
    [customers({ components: [] }), 'customers[0].components', 'no components', '[]'],
    [customers({ components: ['web', 'sms'] }), 'customers[0].components[1]', 'not a configured component', 'sms'],
    [customers({ tier: 'gold' }), 'customers[0].tier', 'not a known key', 'gold'],
    [
      customers({ activeFrom: instantText('02T00:00'), activeTo: instantText('02T00:00') }),
      'customers[0].activeTo',
      'not after activeFrom',
      instantText('02T00:00'),
    ],
    ...[
      [-1, 'below zero'],
      [0.5, 'not a whole number that JSON carries exactly'],
      [2 ** 53, 'not a whole number that JSON carries exactly'],
      ['100', 'not a number'],
    ].map(([amountMinor, rule]): RefusedInput => {
      const place = 'customers[0].serviceFees.amountMinor';
      return [customers({ serviceFees: { amountMinor, currency: 'USD' } }), place, String(rule), amountMinor];
    }),
  ]);

  test('with the longest id there may be is not refused', () => {
    expect(faultsOf({ ...aMonth(), ...customers({ id: 'x'.repeat(100) }) })).toEqual([]);
  });
});
