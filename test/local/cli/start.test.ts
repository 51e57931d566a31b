import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { runScenario, type Scenario } from '../../../local/emulator/sample-scenario.ts';
import { summary } from '../../../local/cli/month-summary.ts';
import { type Ran, runLocal } from '../../support/builders/replay-folders.ts';

const SAMPLE = join(import.meta.dirname, '../../../local/sample');
const MONTH = '2026-10';

/** The lines of the summary, without the colours that a terminal gets. */
const plain = (story: Scenario, width: number): string[] =>
  summary(story, MONTH, width).flatMap((line) => stripVTControlCharacters(line).split('\n'));

describe('the story of the sample month', () => {
  let story: Scenario;
  beforeAll(async () => {
    story = await runScenario(SAMPLE, MONTH);
  });

  it('closes with these credits, each for one of the reasons that there are', () => {
    const messages = story.closed.messages.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
    const credits = messages.map(({ data }) => [data.customer, data.amountMinor, data.currency, data.credits]);
    expect(credits).toEqual([
      ['alder-clinics', 24_000, 'USD', 1],
      ['cedar-bank', 280_000, 'USD', 5], // capped: 7 of 31 days of 12,400.00
      ['dogwood-retail', 189_522, 'USD', 3], // three days, of what the month was really charged
      ['hazel-airways', 170_000, 'USD', 1], // the web application alone: Twilio excuses voice
      ['juniper-media', 27_000, 'USD', 1], // emergency maintenance excuses nothing
      ['maple-travel', 30_750, 'USD', 1], // over the month's edge, its part in October
      ['nagoya-parts', 22_500, 'JPY', 1],
      ['oak-publishing', 4750, 'USD', 1], // the plain summary's one credit a month, without a notice
      ['rowan-legal', 16_668, 'USD', 1], // declared by hand; 16,667.5 rounds to the even one
      ['spruce-games', 72_000, 'USD', 2],
    ]);
    expect(story.closed.messages.every(({ data }) => data.month === MONTH && data.revision === 1)).toBe(true);
  });

  it('sends nothing when it is closed again, and one adjustment for the same month after a retraction', () => {
    expect(story.closedAgain.messages).toEqual([]);
    expect(story.adjusted.messages.map(({ id, data }) => [id, data.month, data.amountMinor, data.deltaMinor])).toEqual([
      ['spruce-games:2026-10:2', MONTH, 108_000, 36_000],
    ]);
  });

  it('says in one line each why the others have none', () => {
    const lines = plain(story, 120);
    const from = lines.indexOf('No credit, and why');
    expect(lines.slice(from + 1, lines.indexOf('', from))).toEqual([
      '  birch-logistics  6 Oct 09:10 to 10:56: recognised at 10:05, so 51 min count, not longer than 1 h',
      '  elm-hotels       10 Oct 14:00 to 16:32: a weekend',
      '  fir-insurance    12 Oct 10:00 to 12:05: a public holiday',
      '  ginkgo-telecom   14 Oct 07:52 to 11:01: excused, Programmable Voice of twilio was out',
      '  ivy-foods        16 Oct 22:00 to 23:40: in scheduled maintenance (CHG-3107)',
      '  kauri-energy     14 Oct 09:30 to 10:47: notice came on 15 Oct, 3 h 18 min after the deadline',
      '  larch-schools    3 downtimes, the first 30 Sep 23:20 to 1 Oct 00:52: no notice in writing',
      '  pine-studios     29 Oct 09:00 to 10:21: notice may still come until 5 Nov 09:21',
      '  teak-motors      20 Oct 13:05 to 14:46: in scheduled maintenance (CHG-3121)',
      '  umber-paints     21 Oct 11:53 to 13:08: excused, AWS LAMBDA was out in us-west-2',
      '  willow-care      nothing was down',
    ]);
  });

  it('names who is blocked and what a person should look at', () => {
    const blocked = story.report.blocked.toSorted((a, b) => (a.customer < b.customer ? -1 : 1));
    expect(blocked.map(({ customer, reason }) => `${customer}: ${reason}`)).toEqual([
      'quince-labs: no record of this customer at 2026-11-03T20:00:00.000Z',
      'vetch-farms: no fees: neither for 2026-10 nor standing ones',
    ]);
    expect(story.report.attention.map(({ kind }) => kind).toSorted()).toEqual([
      'alarm-deleted',
      'alarm-never-heard',
      'downtime-pending-notice',
      'notice-without-downtime',
    ]);
  });

  it('refuses two arrivals, ignores one, and counts what came twice once', () => {
    expect(story.complaints.map(({ where }) => where)).toEqual(['events.ndjson:40', 'events.ndjson:68']);
    expect(story.counts.get('AlarmsIgnored')).toBe(1);
    expect(story.counts.get('FactsKnown')).toBeGreaterThan(1);
  });

  it.each([70, 80, 99, 100, 120])('fits %i columns', (width) => {
    const lines = plain(story, width);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
  });
});

describe('npm start', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sla-credits-start-'));
  let ran: Ran;
  beforeAll(async () => {
    ran = await runLocal('start.ts', [], directory);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('succeeds, says nothing on standard error, and has no colours outside a terminal', () => {
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout.includes('\u001B')).toBe(false);
  });

  it('tells what came in, what invoicing received, and where the statements lie', () => {
    expect(ran.stdout).toMatch(/twilio +7 /);
    expect(ran.stdout).toContain('+2,800.00 USD        5  5 credits of 5 % of the fees');
    expect(ran.stdout).toContain('closed again at 13:00: nothing to send');
    expect(ran.stdout).toContain('closed again on 3 Nov, after exclusion AUP-19 was retracted');
    expect(ran.stdout).toContain('out/2026-10/{customer}.json');
  });

  it('writes the statement of each customer, with its revisions', () => {
    const out = join(directory, 'out', MONTH);
    expect(readdirSync(out).filter((file) => file.endsWith('.json'))).toHaveLength(22);
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['index.html', 'spruce-games.html']));
    const shape = z.object({ statement: z.object({ amountMinor: z.number() }), revisions: z.array(z.unknown()) });
    const { statement, revisions } = z.parse(shape, JSON.parse(readFileSync(join(out, 'spruce-games.json'), 'utf8')));
    expect([statement.amountMinor, revisions.length]).toEqual([108_000, 2]);
  });
});
