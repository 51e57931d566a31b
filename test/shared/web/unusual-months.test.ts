import { describe, expect, test } from 'vitest';
import { LABELS } from '../../../shared/domain/month/baseline.ts';
import { labelName } from '../../../shared/web/label-marks.ts';
import { statementPage, type StatementPage } from '../../../shared/web/statement-page.ts';
import { aCustomer, aPolicy, down, perPeriod, statement, type WireCase } from '../../support/builders/month-builder.ts';
import { everyLabelPage } from '../../support/builders/every-label.ts';
import { textOf } from '../../support/builders/page-markup.ts';

const pageOf = (change: Partial<WireCase>, more: Partial<StatementPage> = {}): string =>
  statementPage({ statement: statement(change), customerName: 'Acme', revisions: [], ...more });

describe('a month with every label', () => {
  const page = statementPage(everyLabelPage());
  const text = textOf(page);

  test.each(LABELS)('draws %s, and says in the legend how long it lasted', (label) => {
    expect(page).toContain(`<rect class="${label}" x=`);
    expect(page).toContain(`<rect class="${label}" x=".5" y=".5"`);
    expect(text).toMatch(new RegExp(`${labelName(label)} \\d+ (h|min)`));
  });

  test('draws no two labels alike: each but up and counted downtime has a pattern, a ground or an outline of its own', () => {
    const looks = LABELS.map((label) => new RegExp(`\\.${label}\\{([^}]*)\\}`).exec(page)?.[1]);
    expect(looks).not.toContain(undefined);
    expect(new Set(looks).size).toBe(LABELS.length);
    expect(looks.filter((look) => look?.includes('url(#p-')).length).toBe(LABELS.length - 4);
  });

  test.each(['Counted', 'Forfeited', 'Notice pending', 'Excused', 'Maintenance', 'Holiday', 'Weekend'])(
    'has a downtime that is listed as %s',
    (fate) => {
      expect(text).toContain(fate);
    },
  );

  test('tells what is pending and until when, and of what was blocked by a policy', () => {
    expect(text).toContain('2 h 45 min would count: notice is in time until Wed 25 Nov, 20:15 (clause 6).');
    expect(text).toContain('All of it is excused: exclusion AUP-31 (clause 9).');
    expect(text).toContain('Traffic to premium numbers blocked: https://desk.example/AUP-31');
  });

  test('has a day of 25 hours, and stays under 100 KB', () => {
    expect(page).toContain('the clocks change; the day has 25');
    expect(text).toContain('Together 721 h: the whole month.');
    expect(Buffer.byteLength(page)).toBeLessThan(100_000);
  });
});

const inZone = (timeZone: string, month: string): string =>
  pageOf({ month, asOf: '2031-01-01T00:00:00Z', policy: aPolicy({ timeZone }) });

test('a contract that goes by UTC offers no UTC beside it', () => {
  const page = inZone('UTC', '2026-10');
  expect(page).not.toContain('type="checkbox"');
  expect(textOf(page)).toContain('Days as they are in UTC. ');
  expect(textOf(inZone('Asia/Tokyo', '2026-10'))).toContain('Days as they are in Tokyo (Asia/Tokyo). ');
});

