import { describe, expect, test } from 'vitest';
import type { MonthEffect } from '../../../../shared/closing/preview-fact.ts';
import { effectPage } from '../../../../functions/console/pages/effect-page.ts';
import { type MonthBanner, monthBanner } from '../../../../functions/console/pages/month-banner.ts';
import type { Fact } from '../../../../shared/domain/facts/facts.ts';
import { type Run, runId } from '../../../../shared/persistence/run-store.ts';
import { instant } from '../../../support/builders/instant.ts';
import { textOf } from '../../../support/builders/page-markup.ts';

describe('above a month', () => {
  const question = { month: '2026-10', asOf: instant('2026-11-02T12:00:00Z') };
  const open = { question, questionNow: question, closing: undefined, closedAt: undefined };
  const closing: Run = { ...question, preview: false, by: 'schedule', startedAt: question.asOf };
  const closed = { ...open, closing, closedAt: question.asOf + 1 };
  const shown: MonthBanner = {
    month: '2026-10',
    standing: open,
    isNow: false,
    ends: instant('2026-11-01T00:00:00Z'),
    due: instant('2026-11-02T12:00:00Z'),
    now: instant('2026-10-20T12:00:00Z'),
    progress: undefined,
    ordered: undefined,
    some: undefined,
  };
  const said = (more: Partial<MonthBanner>): string => monthBanner({ ...shown, ...more }).toString();

  test('stands when it will be closed; one that has not ended cannot be closed by hand', () => {
    expect(textOf(said({}))).toContain('It will be closed on schedule on 2026-11-02 12:00 UTC.');
    expect(said({})).not.toContain('<form');
  });

  test('stands that it should have been closed, and a form to do it', () => {
    const banner = said({ now: instant('2026-11-03T00:00:00Z') });
    expect(textOf(banner)).toContain('Its closing is overdue.');
    expect(textOf(banner)).toContain('Close now');
    expect(banner).toContain('aria-label="Why October 2026 is closed"');
  });

  test('stands, once it is closed, of when the figures are, and a form to close it again', () => {
    const banner = said({ standing: closed, now: instant('2026-11-03T00:00:00Z') });
    expect(textOf(banner)).toContain('As the last run left it.');
    expect(textOf(banner)).toContain('Close again');
    expect(banner).toContain('aria-label="Why October 2026 is closed again"');
    const now = said({ standing: closed, isNow: true, now: instant('2026-11-03T00:00:00Z') });
    expect(textOf(now)).toContain('Nothing of this has been sent. As last closed');
  });

  test.each([
    [undefined, 'A closing is under way: being planned.'],
    [1, 'A closing is under way: 0 of 1 part done.'],
    [4, 'A closing is under way: 0 of 4 parts done.'],
  ])('stands how far a closing of %s parts has come', (planned, sentence) => {
    expect(textOf(said({ progress: { done: 0, planned } }))).toContain(sentence);
  });

  test('stands what became of an order: it waits, or its run is over', () => {
    expect(textOf(said({ ordered: 'r' }))).toContain('Ordered: r. It waits for five minutes');
    expect(textOf(said({ standing: closed, ordered: runId(closing) }))).toContain(`Closed: ${runId(closing)}.`);
  });

  test('stands of whom the figures are, where they are not of all', () => {
    const banner = said({ some: { count: 200, after: 'kim', next: 'zoe' } });
    expect(textOf(banner)).toContain('those of 200 customers who can have a credit, after kim; the rest of the page');
    expect(textOf(banner)).toContain('First Next');
    const first = said({ isNow: true, some: { count: 1, after: undefined, next: undefined } });
    expect(textOf(first)).toContain('those of 1 customer who can have a credit; the rest');
  });
});

describe('an effect', () => {
  const fact: Fact = {
    kind: 'maintenance',
    id: 'm1',
    scope: { component: 'web' },
    start: instant('2026-10-14T17:00:00Z'),
    end: instant('2026-10-14T19:00:00Z'),
    announcedAt: instant('2026-10-10T09:00:00Z'),
    requestedBy: 'company',
  };
  const acme = {
    customer: 'acme',
    name: 'Acme',
    currency: 'USD',
    beforeMinor: 5000,
    afterMinor: 2500,
    blocked: undefined,
    ledgerMinor: 5000,
    changes: [],
  };
  const month: MonthEffect = {
    month: '2026-10',
    isClosed: true,
    isSwept: true,
    customers: [acme],
    looked: 3,
    more: false,
  };
  const said = (...months: readonly MonthEffect[]): string => {
    const values = { id: 'm1', component: undefined };
    const given = { kind: 'maintenance', values, fact, target: undefined, months, timeZone: 'UTC' } as const;
    return textOf(effectPage({ ...given, names: { providers: {} } }, { stage: 'test', by: 'somebody' }));
  };

  test('of a fact that concerns no month changes nothing, and says what would be recorded', () => {
    const text = said();
    expect(text).toContain('No credit changes');
    expect(text).toContain('of web until 19:00, announced Sat 10 Oct, 09:00, wanted by the company');
  });

  test('is a sum by currency, and how many customers it concerns', () => {
    const yen = {
      ...acme,
      customer: 'birch',
      currency: 'JPY',
      beforeMinor: 0,
      afterMinor: 700,
      ledgerMinor: undefined,
    };
    const text = said({ ...month, customers: [acme, yen] });
    expect(text).toMatch(/−25\.00 USD \+700 JPY for 2 customers/u);
    expect(text).toMatch(/Acme acme 50\.00 USD 50\.00 USD 25\.00 USD −25\.00 USD/u);
    expect(text).toContain('nothing in the statement changes');
  });

  test.each([
    [{}, 'Closed. The daily sweep applies the difference as an adjustment'],
    [{ isSwept: false }, 'Too long ago for the daily sweep: it is applied when the month is closed again.'],
    [{ isClosed: false }, 'Not closed: this is what the month comes to so far.'],
    [{ more: true }, 'The first 3 customers who can have a credit were looked at; there are more.'],
    [{ customers: [] }, 'Nobody’s statement changes.'],
    [{ customers: Array.from({ length: 51 }, () => acme) }, 'and 1 more customer.'],
  ])('of a month that is %j says how it comes about, and for whom', (more, sentence) => {
    expect(said({ ...month, ...more })).toContain(sentence);
  });

  test('blocks a customer: why, and no difference', () => {
    const text = said({ ...month, customers: [{ ...acme, afterMinor: undefined, blocked: 'no fees' }] });
    expect(text).toContain('50.00 USD 50.00 USD blocked – no fees');
  });

  test('of several months: those in which nothing changes are left out, but for the first', () => {
    const same = { ...acme, afterMinor: acme.beforeMinor };
    const text = said({ ...month, customers: [same] }, { ...month, month: '2026-11', customers: [same] }, month);
    expect(text.match(/(October|November) 2026 Closed/gu)).toEqual(['October 2026 Closed', 'October 2026 Closed']);
  });
});
