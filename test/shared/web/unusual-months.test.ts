import { describe, expect, test } from 'vitest';
import { LABELS } from '../../../shared/domain/month/label.ts';
import { labelName } from '../../../shared/web/label-marks.ts';
import { statementPage } from '../../../shared/web/statement-page.ts';
import { aClaim, aCustomer, aPolicy, type CaseJson, down, perBlock } from '../../support/builders/month-builder.ts';
import { everyLabelPage } from '../../support/builders/every-label-page.ts';
import { pageOfMonth } from '../../support/builders/sample-page.ts';
import { textOf } from '../../support/builders/page-markup.ts';

const pageOf = (change: Partial<CaseJson>): string => statementPage(pageOfMonth(change));

describe('a month with every label', () => {
  const page = statementPage(everyLabelPage());
  const text = textOf(page);

  test.each(LABELS)('draws %s, and shows its length in the legend', (label) => {
    expect(page).toContain(`<rect class="${label}" x=`);
    expect(page).toContain(`<rect class="${label}" x=".5" y=".5"`);
    expect(text).toMatch(new RegExp(`${labelName(label)} \\d+ (h|min)`));
  });

  test('draws each label with a different fill, mostly a pattern', () => {
    const looks = LABELS.map((label) => new RegExp(`\\.${label}\\{([^}]*)\\}`).exec(page)?.[1]);
    expect(looks).not.toContain(undefined);
    expect(new Set(looks).size).toBe(LABELS.length);
    expect(looks.filter((look) => look?.includes('url(#p-')).length).toBe(LABELS.length - 4);
  });

  test.each(['Counted', 'Forfeited', 'Notice pending', 'Excused', 'Maintenance', 'Holiday', 'Weekend', 'Off hours'])(
    'lists a downtime as %s',
    (category) => {
      expect(text).toContain(category);
    },
  );

  test('shows the deadline of pending notice, and a policy block', () => {
    expect(text).toContain('2 h 45 min counts if notice is received by Wed 25 Nov, 20:15 (see Claims).');
    expect(text).toContain('All of it is excused: exclusion AUP-31 (see Exclusions).');
    expect(text).toContain('Traffic to premium numbers blocked: https://desk.example/AUP-31');
  });

  test('has a day of 25 hours, and stays under 100 KB', () => {
    expect(page).toContain('clock change: the day has 25');
    expect(text).toContain('Total 721 h: the whole month.');
    expect(Buffer.byteLength(page)).toBeLessThan(100_000);
  });
});

const inZone = (timeZone: string, month: string): string =>
  pageOf({ month, asOf: '2031-01-01T00:00:00Z', policy: aPolicy({ timeZone }) });

test('a contract in UTC has no switch for UTC', () => {
  const page = inZone('UTC', '2026-10');
  expect(page).not.toContain('type="checkbox"');
  expect(textOf(page)).toContain('Days and times in UTC. ');
  expect(textOf(inZone('Asia/Tokyo', '2026-10'))).toContain('Days and times in Tokyo (Asia/Tokyo). ');
});

describe('days that are not 24 hours long', () => {
  test('have 25 hours in Los Angeles in November', () => {
    const page = inZone('America/Los_Angeles', '2026-11');
    expect(page).toContain('clock change: the day has 25');
    expect(page).toContain('<line class="change"');
    expect(textOf(page)).toContain('Total 721 h');
  });

  test('have 23 hours in Los Angeles in March', () => {
    expect(inZone('America/Los_Angeles', '2026-03')).toContain('clock change: the day has 23');
  });

  test('have 24.5 hours on Lord Howe Island', () => {
    expect(textOf(inZone('Australia/Lord_Howe', '2026-04'))).toContain('24 h 30 min');
  });

  test('have no hours in Samoa, where a date was skipped', () => {
    expect(textOf(inZone('Pacific/Apia', '2011-12'))).toContain('30 Fri This date does not exist in this time zone.');
  });

  test('show the offset of times near a clock change', () => {
    const page = pageOf({
      month: '2026-11',
      policy: aPolicy({ timeZone: 'America/Los_Angeles' }),
      facts: [
        { kind: 'downtime', id: 'd', component: 'web', start: '2026-11-01T08:30:00Z', end: '2026-11-01T09:30:00Z' },
      ],
    });
    expect(textOf(page)).toContain('Sun 1 Nov, 01:30 UTC−7 – 01:30 UTC−8');
  });
});

