import { describe, expect, test } from 'vitest';
import { evaluateInput } from '../../../shared/domain/evaluate-input.ts';
import { statementPage } from '../../../shared/web/statement-page.ts';
import { randomMonths, workedMonths } from '../../support/builders/worked-months.ts';
import { figuresIn, leavesOf, readFigure, textOf, timesIn } from '../../support/builders/page-markup.ts';
import { pageOfAssessments } from '../../support/builders/sample-page.ts';
import { samplePage } from '../../support/builders/sample-statement.ts';

/** Lengths and differences that a page may contain: between two instants, or two amounts, of the JSON. */
const differences = (values: readonly number[]): Set<number> =>
  new Set(values.flatMap((a) => values.map((b) => a - b)));

describe('the sample', () => {
  const given = samplePage();
  const [statement] = given.customerMonth.statements;
  if (statement === undefined) throw new Error('the sample has a statement');
  const page = statementPage(given);
  const { numbers, instants } = leavesOf([given.customerMonth, given.ifNoticed, given.revisions]);
  const jsonInstants = new Set([...instants].filter((text) => text.includes('T')).map((text) => Date.parse(text)));
  const known = new Set([
    ...numbers,
    ...differences([...jsonInstants]),
    ...differences(
      given.revisions.flatMap(({ amountMinor, previousAmountMinor }) => [amountMinor, previousAmountMinor]),
    ),
  ]);

  test.each(figuresIn(page))('$text is $value, which is in the JSON', ({ value, text }) => {
    expect(readFigure(text)).toBe(value);
    expect(known).toContain(value);
  });

  const times = timesIn(page);

  test.each(times.filter(({ title }) => title !== undefined))(
    '$instant is $text with UTC as title, and in the JSON',
    ({ instant, text, title }) => {
      const local = new Intl.DateTimeFormat('en-GB', {
        timeZone: 'America/Los_Angeles',
        hour: '2-digit',
        minute: '2-digit',
      });
      expect(text.replace('24:00', '00:00')).toContain(local.format(Date.parse(instant)));
      expect(title).toContain(`${instant.slice(0, 10)} ${instant.slice(11, 16)}`);
      expect([...jsonInstants, ...given.revisions.map(({ closedAsOf }) => closedAsOf)]).toContain(Date.parse(instant));
    },
  );

  test('has a row for each day of the month', () => {
    const days = times.filter(({ title }) => title === undefined).map(({ instant }) => instant);
    expect(days.filter((day) => !day.startsWith('2026-10-'))).toStrictEqual([]);
    expect(new Set(days).size).toBe(31);
  });

  test('shows every figure of the statement', () => {
    const shown = new Set(figuresIn(page).map(({ value }) => value));
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
      expect(shown).toContain(figure);
  });

  test('shows every downtime, every notice with its receipt, and every credit day', () => {
    const shown = new Set(timesIn(page).map(({ instant }) => instant));
    for (const { start, end, steps } of statement.explanation.outages) {
      expect(shown).toContain(start);
      expect(shown).toContain(end);
      for (const { id, recognizedAt, receivedAt } of steps.flatMap(({ notices }) => notices)) {
        expect(page).toContain(id);
        expect(shown).toContain(recognizedAt);
        expect(shown).toContain(receivedAt);
      }
    }
    for (const { date } of statement.creditDays) expect(shown).toContain(date);
  });

  test('explains each downtime in sentences', () => {
    const text = textOf(page);
    for (const sentence of [
      'It accrues from 09:34, when the customer recognised it. The 4 min before that do not count (see Claims).',
      'It is longer than 1 h and contains 5 blocks of 30 min: 1 credit, the daily limit.',
      'It is not longer than 1 h, so it earns no credit.',
      '1 h 35 min is excused: outage of Twilio Programmable Voice (see Exclusions).',
      '1 h 48 min is forfeited: notice was received on Fri 23 Oct, 16:50, 2 h 2 min after the deadline, Fri 23 Oct, 14:48 (see Claims).',
      '45 min is forfeited: no notice was received by Thu 29 Oct, 19:05 (see Claims).',
      'It was in scheduled maintenance, outside service time (see Maintenance).',
      '1 h 10 min was on a weekend, outside service time (see Service time).',
    ])
      expect(text).toContain(sentence);
  });

  test('shows a notice’s channel, and alarms outside service time', () => {
    const text = textOf(page);
    expect(text).toContain('acme/4107, recognised 09:34, received 09:41 by email, in time');
    expect(text).toContain(
      'It was on a holiday, outside service time (see Service time). Alarm web-app-5xx, 08:00 – 13:00',
    );
  });

  test('lists the changes between revisions', () => {
    const text = textOf(page);
    expect(text).toContain('Notice acme/4163 added as evidence');
    expect(text).toContain('Mon 26 Oct, 11:10 – 13:40, 2 h 30 min: down, forfeited → down, counted');
    expect(text).toContain('+25.80 USD');
  });

  test('links to the incident, the contract and the JSON, and loads nothing', () => {
    expect(page).toContain('<a href="https://status.twilio.com/incidents/kgl2l4dqtv0d">Programmable Voice: calls fail');
    expect(statementPage({ ...given, annotations: {} })).toContain(
      '(<a href="https://status.twilio.com/history">incident history</a>)',
    );
    const anchors = new Set([...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id));
    for (const id of anchors) expect(page).toContain(`id="${id}"`);
    expect(page).not.toMatch(/<(script|img|iframe|object)|\bsrc=|@import|url\(http/);
    expect(page).toContain('default-src');
  });

  test('is byte-identical for the same input', () => {
    expect(statementPage(samplePage())).toBe(page);
  });
});

describe('any month', () => {
  const all = [...workedMonths, ...randomMonths.slice(0, 150)].map(({ title, case: input }) => ({ title, input }));

  test.each(all)('$title: every figure reads back as its value', ({ input }) => {
    const byCustomer = Map.groupBy(evaluateInput(input), ({ contract }) => contract.customer);
    for (const assessments of byCustomer.values()) {
      const given = pageOfAssessments(assessments);
      const page = statementPage(given);
      const figures = figuresIn(page);
      for (const { value, text } of figures) expect([text, readFigure(text)]).toStrictEqual([text, value]);
      const shown = new Set(figures.map(({ value }) => value));
      const { amountMinor, statements } = given.customerMonth;
      const measured = statements.flatMap(({ measuredMs, totalsMs }) => [measuredMs, ...Object.values(totalsMs)]);
      for (const figure of [amountMinor, ...measured]) expect(shown).toContain(figure);
      expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
      expect(Buffer.byteLength(page)).toBeLessThan(100_000 + (statements.length - 1) * 30_000);
    }
  });
});
