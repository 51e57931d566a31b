import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { figuresOf } from '../../../shared/domain/statement/statement.ts';
import { withFullNotice } from '../../../shared/domain/month/with-full-notice.ts';
import { AWS_PROVIDER } from '../../../shared/config/sources.ts';
import { overviewOf } from '../../../shared/domain/statement/month-overview.ts';
import { indexPage } from '../../../shared/web/index-page.ts';
import { monthPage } from '../../../shared/web/month-page.ts';
import { SORT_SCRIPT } from '../../../shared/web/sort-script.ts';
import { figuresIn, readFigure, textOf } from '../../support/builders/page-markup.ts';
import { assessments, firstAssessment } from '../../support/builders/sample-statement.ts';
import { SAMPLE_MONTHS, sampleMonth } from '../../support/builders/sample-month.ts';

describe('the month page', () => {
  const given = sampleMonth();
  const page = monthPage(given);
  const text = textOf(page);

  test('shows each figure with the value of its data element', () => {
    for (const { value, text } of figuresIn(page)) expect([text, readFigure(text)]).toStrictEqual([text, value]);
  });

  test('sums the credits due, and those due with full notice', () => {
    const due = given.credits.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const noticed = given.credits.reduce((sum, { noticedMinor = 0 }) => sum + noticedMinor, 0);
    const said = figuresIn(page).map(({ value }) => value);
    expect(said).toContain(due);
    expect(said).toContain(noticed);
    expect(said).toContain(noticed - due);
  });

  test('shows the availability of each component and the rest of its budget', () => {
    expect(text).toContain('voice 99.037 % 4 h 49 min 30 min 1.5 s 4 h 18 min 58.5 s over the budget');
  });

  test('names the policy behind the availability of components', () => {
    expect(text).toContain('Availability under the policy short-form-sla, version 2, as for a customer who uses one');
  });

  test('marks a component without events in the table and in the timeline', () => {
    const sms = 'sms no events received from its alarms';
    expect(text).toContain(`${sms} 100 % 0 min 30 min 7.2 s 30 min 7.2 s left`);
    expect(text.split(sms)).toHaveLength(3);
    expect(text).not.toContain('web-app no events');
  });

  test('states that the budget grows in a month that is not over', () => {
    const { overview } = given;
    const soFar = textOf(monthPage({ ...given, overview: { ...overview, asOf: overview.end - 1 } }));
    expect(soFar).toContain('a budget of downtime, which grows with the measured time.');
    expect(text).toContain('a budget of downtime. ');
  });

  test('repeats the credit of a customer whose policy requires no notice', () => {
    const credits = given.credits.map(({ noticedMinor: _, ...line }) => ({ ...line, amountMinor: 4750 }));
    expect(textOf(monthPage({ ...given, credits }))).toContain('Borealis Freight borealis 47.50 USD 47.50 USD');
  });

  test('lists blocked customers with the reason, and evidence to review', () => {
    expect(text).toContain('kestrel no fees for 2026-10, and no recurring fees');
    expect(text).toContain('sms-delivery-failures, component sms');
    expect(text).toContain('first event Mon 5 Oct, 09:30');
  });

  test('lists every customer, the largest credit first', () => {
    const names = [...page.matchAll(/<a href="(\w+)\.html">/g)].map(([, id]) => id);
    expect(names).toHaveLength(given.credits.length);
    expect(names[0]).toBe('borealis');
  });

  test('allows its own script and no other', () => {
    const hash = `sha256-${createHash('sha256').update(SORT_SCRIPT.text).digest('base64')}`;
    expect(SORT_SCRIPT.hash).toBe(hash);
    expect(page).toContain(`<script>${SORT_SCRIPT.text}</script>`);
    expect(Buffer.byteLength(page)).toBeLessThan(100_000);
  });

  test('calls credits due in a month that is not closed', () => {
    const open = textOf(monthPage({ ...given, closedAt: undefined }));
    expect(open).toContain('October 2026 with current evidence');
    expect(open).toContain('due to 8 customers for October 2026.');
    expect(text).toContain('credited to 8 customers for October 2026.');
  });

  test('states that no customer is blocked and no item needs review', () => {
    const quiet = monthPage({ ...given, credits: [], blocked: [], attention: [], closedAt: undefined });
    expect(textOf(quiet)).toContain('due for October 2026. No customer is blocked, and no item needs review.');
    expect(textOf(quiet)).toContain('Not closed: no credit of this page has been sent to billing.');
  });

  test('stays under 100 KB with thousands of customers and items to review', () => {
    const [line] = given.credits;
    if (line === undefined) throw new Error('no credit');
    const many = monthPage({
      ...given,
      credits: Array.from({ length: 5000 }, (_, i) => ({ ...line, customer: `c-${i}` })),
      blocked: Array.from({ length: 5000 }, (_, i) => ({ customer: `b-${i}`, reason: 'no fees' })),
      attention: Array.from({ length: 5000 }, (_, i) => ({
        kind: 'terms-changed',
        subject: `s-${i}`,
        customer: `c-${i}`,
      })),
    });
    expect(Buffer.byteLength(many)).toBeLessThan(100_000);
  });
});

describe('the downtime budget', () => {
  test('is the most downtime with which the target is met', () => {
    const { month } = firstAssessment();
    const [voice] = overviewOf(month, [AWS_PROVIDER]).components;
    if (voice === undefined) throw new Error('no component');
    const { measuredMs } = voice.statement;
    const met = (downMs: number): boolean => BigInt(measuredMs - downMs) * 1000n >= 999n * BigInt(measuredMs);
    expect(met(voice.budgetMs)).toBe(true);
    expect(met(voice.budgetMs + 1)).toBe(false);
  });
});

describe('the month with full notice', () => {
  test('has no forfeited downtime, and all observed downtime counts', () => {
    const noticed = figuresOf(withFullNotice(firstAssessment()));
    expect(noticed.forfeited).toStrictEqual([]);
    expect(noticed.creditableDowntimeMs).toBe(noticed.observedDowntimeMs);
    expect(firstAssessment().month.policy.claim).not.toBe(null);
  });

  test('is never worth less, and does not change the evaluated month', () => {
    for (const assessment of assessments()) {
      const before = figuresOf(assessment);
      expect(figuresOf(withFullNotice(assessment)).amountMinor).toBeGreaterThanOrEqual(before.amountMinor);
      expect(figuresOf(assessment)).toStrictEqual(before);
    }
  });
});

test('the index lists months, the latest first', () => {
  const text = textOf(indexPage(SAMPLE_MONTHS));
  expect(text).toContain('October 2026 41.00 EUR 2,000.00 USD 7 1 customer blocked, 6 items not closed');
  expect(text.indexOf('October')).toBeLessThan(text.indexOf('August'));
  expect(textOf(indexPage([]))).toContain('No month has been closed yet.');
});