describe('a page under another policy', () => {
  const broken = [down('05T09:00', '05T21:00')];

  test('shows tiers and the share of the one reached', () => {
    const page = pageOf({
      facts: broken,
      policy: aPolicy({
        credit: {
          kind: 'tiers',
          tiers: [
            { below: '99.9', amount: { bps: 1000 } },
            { below: '99', amount: { bps: 2500 } },
          ],
        },
        caps: [{ bps: 2000 }],
      }),
    });
    expect(textOf(page)).toContain('Below 99 % 25 % of the fees reached');
    expect(textOf(page)).toContain('Share of the fees 25 % of the fees 25 %');
    expect(textOf(page)).toContain('200.00 USD off the invoice for October 2026');
  });

  test('shows a multiple of the share of the month', () => {
    const page = pageOf({
      facts: broken,
      policy: aPolicy({ credit: { kind: 'proportional', multiplier: 10 } }),
    });
    expect(textOf(page)).toContain('10 × that share of 1,000.00 USD');
    expect(textOf(page)).toContain('The credit is 10 times the share of the month that was down.');
    expect(textOf(page)).toContain('the smaller of this and the fees');
  });

  test('shows that the target was met, so nothing is due', () => {
    const page = pageOf({
      facts: [down('05T09:00', '05T10:30')],
      policy: aPolicy({ gate: 'below-target', target: '99' }),
    });
    expect(textOf(page)).toContain('is due for October 2026: the availability target was met');
  });

  test('shows amounts in yen without decimals', () => {
    const customers = [aCustomer({ serviceFees: { amountMinor: 120_000, currency: 'JPY' } })];
    expect(textOf(pageOf({ facts: broken, customers }))).toContain('120,000 JPY');
  });

  test('states that no component was down', () => {
    expect(textOf(pageOf({}))).toContain('No component that the customer uses was down in this month.');
  });
});

describe('why nothing is due', () => {
  test.each<[why: string, change: Partial<CaseJson>]>([
    ['no component that the customer uses was down', {}],
    [
      'all downtime was on a weekend',
      {
        facts: [down('03T10:00', '03T12:00')],
        policy: aPolicy({ calendar: { excludeWeekdays: [6, 7], holidays: [] } }),
      },
    ],
    [
      'all downtime was excused',
      {
        facts: [
          down('14T10:00', '14T12:00'),
          {
            kind: 'exclusion',
            id: 'X',
            reason: 'force-majeure',
            scope: { all: true },
            start: '2026-10-14T00:00:00Z',
            end: '2026-10-15T00:00:00Z',
          },
        ],
      },
    ],
    ['50 min of downtime counts, but no part of it is longer than 1 h', { facts: [down('14T10:00', '14T10:50')] }],
    ['1 h of downtime counts, but no part of it is longer than 1 h', { facts: [down('14T10:00', '14T11:00')] }],
    [
      'no notice of 2 h of downtime was received in time',
      { facts: [down('14T10:00', '14T12:00')], policy: aPolicy({ claim: aClaim() }) },
    ],
    [
      'no notice of 2 h of downtime was received in time, and notice of 1 h 30 min of downtime may still come',
      {
        asOf: '2026-10-20T12:00:00Z',
        facts: [down('14T10:00', '14T12:00'), down('20T09:00', '20T10:30')],
        policy: aPolicy({ claim: aClaim() }),
      },
    ],
    [
      'no downtime was long enough to count',
      { facts: [down('14T10:00', '14T10:04')], policy: aPolicy({ downtime: { minimum: 'PT5M' } }) },
    ],
    [
      'a credit was earned, but the fees are 0.00 USD',
      {
        facts: [down('14T10:00', '14T12:00')],
        customers: [aCustomer({ serviceFees: { amountMinor: 0, currency: 'USD' } })],
      },
    ],
    [
      'the credit on fees of 0.01 USD rounds to zero',
      {
        facts: [down('14T10:00', '14T12:00')],
        customers: [aCustomer({ serviceFees: { amountMinor: 1, currency: 'USD' } })],
      },
    ],
  ])('%s', (why, change) => {
    expect(textOf(pageOf(change))).toContain(`is due for October 2026: ${why}. `);
  });
});

test('the calculation shows the limits of a day and of a month', () => {
  const page = pageOf({
    facts: [down('05T09:00', '05T12:00'), down('06T09:00', '06T12:00')],
    policy: aPolicy({ credit: perBlock({ maxPerDay: 4, maxPerMonth: 6 }), caps: [{ serviceFeeDays: 7 }] }),
  });
  expect(textOf(page)).toContain('09:00 – 12:00 contains 6 blocks of 30 min; at most 4 a day 4 credits');
  expect(textOf(page)).toContain('09:00 – 12:00 contains 6 blocks of 30 min; at most 6 a month 2 credits');
  expect(textOf(page)).toContain('7 days of 31, of 1,000.00 USD, rounded down');
});
