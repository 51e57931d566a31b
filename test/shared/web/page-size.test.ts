import { describe, expect, test } from 'vitest';
import { statementPage } from '../../../shared/web/statement-page.ts';
import {
  aClaim,
  aComponent,
  aCustomer,
  aPolicy,
  type CaseJson,
  down,
  notice,
  perBlock,
} from '../../support/builders/month-builder.ts';
import { textOf } from '../../support/builders/page-markup.ts';
import { pageOfMonth } from '../../support/builders/sample-page.ts';
import { pageRevision } from '../../support/builders/sample-statement.ts';

const pageOf = (change: Partial<CaseJson>): string => statementPage(pageOfMonth(change));

describe('a downtime over many days', () => {
  const policy = aPolicy({
    calendar: { excludeWeekdays: [6, 7], holidays: [] },
    credit: perBlock({ maxPerDay: 1, maxPerMonth: 6 }),
  });
  const text = textOf(pageOf({ policy, facts: [down('02T12:00', '15T06:00')] }));

  test('has one sentence that groups days with equal credits', () => {
    expect(text).toContain(
      'It is longer than 1 h and earns 1 credit on each of 2 and 5 to 9 Oct, the daily limit; and earns 0 credits on each of 12 to 15 Oct, the rest of the monthly limit.',
    );
  });

  test('has its blocks of each day in the calculation', () => {
    expect(text).toContain('Mon 5 Oct 00:00 – 24:00 contains 48 blocks of 30 min; at most 1 a day 1 credit');
  });
});

test('a downtime of many components names the first six', () => {
  const components = Array.from({ length: 30 }, (_, i) => aComponent(`part-${i}`));
  const page = pageOf({
    components,
    customers: [aCustomer({ components: components.map(({ id }) => id) })],
    facts: components.map(({ id }) => down('14T09:00', '14T11:00', id)),
  });
  expect(textOf(page)).toContain('2 h part-0, part-1, part-2, part-3, part-4, part-5 and 24 more');
});

describe('a busy month', () => {
  const facts = Array.from({ length: 60 }, (_, i) => {
    const [day, hour] = [String(1 + (i % 30)).padStart(2, '0'), i < 30 ? '04' : '16'];
    const from = `${day}T${hour}:05:13.${String(i).padStart(3, '0')}`;
    return [down(from, `${day}T${hour}:59:21.123`), notice(`${day}T${hour}:10`, `${day}T${hour}:20`)];
  }).flat();
  const given = pageOfMonth({ facts, policy: aPolicy({ claim: aClaim() }) });
  const annotations = Object.fromEntries(
    facts.flatMap((fact) =>
      fact.kind === 'notice' ? [[`notice ${fact.id}`, { text: 'All is down. '.repeat(99) }]] : [],
    ),
  );
  const revisions = Array.from({ length: 12 }, (_, i) => pageRevision(i + 1, given.customerMonth, 0));

  test('has a smaller long amount and an isolated name', () => {
    const rich = pageOfMonth({
      facts: [down('05T09:00', '05T21:00')],
      customers: [aCustomer({ serviceFees: { amountMinor: 9_000_000_000, currency: 'USD' } })],
    });
    const page = statementPage({ ...rich, customerName: 'شركة (ABC) 123', revisions });
    expect(page).toContain('class="big long"');
    expect(page).toContain('<h1><bdi>شركة (ABC) 123</bdi> <span>');
    expect(statementPage({ ...given, revisions })).not.toContain('class="big long"');
  });

  test('with 60 notified downtimes stays under 100 KB and lists the longest', () => {
    const page = statementPage({ ...given, revisions, annotations });
    const listedCount = page.match(/class="downtime-entry"/g)?.length ?? 0;
    expect(Buffer.byteLength(page)).toBeLessThan(100_000);
    expect(listedCount).toBeGreaterThan(10);
    expect(textOf(page)).toContain(
      `The ${listedCount} longest are listed. The other ${60 - listedCount} are in the calendar above`,
    );
  });
});

/** Five minutes of downtime every 1,100 seconds. */
const flapping = () =>
  Array.from({ length: 2400 }, (_, i) => {
    const start = Date.parse('2026-10-01T00:00:00Z') + i * 1_100_000;
    return { start, end: start + 300_000 };
  }).map(({ start, end }, i) => ({
    kind: 'downtime' as const,
    id: `flap ${i}`,
    component: 'web',
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
  }));

describe('a month with too many intervals to draw', () => {
  test('has coarser columns, lists the longest downtimes and stays under 100 KB', () => {
    const page = pageOf({ facts: flapping(), policy: aPolicy({ claim: aClaim() }) });
    expect(Buffer.byteLength(page)).toBeLessThan(100_000);
    expect(textOf(page)).toContain('There are too many intervals to draw each');
    expect(textOf(page)).toContain('The other 2360 are in the calendar above');
  });
});

test('a page has 30 KB more for each further service', () => {
  const ids = Array.from({ length: 10 }, (_, i) => `service-${i}`);
  const page = pageOf({
    facts: flapping(),
    customers: [
      {
        id: 'acme',
        services: ids.map((id) => ({ id, components: ['web'], serviceFees: { amountMinor: 1000, currency: 'USD' } })),
      },
    ],
  });
  expect(page.match(/<section class="service"/g)).toHaveLength(10);
  expect(Buffer.byteLength(page)).toBeLessThan(100_000 + 9 * 30_000);
});
