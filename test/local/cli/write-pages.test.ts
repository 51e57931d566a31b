import { beforeAll, describe, expect, test } from 'vitest';
import { join } from 'node:path';
import { runScenario, type Scenario } from '../../../local/cli/sample-scenario.ts';
import { figuresIn, readFigure, textOf } from '../../support/builders/page-markup.ts';

const MONTH = '2026-10';

describe('renderPages of the sample month', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await runScenario(join(import.meta.dirname, '../../../local/sample'), MONTH);
  });

  test('returns an index, causes, the month, and each assessed customer', () => {
    const assessed = scenario.customers.filter(({ answer }) => answer.blocked === undefined).map(({ id }) => id);
    expect([...scenario.pages.keys()].toSorted()).toEqual(
      ['index.html', 'causes.html', `${MONTH}/index.html`, ...assessed.map((id) => `${MONTH}/${id}.html`)].toSorted(),
    );
  });

  test('shows the amounts of the API', () => {
    const month = scenario.pages.get(`${MONTH}/index.html`) ?? '';
    for (const { id, answer } of scenario.customers.filter(({ answer }) => answer.statements !== undefined)) {
      const page = scenario.pages.get(`${MONTH}/${id}.html`) ?? '';
      for (const { value, text } of figuresIn(page)) expect([text, readFigure(text)]).toStrictEqual([text, value]);
      expect(figuresIn(page)[0]?.value).toBe(answer.amountMinor);
      expect(figuresIn(month).map(({ value }) => value)).toContain(answer.amountMinor);
      expect(Buffer.byteLength(page)).toBeLessThan(100_000);
    }
  });

  test('links the causes of the credits, which add up', () => {
    expect(scenario.pages.get('index.html')).toContain('<a href="causes.html">Causes of the credits</a>');
    const due = scenario.customers.reduce((sum, { answer }) => sum + (answer.amountMinor ?? 0), 0);
    const causes = figuresIn(scenario.pages.get('causes.html') ?? '');
    // By component, alarm, incident and provider.
    expect(causes.reduce((sum, { value }) => sum + value, 0)).toBe(4 * due);
  });

  test('lists blocked customers and review items', () => {
    const text = textOf(scenario.pages.get(`${MONTH}/index.html`) ?? '');
    for (const { customer } of scenario.report.blocked) expect(text).toContain(customer);
    expect(text).toContain('Twilio Programmable Voice');
    expect(textOf(scenario.pages.get('index.html') ?? '')).toContain('October 2026');
  });

  test("links to Twilio's incident by the name in its webhook", () => {
    expect(scenario.pages.get(`${MONTH}/ginkgo-telecom.html`)).toContain(
      'incident <a href="https://status.twilio.com/incidents/rrscbhicuvpt">Programmable Voice: calls fail to connect</a>',
    );
  });

  test('names the AWS service behind an excused outage', () => {
    const text = textOf(scenario.pages.get(`${MONTH}/umber-paints.html`) ?? '');
    expect(text).toContain('All of it is excused: outage of AWS LAMBDA in us-west-2');
  });
});
