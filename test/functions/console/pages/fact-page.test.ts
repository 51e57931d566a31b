import { describe, expect, test } from 'vitest';
import {
  type FactHistory,
  type FactMonth,
  factPage,
  ambiguousFactPage,
} from '../../../../functions/console/pages/fact-page.ts';
import type { Fact } from '../../../../shared/domain/facts/facts.ts';
import { parseImpact } from '../../../../shared/domain/money/impact.ts';
import { instant } from '../../../support/builders/instant-text.ts';
import { textOf } from '../../../support/builders/page-markup.ts';

const frame = { stage: 'test', by: 'somebody' };
const names = { providers: {} };

const down: Fact = {
  kind: 'downtime',
  id: 'd1',
  component: 'web',
  start: instant('14T17:00'),
  end: instant('14T19:00'),
};
const exclusion: Fact = {
  kind: 'exclusion',
  id: 'x1',
  reason: 'policy-block',
  scope: { all: true },
  start: instant('14T17:00'),
  end: instant('14T19:00'),
  recordedAt: instant('15T09:00'),
};
const retraction: Fact = {
  kind: 'retraction',
  id: 'exclusion x1',
  of: { kind: 'exclusion', id: 'x1' },
  reason: 'it was none',
  recordedAt: instant('16T09:00'),
};

type Evidence = NonNullable<FactMonth['usages'][number]['evidence']>;

const historyOf = (fact: Fact, more: Partial<FactHistory> = {}): FactHistory => ({
  kept: { fact, by: 'the desk' },
  retraction: undefined,
  timeZone: 'UTC',
  names,
  payload: undefined,
  siblings: [],
  components: [],
  customer: undefined,
  months: [],
  receipt: undefined,
  ...more,
});
const pageText = (fact: Fact, more: Partial<FactHistory> = {}): string =>
  textOf(factPage(historyOf(fact, more), frame));

describe('the page of a fact', () => {
  const month = { month: '2026-10', isClosed: true, usages: [], checkedOnly: undefined };

  test('shows a fact without a record time, a component or a payload', () => {
    const text = pageText(down);
    expect(text).toContain('web was down until 19:00');
    expect(text).toContain('Recorded without a time, by the desk');
    expect(text).toContain('Applies to no configured component');
    expect(text).toContain('No payload is stored.');
    expect(text).toContain('Retract this fact');
  });

  test('shows that a retraction applies to the retracted fact', () => {
    const text = pageText(retraction);
    expect(text).toContain('of the exclusion x1: it was none');
    expect(text).toContain('Applies to the retracted fact');
  });

  test('shows the reason of a retraction, and no link to retract', () => {
    const text = pageText(exclusion, { retraction: { fact: retraction, by: 'the lead' } });
    expect(text).toContain('for all components until 19:00, reason: block under the company’s policies');
    expect(text).toMatch(/Retracted .*, by the lead ?it was none/u);
    expect(text).not.toContain('Retract this fact');
  });

  test('quotes annotations, under their key if they have no name', () => {
    const kept = { fact: exclusion, by: 'the desk', said: { evidence: 'ticket 7', mood: 'angry' } };
    const text = pageText(exclusion, { kept });
    expect(text).toContain('Evidence ticket 7');
    expect(text).toContain('mood angry');
  });

  test('shows text payloads unchanged, and the beginning of long payloads', () => {
    const payload = {
      door: 'twilio',
      body: `{no json${'x'.repeat(50_000)}`,
      receivedAt: instant('14T17:00'),
      by: 'a page',
    };
    const kept = { fact: down, by: 'the desk', payload: 'abc' };
    const text = pageText(down, { kept, payload });
    expect(text).toContain('Received via twilio');
    expect(text).toContain('{no jsonxxx');
    expect(text).toContain('… 10008 more characters');
  });

  test.each([
    ['recorded', [], 'Recorded. This page is the receipt. It counts from now on.'],
    ['recorded', [{ ...month, isClosed: false }], 'It counts from now on.'],
    ['retracted', [month], 'Retracted. This page is the receipt. The daily sweep applies it to October 2026'],
  ] as const)('is the receipt of a fact that was just %s', (recorded, months, sentence) => {
    expect(pageText(down, { receipt: recorded, months })).toContain(sentence);
  });

  test('states that no statement of a month uses the fact', () => {
    const text = pageText(down, { months: [month, { ...month, month: '2026-11', isClosed: false, checkedOnly: 200 }] });
    expect(text).toContain('Figures of the last run, and every revision. No statement uses this fact.');
    expect(text).toContain('Figures so far: the month is not closed.');
    expect(text).toContain('Only the first 200 customers who can have a credit were checked.');
  });

  test('lists statements and revisions that use the fact, six usages each', () => {
    const interval: Evidence['intervals'][number] = {
      start: '2026-10-14T17:00:00.000Z',
      end: '2026-10-14T18:00:00.000Z',
      label: 'downtime',
    };
    const notices = [true, false].map((timely) => ({ start: interval.start, end: interval.end, timely }));
    const common = { currency: 'USD', revisions: [] };
    const usages = [
      { customer: 'acme', name: 'Acme', amountMinor: 5000, evidence: { intervals: [interval], notices }, ...common },
      {
        customer: 'birch',
        name: 'Birch',
        amountMinor: undefined,
        evidence: { intervals: Array.from({ length: 8 }, () => interval), notices: [] },
        ...common,
      },
      {
        customer: 'cedar',
        name: 'Cedar',
        amountMinor: 0,
        evidence: undefined,
        currency: 'USD',
        revisions: [
          { revision: 1, amountMinor: 5000, currency: 'USD', closedAsOf: 0, named: true },
          { revision: 2, amountMinor: 0, currency: 'USD', closedAsOf: 1, named: false },
        ],
      },
    ];
    const text = pageText(down, { months: [{ ...month, usages }] });
    expect(text).toContain(
      'Acme timely notice of Wed 14 Oct 2026, 17:00 – 18:00 late notice of Wed 14 Oct 2026, 17:00 – 18:00',
    );
    expect(text).toContain('down, counted 50.00 USD –');
    expect(text).toContain('and 2 more blocked –');
    expect(text).toContain('Cedar not used any more 0.00 USD 1: 50.00 USD, uses it 2: 0.00 USD, does not use it');
  });

  test('shows the step, service and month of a claim, and an impact', () => {
    const claim: Fact = {
      kind: 'notice',
      id: 'acme/T-1',
      customer: 'acme',
      recognizedAt: instant('14T17:10'),
      receivedAt: instant('14T18:00'),
      step: 'claim',
      service: 'voice',
      month: '2026-09',
    };
    expect(pageText(claim)).toContain(
      'acme recognised a downtime; claim received 18:00, for service voice, for September 2026',
    );
    const impact = parseImpact('12.5');
    expect(pageText({ ...down, impact })).toContain('web was down until 19:00, which affected 12.5 %');
  });

  test('lists the other facts of its payload', () => {
    const text = pageText(down, { siblings: [{ kept: { fact: exclusion, by: 'the desk' }, retraction: undefined }] });
    expect(text).toContain('From the same payload');
    expect(text).toContain('Exclusion');
  });

  test('an ambiguous id leads to a choice of facts by kind', () => {
    const text = textOf(ambiguousFactPage('x1', [exclusion, { ...down, id: 'x1' }], frame));
    expect(text).toContain('Exclusion: x1');
    expect(text).toContain('Declared downtime: x1');
  });
});
