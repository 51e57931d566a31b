import { describe, expect, test } from 'vitest';
import { LABELS } from '../../shared/domain/situation.ts';
import { nameOf } from '../../shared/pages/labels.ts';
import { statementPage, type StatementPage } from '../../shared/pages/statement-page.ts';
import { aCustomer, aPolicy, down, perPeriod, statement, type WireCase } from '../support/month.ts';
import { everyLabelPage } from './every-label.ts';
import { textOf } from './markup.ts';

const pageOf = (change: Partial<WireCase>, more: Partial<StatementPage> = {}): string =>
  statementPage({ statement: statement(change), customerName: 'Acme', revisions: [], ...more });

describe('a month with every label', () => {
  const page = statementPage(everyLabelPage());
  const text = textOf(page);

  test.each(LABELS)('draws %s, and says in the legend how long it lasted', (label) => {
    expect(page).toContain(`<rect class="${label}" x=`);
    expect(page).toContain(`<rect class="${label}" x=".5" y=".5"`);
    expect(text).toMatch(new RegExp(`${nameOf(label)} \\d+ (h|min)`));
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

describe('a month that is too much to draw', () => {
  const flapping = Array.from({ length: 2400 }, (_, i) => {
    const start = Date.parse('2026-10-01T00:00:00Z') + i * 1_100_000;
    return { start, end: start + 300_000 };
  }).map(({ start, end }, i) => ({
    kind: 'downtime' as const,
    id: `flap ${i}`,
    component: 'web',
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
  }));

  test('is drawn coarser, tells the longest, and stays under 100 KB', () => {
    const page = pageOf({ facts: flapping, policy: aPolicy({ notice: { required: true } }) });
    expect(Buffer.byteLength(page)).toBeLessThan(100_000);
    expect(textOf(page)).toContain('There is too much to draw each stretch');
    expect(textOf(page)).toContain('The other 2360 are in the statement');
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
