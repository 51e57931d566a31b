import { describe, expect, test } from 'vitest';
import type { Statement } from '../../../shared/domain/statement/statement.ts';
import { statementPage } from '../../../shared/web/statement-page.ts';
import { statements } from '../../support/builders/month-builder.ts';
import { randomMonths, workedMonths } from '../../support/builders/worked-months.ts';
import { figuresIn, leavesOf, readFigure, textOf, timesIn } from '../../support/builders/page-markup.ts';
import { samplePage } from '../../support/builders/sample-statement.ts';

const bare = (statement: Statement): string =>
  statementPage({ statement, customerName: 'Acme', revisions: [], ifNoticed: undefined });

/** What a page may say of lengths and differences: what lies between two instants, or two amounts, of the JSON. */
const differences = (values: readonly number[]): Set<number> =>
  new Set(values.flatMap((a) => values.map((b) => a - b)));

describe('the sample', () => {
  const given = samplePage();
  const page = statementPage(given);
  const { numbers, instants } = leavesOf([given.statement, given.ifNoticed, given.revisions]);
  const told = new Set([...instants].filter((text) => text.includes('T')).map((text) => Date.parse(text)));
  const known = new Set([
    ...numbers,
    ...differences([...told]),
    ...differences(
      given.revisions.flatMap(({ amountMinor, previousAmountMinor }) => [amountMinor, previousAmountMinor]),
    ),
  ]);

  test.each(figuresIn(page))('$text is $value, and the JSON has it', ({ value, text }) => {
    expect(readFigure(text)).toBe(value);
    expect(known).toContain(value);
  });

  const times = timesIn(page);

  test.each(times.filter(({ title }) => title !== undefined))(
    '$instant is told as $text, with UTC as its title, and the JSON has it',
    ({ instant, text, title }) => {
      const local = new Intl.DateTimeFormat('en-GB', {
        timeZone: 'America/Los_Angeles',
        hour: '2-digit',
        minute: '2-digit',
      });
      expect(text.replace('24:00', '00:00')).toContain(local.format(Date.parse(instant)));
      expect(title).toContain(`${instant.slice(0, 10)} ${instant.slice(11, 16)}`);
      expect([...told, ...given.revisions.map(({ closedAsOf }) => closedAsOf)]).toContain(Date.parse(instant));
    },
  );

  test('tells the days by their dates', () => {
    const days = times.filter(({ title }) => title === undefined).map(({ instant }) => instant);
    expect(days.filter((day) => !day.startsWith('2026-10-'))).toStrictEqual([]);
    expect(new Set(days).size).toBe(31);
  });

  test('says every figure of the statement', () => {
    const { statement } = given;
    const said = new Set(figuresIn(page).map(({ value }) => value));
    for (const figure of [
      statement.amountMinor,
      statement.uncappedMinor,
      statement.capMinor ?? 0,
      statement.credits,
      statement.rateBps ?? 0,
      statement.serviceMs,
      statement.excusedMs,
      statement.measuredMs,
      statement.observedDowntimeMs,
      statement.creditableDowntimeMs,
      statement.explanation.credit.feeMinor,
      ...Object.values(statement.totalsMs),
    ])
      expect(said).toContain(figure);
  });

  test('says every downtime, every notice with its receipt, and every day that earned', () => {
    const said = new Set(timesIn(page).map(({ instant }) => instant));
    for (const { start, end, notices } of given.statement.explanation.downtimes) {
      expect(said).toContain(start);
      expect(said).toContain(end);
      for (const { id, recognizedAt, receivedAt } of notices) {
        expect(page).toContain(id);
        expect(said).toContain(recognizedAt);
        expect(said).toContain(receivedAt);
      }
    }
    for (const { date } of given.statement.creditDays) expect(said).toContain(date);
  });

  test('tells what became of each downtime in sentences', () => {
    const text = textOf(page);
    for (const sentence of [
      'It accrues from 09:34, when the customer recognised it; what came before, 4 min, does not count (clause 5).',
      'Longer than 1 h, it holds 5 blocks of 30 min: 1 credit, the most that a day can earn.',
      'It is not longer than 1 h, so it earns nothing.',
      '1 h 35 min is excused: Twilio Programmable Voice was out (clause 3).',
      '1 h 48 min is forfeited: notice was received on Fri 23 Oct, 16:50, 2 h 2 min after the last moment for it, Fri 23 Oct, 14:48 (clause 6).',
      '45 min is forfeited: no notice was received by Thu 29 Oct, 19:05 (clause 6).',
      'It fell in scheduled maintenance, outside service time (clause 1).',
      '1 h 10 min fell on a weekend, outside service time (clause 1).',
    ])
      expect(text).toContain(sentence);
  });

  test('tells how a notice came, and shows the alarm of a downtime that counts nowhere', () => {
    const text = textOf(page);
    expect(text).toContain('acme/4107, recognised 09:34, received 09:41 by email, in time');
    expect(text).toContain('It fell on a holiday, outside service time (clause 1). Alarm web-app-5xx, 08:00 – 13:00');
  });

  test('tells what changed between revisions', () => {
    const text = textOf(page);
    expect(text).toContain('Notice acme/4163 is evidence now');
    expect(text).toContain('Mon 26 Oct, 11:10 – 13:40, 2 h 30 min: down, forfeited → down, counted');
    expect(text).toContain('+25.80 USD');
  });

  test("links to the provider's incident, the clauses and the JSON, and loads nothing", () => {
    expect(page).toContain('<a href="https://status.twilio.com/incidents/kgl2l4dqtv0d">Programmable Voice: calls fail');
    expect(statementPage({ ...given, said: {} })).toContain(
      '(<a href="https://status.twilio.com/history">its incidents</a>)',
    );
    const anchors = new Set([...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id));
    for (const id of anchors) expect(page).toContain(`id="${id}"`);
    expect(page).not.toMatch(/<(script|img|iframe|object)|\bsrc=|@import|url\(http/);
    expect(page).toContain('default-src');
  });

  test('is the same again for the same input', () => {
    expect(statementPage(samplePage())).toBe(page);
  });
});

describe('any month', () => {
  const all = [...workedMonths, ...randomMonths.slice(0, 150)].map(({ title, case: input }) => ({ title, input }));

  test.each(all)('$title: figures read back as they are, totals and amount among them', ({ input }) => {
    for (const statement of statements(input)) {
      const page = bare(statement);
      const figures = figuresIn(page);
      for (const { value, text } of figures) expect([text, readFigure(text)]).toStrictEqual([text, value]);
      const said = new Set(figures.map(({ value }) => value));
      for (const figure of [statement.amountMinor, statement.measuredMs, ...Object.values(statement.totalsMs)])
        expect(said).toContain(figure);
      expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
      expect(Buffer.byteLength(page)).toBeLessThan(100_000);
    }
  });
});
