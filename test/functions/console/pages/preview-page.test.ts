import { describe, expect, test } from 'vitest';
import type { MonthEffect } from '../../../../shared/closing/preview-fact.ts';
import { previewPage } from '../../../../functions/console/pages/preview-page.ts';
import { type MonthBanner, monthBanner } from '../../../../functions/console/pages/month-banner.ts';
import type { Fact } from '../../../../shared/domain/facts/facts.ts';
import { type Run, runId } from '../../../../shared/persistence/run-store.ts';
import { instant } from '../../../support/builders/instant-text.ts';
import { textOf } from '../../../support/builders/page-markup.ts';

describe('the banner of a month', () => {
  const question = { month: '2026-10', asOf: instant('2026-11-02T12:00:00Z') };
  const open = { closing: undefined, closedAt: undefined };
  const closing: Run = { ...question, preview: false, by: 'schedule', startedAt: question.asOf };
  const closed = { ...open, closing, closedAt: question.asOf + 1 };
  const shown: MonthBanner = {
    month: '2026-10',
    status: open,
    closingRun: undefined,
    isCurrent: false,
    ends: instant('2026-11-01T00:00:00Z'),
    due: instant('2026-11-02T12:00:00Z'),
    now: instant('2026-10-20T12:00:00Z'),
    progress: undefined,
    requestedRun: undefined,
    unmatched: 0,
    customers: undefined,
  };
  const bannerOf = (more: Partial<MonthBanner>): string => monthBanner({ ...shown, ...more }).toString();

  test('shows the scheduled close, and no form before the month ends', () => {
    expect(textOf(bannerOf({}))).toContain('The close is scheduled for 2026-11-02 12:00 UTC.');
    expect(bannerOf({})).not.toContain('<form');
  });

  test('shows an overdue close, and a form to close the month', () => {
    const banner = bannerOf({ now: instant('2026-11-03T00:00:00Z') });
    expect(textOf(banner)).toContain('The scheduled close is overdue.');
    expect(textOf(banner)).toContain('Close now');
    expect(banner).toContain('aria-label="Reason for closing October 2026"');
  });

  test('shows the evidence of a closed month and a close form', () => {
    const banner = bannerOf({ status: closed, now: instant('2026-11-03T00:00:00Z') });
    expect(textOf(banner)).toContain('Figures of the last run.');
    expect(textOf(banner)).toContain('Close again');
    expect(banner).toContain('aria-label="Reason for closing October 2026 again"');
    const now = bannerOf({ status: closed, isCurrent: true, now: instant('2026-11-03T00:00:00Z') });
    expect(textOf(now)).toContain('None of them has been sent to billing. Figures of the last run');
  });

  test.each([
    [undefined, 'Close in progress: being planned.'],
    [1, 'Close in progress: 0 of 1 batch done.'],
    [4, 'Close in progress: 0 of 4 batches done.'],
  ])('shows the progress of a close of %s batches', (planned, sentence) => {
    expect(textOf(bannerOf({ progress: { done: 0, planned } }))).toContain(sentence);
  });

  test('shows whether a requested run waits or is complete', () => {
    expect(textOf(bannerOf({ requestedRun: 'r' }))).toContain('Requested: r. It starts after five minutes');
    expect(textOf(bannerOf({ status: closed, closingRun: runId(closing), requestedRun: runId(closing) }))).toContain(
      `Closed: ${runId(closing)}.`,
    );
  });

  test('shows the customers of a page if there are more', () => {
    const banner = bannerOf({ customers: { count: 200, after: 'kim', next: 'zoe' } });
    expect(textOf(banner)).toContain('those of 200 customers who can have a credit, after kim. The rest of the page');
    expect(textOf(banner)).toContain('First Next');
    const first = bannerOf({ isCurrent: true, customers: { count: 1, after: undefined, next: undefined } });
    expect(textOf(first)).toContain('those of 1 customer who can have a credit. The rest');
  });
});

describe('a preview', () => {
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
  const previewText = (...months: readonly MonthEffect[]): string => {
    const values = { id: 'm1', component: undefined };
    const given = { kind: 'maintenance', values, fact, target: undefined, months, timeZone: 'UTC' } as const;
    return textOf(
      previewPage(
        { ...given, names: { providers: {} }, warnings: { far: [], isMissing: false } },
        { stage: 'test', by: 'somebody' },
      ),
    );
  };

  test('shows the draft of a fact that affects no month', () => {
    const text = previewText();
    expect(text).toContain('No credit changes');
    expect(text).toContain('for web until 19:00, announced Sat 10 Oct 2026, 09:00, requested by the company');
  });

  test('sums the effect by currency, with the number of customers', () => {
    const yen = {
      ...acme,
      customer: 'birch',
      currency: 'JPY',
      beforeMinor: 0,
      afterMinor: 700,
      ledgerMinor: undefined,
    };
    const text = previewText({ ...month, customers: [acme, yen] });
    expect(text).toMatch(/−25\.00 USD \+700 JPY for 2 customers/u);
    expect(text).toMatch(/Acme acme 50\.00 USD 50\.00 USD 25\.00 USD −25\.00 USD/u);
    expect(text).toContain('no change in the statement');
  });

  test.each([
    [{}, 'Closed. The daily sweep applies the difference as an adjustment'],
    [{ isSwept: false }, 'The daily sweep no longer covers this month: close it again to apply the difference.'],
    [{ isClosed: false }, 'Not closed: these are the figures so far.'],
    [{ more: true }, 'Only the first 3 customers who can have a credit were checked.'],
    [{ customers: [] }, 'No statement changes.'],
    [{ customers: Array.from({ length: 51 }, () => acme) }, 'and 1 more customer.'],
  ])('shows for a month that is %j: %s', (more, sentence) => {
    expect(previewText({ ...month, ...more })).toContain(sentence);
  });

  test('shows the reason for a customer that it blocks, and no difference', () => {
    const text = previewText({ ...month, customers: [{ ...acme, afterMinor: undefined, blocked: 'no fees' }] });
    expect(text).toContain('50.00 USD 50.00 USD blocked – no fees');
  });

  test('leaves out later months without a change', () => {
    const same = { ...acme, afterMinor: acme.beforeMinor };
    const text = previewText({ ...month, customers: [same] }, { ...month, month: '2026-11', customers: [same] }, month);
    expect(text.match(/(October|November) 2026 Closed/gu)).toEqual(['October 2026 Closed', 'October 2026 Closed']);
  });
});
