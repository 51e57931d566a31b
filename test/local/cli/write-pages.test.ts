import { beforeAll, describe, expect, test } from 'vitest';
import { join } from 'node:path';
import { runScenario, type Scenario } from '../../../local/emulator/sample-scenario.ts';
import { figuresIn, readFigure, textOf } from '../../support/builders/page-markup.ts';

const MONTH = '2026-10';

describe('the pages of the sample month', () => {
  let story: Scenario;
  beforeAll(async () => {
    story = await runScenario(join(import.meta.dirname, '../../../local/sample'), MONTH);
  });

  test('are an index, the month, and one for each customer that is not blocked', () => {
    const assessed = story.customers.filter(({ answer }) => answer.blocked === undefined).map(({ id }) => id);
    expect([...story.pages.keys()].toSorted()).toEqual(
      ['index.html', `${MONTH}/index.html`, ...assessed.map((id) => `${MONTH}/${id}.html`)].toSorted(),
    );
  });

  test('say the amounts that the API answers, and read back as they are', () => {
    const month = story.pages.get(`${MONTH}/index.html`) ?? '';
    for (const { id, answer } of story.customers.filter(({ answer }) => answer.statement !== undefined)) {
      const page = story.pages.get(`${MONTH}/${id}.html`) ?? '';
      for (const { value, text } of figuresIn(page)) expect([text, readFigure(text)]).toStrictEqual([text, value]);
      expect(figuresIn(page)[0]?.value).toBe(answer.statement?.amountMinor);
      expect(figuresIn(month).map(({ value }) => value)).toContain(answer.statement?.amountMinor);
      expect(Buffer.byteLength(page)).toBeLessThan(100_000);
    }
  });

  test('tell of every customer of the month, and of what is to be looked at', () => {
    const text = textOf(story.pages.get(`${MONTH}/index.html`) ?? '');
    for (const { customer } of story.report.blocked) expect(text).toContain(customer);
    expect(text).toContain('Twilio Programmable Voice');
    expect(textOf(story.pages.get('index.html') ?? '')).toContain('October 2026');
  });

  test("link to Twilio's incident, as its webhook named it", () => {
    expect(story.pages.get(`${MONTH}/ginkgo-telecom.html`)).toContain(
      'incident <a href="https://status.twilio.com/incidents/rrscbhicuvpt">Programmable Voice: calls fail to connect</a>',
    );
  });

  test('name the AWS service whose outage excuses', () => {
    const text = textOf(story.pages.get(`${MONTH}/umber-paints.html`) ?? '');
    expect(text).toContain('All of it is excused: outage of AWS LAMBDA in us-west-2 (clause 3).');
  });
});
