import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { monthSummary } from '../../../local/cli/month-summary.ts';
import { runScenario, type Scenario } from '../../../local/cli/sample-scenario.ts';
import { noticeRows } from '../../../local/cli/notice-lines.ts';
import { KNOWN_REASON } from '../../../local/emulator/replay-arrivals.ts';
import { textOf } from '../../support/builders/page-markup.ts';
import { type ProcessResult, runLocal } from '../../support/builders/replay-folders.ts';

const SAMPLE = join(import.meta.dirname, '../../../local/sample');
const MONTH = '2026-10';

/** Returns the lines of the summary without colours. */
const summaryLines = (scenario: Scenario, width: number): string[] =>
  monthSummary(scenario, MONTH, width).flatMap((line) => stripVTControlCharacters(line).split('\n'));

describe('the sample scenario', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await runScenario(SAMPLE, MONTH);
  });

  test('issues these credits at the scheduled close', () => {
    const messages = scenario.closed.messages.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
    const credits = messages.map(({ data }) => [data.customer, data.amountMinor, data.currency, data.credits]);
    expect(credits).toEqual([
      ['alder-clinics', 24_000, 'USD', 1],
      ['cedar-bank', 280_000, 'USD', 5], // capped: 7 of 31 days of 12,400.00
      ['dogwood-retail', 189_522, 'USD', 3], // three days, by the fees charged for the month
      ['hazel-airways', 170_000, 'USD', 1], // the web application; Twilio excuses voice
      ['juniper-media', 27_000, 'USD', 1], // emergency maintenance is not excused
      ['maple-travel', 30_750, 'USD', 1], // the October part of an outage across the month's end
      ['nagoya-parts', 22_500, 'JPY', 1],
      ['oak-publishing', 4750, 'USD', 1], // plain-summary: one credit a month, without a notice
      ['rowan-legal', 16_668, 'USD', 1], // declared by hand; 16,667.5 rounds to the even number
      ['spruce-games', 72_000, 'USD', 2],
    ]);
    expect(scenario.closed.messages.every(({ data }) => data.month === MONTH && data.revision === 1)).toBe(true);
  });

  test('sends one adjustment after a retraction', () => {
    expect(scenario.closedAgain.messages).toEqual([]);
    expect(
      scenario.adjusted.messages.map(({ id, data }) => [id, data.month, data.amountMinor, data.deltaMinor]),
    ).toEqual([['spruce-games:2026-10:2', MONTH, 108_000, 36_000]]);
  });

  test.each([
    ['birch-logistics', 'Tue 6 Oct, 09:10 – 10:56 (one of 5 downtimes): 51 min counts'],
    ['elm-hotels', 'Sat 10 Oct, 14:00 – 16:32 (one of 4 downtimes): It was on a weekend'],
    ['fir-insurance', 'Mon 12 Oct, 10:00 – 12:05 (one of 5 downtimes): It was on a holiday'],
    ['ginkgo-telecom', 'outage of Twilio Programmable Voice'],
    ['ivy-foods', 'scheduled maintenance'],
    ['kauri-energy', '3 h 18 min after'],
    ['larch-schools', 'no notice was received by Fri 23 Oct, 16:20'],
    ['pine-studios', 'by Thu 5 Nov 2026, 09:21'],
    ['teak-motors', 'scheduled maintenance'],
    ['umber-paints', 'outage of AWS LAMBDA in us-west-2'],
    ['willow-care', 'was down'],
  ])('explains why %s has no credit', (customer, reason) => {
    const lines = summaryLines(scenario, 1000);
    const section = lines.slice(lines.indexOf('No credit'));
    expect(section.find((line) => line.startsWith(`  ${customer} `))).toContain(reason);
  });

  test('receives notices by every entry point, and each message has one result', () => {
    const rows = noticeRows(scenario.traffic);
    expect(rows).toEqual([
      expect.objectContaining({ door: 'records', received: 17, notices: 15, waiting: 1, repeated: 1 }),
      expect.objectContaining({ door: 'notices', received: 2, notices: 1, repeated: 1 }),
      expect.objectContaining({ door: 'email', received: 4, notices: 1, assigned: 1, waiting: 1, automatic: 1 }),
    ]);
    for (const { door: _, received, ...results } of rows)
      expect(Object.values(results).reduce((sum, count) => sum + count, 0)).toBe(received);
  });

  test('a person assigns one message, and one sender gets a receipt', () => {
    const { unmatched, receipts } = scenario.traffic;
    expect(unmatched.flatMap(({ assignment }) => assignment?.customer ?? [])).toEqual(['kauri-energy']);
    expect(receipts.map(({ mail }) => mail.to)).toEqual(['pat.lee@pine-studios.example']);
    const text = summaryLines(scenario, 1000).join('\n');
    expect(text).toContain('kai.planner@gmail.com: a person assigned it to kauri-energy on 16 Oct 09:10');
    expect(text).toContain('sam@larch-toys.example: waits for a person');
    expect(text).toContain('a receipt to pat.lee@pine-studios.example');
  });

  test('the page of the month lists messages without a customer and receipts', () => {
    const page = textOf(scenario.pages.get('2026-10/index.html') ?? '');
    for (const part of ['sam@larch-toys.example', 'assigned to kauri-energy', 'quince-labs', 'pat.lee@pine-studios'])
      expect(page.slice(page.indexOf('Messages without a customer'))).toContain(part);
  });

  test('reports blocked customers and review items', () => {
    const blocked = scenario.report.blocked.toSorted((a, b) => (a.customer < b.customer ? -1 : 1));
    expect(blocked.map(({ customer, reason }) => `${customer}: ${reason}`)).toEqual([
      'quince-labs: no record of this customer at 2026-11-03T20:00:00.000Z',
      'vetch-farms: no fees for 2026-10, and no recurring fees',
    ]);
    expect(scenario.report.attention.map(({ kind }) => kind).toSorted()).toEqual([
      'alarm-deleted',
      'alarm-never-heard',
      'downtime-pending-notice',
      'maintenance-during-outage',
      'maintenance-recorded-late',
      'notice-without-downtime',
    ]);
  });

  test('rejects two payloads and ignores duplicates and unconfigured alarms', () => {
    expect(scenario.issues.map(({ place }) => place)).toEqual(['events.ndjson:40', 'events.ndjson:71']);
    expect(scenario.ignored.filter(({ reason }) => reason !== KNOWN_REASON)).toEqual([
      {
        place: 'events.ndjson:30',
        reason: 'no component has the alarm arn:aws:cloudwatch:us-west-2:111122223333:alarm:web-app-5xx',
      },
      { place: 'events.ndjson:60', reason: 'the issue has not ended yet, or was closed without an end' },
    ]);
    expect(scenario.counts.get('AlarmsIgnored')).toBe(1);
    expect(scenario.counts.get('FactsKnown')).toBeGreaterThan(1);
  });

  test('counts every payload once', () => {
    const lines = summaryLines(scenario, 100);
    const table = ['customers', 'eventbridge', 'twilio', 'notices', 'email', 'records', 'in total'].map((title) => {
      const line = lines.find((each) => new RegExp(`^  ${title} +\\d`).test(each)) ?? '';
      return line.replace(title, '').trim().split(/ +/).map(Number);
    });
    const { arrivals, customers } = scenario.folder;
    const [ofCustomers, ofEvents, ofWebhooks, ofPosts, ofMails, ofCalls, totals] = table;
    for (const [received, ...effects] of table) expect(effects.reduce((sum, each) => sum + each, 0)).toBe(received);
    expect(totals).toEqual(
      totals?.map((_, i) =>
        [ofCustomers, ofEvents, ofWebhooks, ofPosts, ofMails, ofCalls].reduce((sum, row) => sum + (row?.[i] ?? 0), 0),
      ),
    );
    expect(totals?.[0]).toBe(arrivals.length + customers.length);
    const [rejected, ignored] = [scenario.issues.length, scenario.ignored.length];
    expect(totals?.slice(2)).toEqual([ignored - 2, 2, rejected]);
  });

  test.each([70, 80, 99, 100, 120])('has a summary that fits %i columns', (width) => {
    const lines = summaryLines(scenario, width);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
  });
});