describe('days that are not 24 hours long', () => {
  test('25 hours where clocks go back, in Los Angeles', () => {
    const page = inZone('America/Los_Angeles', '2026-11');
    expect(page).toContain('the clocks change; the day has 25');
    expect(page).toContain('<line class="change"');
    expect(textOf(page)).toContain('Together 721 h');
  });

  test('23 hours where clocks go forward, in Los Angeles', () => {
    expect(inZone('America/Los_Angeles', '2026-03')).toContain('the clocks change; the day has 23');
  });

  test('24.5 hours on Lord Howe Island', () => {
    expect(textOf(inZone('Australia/Lord_Howe', '2026-04'))).toContain('24 h 30 min');
  });

  test('none at all where a date was skipped, in Samoa', () => {
    expect(textOf(inZone('Pacific/Apia', '2011-12'))).toContain('30 Fri This date was skipped here.');
  });

  test('times near the change bear their offset, so that no two read the same', () => {
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

describe('other policies', () => {
  const broken = [down('05T09:00', '05T21:00')];

  test('tiers', () => {
    const page = pageOf({
      facts: broken,
      policy: aPolicy({
        credit: {
          kind: 'tiers',
          tiers: [
            { below: '99.9', rateBps: 1000 },
            { below: '99', rateBps: 2500 },
          ],
          cap: { bps: 2000 },
        },
      }),
    });
    expect(textOf(page)).toContain('Below 99 % 25 % of the fees');
    expect(textOf(page)).toContain('The highest rate reached 25 %');
    expect(textOf(page)).toContain('200.00 USD off the invoice for October 2026');
  });

  test('a share of the month', () => {
    const page = pageOf({
      facts: broken,
      policy: aPolicy({ credit: { kind: 'proportional', multiplier: 10, cap: null } }),
    });
    expect(textOf(page)).toContain('10 × that share of 1,000.00 USD');
    expect(textOf(page)).toContain('10 times the share of the month that was down is credited.');
    expect(textOf(page)).toContain('the smaller of this and the fees');
  });

  test('nothing while the target is met', () => {
    const page = pageOf({
      facts: [down('05T09:00', '05T10:30')],
      policy: aPolicy({ gate: 'below-target', target: '99' }),
    });
    expect(textOf(page)).toContain('is due for October 2026: the target was met');
  });

  test('yen', () => {
    const customers = [aCustomer({ serviceFees: { amountMinor: 120_000, currency: 'JPY' } })];
    expect(textOf(pageOf({ facts: broken, customers }))).toContain('120,000 JPY');
  });

  test('a month without downtime', () => {
    expect(textOf(pageOf({}))).toContain('Nothing that the customer uses was down in this month.');
  });
});

describe('why nothing is due', () => {
  const asked = { required: true };
  test.each<[why: string, change: Partial<WireCase>]>([
    ['nothing that the customer uses was down', {}],
    [
      'all downtime was outside service time',
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
    [
      '50 min of downtime counts, and no stretch of it is long enough for a credit',
      { facts: [down('14T10:00', '14T10:50')] },
    ],
    [
      '1 h of downtime counts, and no stretch of it is long enough for a credit',
      { facts: [down('14T10:00', '14T11:00')] },
    ],
    [
      'no notice of 2 h of downtime came in time',
      { facts: [down('14T10:00', '14T12:00')], policy: aPolicy({ notice: asked }) },
    ],
    [
      'no notice of 2 h of downtime came in time, and notice of 1 h 30 min of downtime may still come',
      {
        asOf: '2026-10-20T12:00:00Z',
        facts: [down('14T10:00', '14T12:00'), down('20T09:00', '20T10:30')],
        policy: aPolicy({ notice: asked }),
      },
    ],
    [
      'no downtime was long enough to count',
      { facts: [down('14T10:00', '14T10:04')], policy: aPolicy({ minimumPeriod: 'PT5M' }) },
    ],
    [
      'a credit was earned, and the fees are 0.00 USD',
      {
        facts: [down('14T10:00', '14T12:00')],
        customers: [aCustomer({ serviceFees: { amountMinor: 0, currency: 'USD' } })],
      },
    ],
    [
      'what was earned of 0.01 USD rounds to nothing',
      {
        facts: [down('14T10:00', '14T12:00')],
        customers: [aCustomer({ serviceFees: { amountMinor: 1, currency: 'USD' } })],
      },
    ],
  ])('%s', (why, change) => {
    expect(textOf(pageOf(change))).toContain(`is due for October 2026: ${why}. `);
  });
});

test('limits show in the arithmetic', () => {
  const page = pageOf({
    facts: [down('05T09:00', '05T12:00'), down('06T09:00', '06T12:00')],
    policy: aPolicy({ credit: perPeriod({ maxPerDay: 4, maxPerMonth: 6, cap: { serviceFeeDays: 7 } }) }),
  });
  expect(textOf(page)).toContain('09:00 – 12:00 holds 6 blocks of 30 min; at most 4 a day 4 credits');
  expect(textOf(page)).toContain('09:00 – 12:00 holds 6 blocks of 30 min; at most 6 a month 2 credits');
  expect(textOf(page)).toContain('7 days of 31, of 1,000.00 USD, rounded down');
});
