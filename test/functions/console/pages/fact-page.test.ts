import { describe, expect, test } from 'vitest';
import { type FactHistory, factPage, ambiguousFactPage } from '../../../../functions/console/pages/fact-page.ts';
import type { Fact } from '../../../../shared/domain/facts/facts.ts';
import { instant } from '../../../support/builders/instant.ts';
import { textOf } from '../../../support/builders/page-markup.ts';

/** What a fact's page says where little is known of it, or much: made from data alone, without a console around it. */

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

const life = (fact: Fact, more: Partial<FactHistory> = {}): FactHistory => ({
  kept: { fact, by: 'the desk' },
  retraction: undefined,
  timeZone: 'UTC',
  names,
  payload: undefined,
  siblings: [],
  components: [],
  customer: undefined,
  months: [],
  recorded: undefined,
  ...more,
});
const said = (fact: Fact, more: Partial<FactHistory> = {}): string => textOf(factPage(life(fact, more), frame));

describe('a fact’s life', () => {
  const month = { month: '2026-10', isClosed: true, appearances: [], only: undefined };

  test('of one that was always known, about nothing that is configured, without a payload', () => {
    const text = said(down);
    expect(text).toContain('web was down until 19:00');
    expect(text).toContain('Recorded always known, by the desk');
    expect(text).toContain('Is about nothing that is configured');
    expect(text).toContain('None was kept with it.');
    expect(text).toContain('Retract it');
  });

  test('of a retraction: it is about what it retracts', () => {
    const text = said(retraction);
    expect(text).toContain('of the exclusion x1: it was none');
    expect(text).toContain('Is about what it retracts');
  });

  test('of one that was retracted: the reason, and nothing to retract', () => {
    const text = said(exclusion, { retraction: { fact: retraction, by: 'the lead' } });
    expect(text).toContain('of everything until 19:00, because of a block under the company’s policies');
    expect(text).toMatch(/Retracted .*, by the lead ?it was none/u);
    expect(text).not.toContain('Retract it');
  });

  test('quotes what else was said, by its own name where it has no other', () => {
    const kept = { fact: exclusion, by: 'the desk', said: { evidence: 'ticket 7', mood: 'angry' } };
    const text = said(exclusion, { kept });
    expect(text).toContain('Evidence ticket 7');
    expect(text).toContain('mood angry');
  });

  test('a payload that is no JSON is shown as it came, one that is long by its beginning', () => {
    const payload = {
      door: 'twilio',
      body: `{no json${'x'.repeat(50_000)}`,
      receivedAt: instant('14T17:00'),
      by: 'a page',
    };
    const kept = { fact: down, by: 'the desk', payload: 'abc' };
    const text = said(down, { kept, payload });
    expect(text).toContain('Through the door twilio');
    expect(text).toContain('{no jsonxxx');
    expect(text).toContain('… 10008 characters more');
  });

  test.each([
    ['recorded', [], 'Recorded. This page is its receipt. It counts from now on.'],
    ['recorded', [{ ...month, isClosed: false }], 'It counts from now on.'],
    ['retracted', [month], 'Retracted. This page is its receipt. The daily sweep applies it to October 2026'],
  ] as const)('is the receipt of what was %s just now', (recorded, months, sentence) => {
    expect(said(down, { recorded, months })).toContain(sentence);
  });

  test('says of a month what was looked at, and that no statement names it', () => {
    const text = said(down, { months: [month, { ...month, month: '2026-11', isClosed: false, only: 200 }] });
    expect(text).toContain('As the last run left them, and in every revision. No statement names it.');
    expect(text).toContain('With what is known now; the month is not closed.');
    expect(text).toContain('The first 200 customers who can have a credit were looked at.');
  });

  test('says in whose statements it is evidence, for what, and in which revisions; of much, the first six', () => {
    const stretch = { start: '2026-10-14T17:00:00.000Z', end: '2026-10-14T18:00:00.000Z', label: 'downtime' };
    const notices = [true, false].map((timely) => ({ start: stretch.start, end: stretch.end, timely }));
    const common = { currency: 'USD', revisions: [] };
    const appearances = [
      { customer: 'acme', name: 'Acme', amountMinor: 5000, evidence: { stretches: [stretch], notices }, ...common },
      {
        customer: 'birch',
        name: 'Birch',
        amountMinor: undefined,
        evidence: { stretches: Array.from({ length: 8 }, () => ({ ...stretch, label: 'unheard-of' })), notices: [] },
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
    const text = said(down, { months: [{ ...month, appearances }] });
    expect(text).toContain('Acme timely notice of Wed 14 Oct, 17:00 – 18:00 late notice of Wed 14 Oct, 17:00 – 18:00');
    expect(text).toContain('down, counted 50.00 USD –');
    expect(text).toContain('and 2 more blocked –');
    expect(text).toContain('Cedar no longer 0.00 USD 1: 50.00 USD, names it 2: 0.00 USD, without it');
  });

  test('lists what else came in its payload', () => {
    const text = said(down, { siblings: [{ kept: { fact: exclusion, by: 'the desk' }, retraction: undefined }] });
    expect(text).toContain('From the same payload');
    expect(text).toContain('Exclusion');
  });

  test('where one id may mean several, each is named by its kind', () => {
    const text = textOf(ambiguousFactPage('x1', [exclusion, { ...down, id: 'x1' }], frame));
    expect(text).toContain('Exclusion: x1');
    expect(text).toContain('Declared downtime: x1');
  });
});