describe('npm start', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sla-credits-start-'));
  let ran: ProcessResult;
  beforeAll(async () => {
    ran = await runLocal('start.ts', [], directory);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test('succeeds without errors and without colours', () => {
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout.includes('\u001B')).toBe(false);
  });

  test('prints the received events, the billing messages and the output folder', () => {
    expect(ran.stdout).toMatch(/twilio +7 /);
    expect(ran.stdout).toContain('+2,800.00 USD        5  5 credits of 5 % of the fees');
    expect(ran.stdout).toContain('closed again at 13:00: no messages');
    expect(ran.stdout).toContain('closed again on 3 Nov, after exclusion AUP-19 was retracted');
    expect(ran.stdout).toContain('out/2026-10/{customer}.json');
  });

  test('writes the statement of each customer', () => {
    const out = join(directory, 'out', MONTH);
    expect(readdirSync(out).filter((file) => file.endsWith('.json'))).toHaveLength(22);
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['index.html', 'spruce-games.html']));
    const shape = z.object({ amountMinor: z.number(), revisions: z.array(z.unknown()) });
    const { amountMinor, revisions } = z.parse(shape, JSON.parse(readFileSync(join(out, 'spruce-games.json'), 'utf8')));
    expect([amountMinor, revisions.length]).toEqual([108_000, 2]);
  });
});
