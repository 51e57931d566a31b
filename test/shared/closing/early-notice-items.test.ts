import { describe, expect, test } from 'vitest';
import { earlyNoticeItems } from '../../../shared/closing/early-notice-items.ts';
import type { FactJson } from '../../../shared/domain/facts/facts.ts';
import { statementOf } from '../../../shared/domain/statement/statement.ts';
import { assessedNotices } from '../../support/builders/assessed-notices.ts';
import { aClaim, down, notice, type PolicyJson } from '../../support/builders/month-builder.ts';

const early = (facts: readonly FactJson[], change: Partial<PolicyJson> = {}) =>
  earlyNoticeItems('acme', [statementOf(assessedNotices(facts, change).assessment)]);

describe('a notice is', () => {
  const outage = down('14T17:00', '14T19:00');

  test('listed if it was recognised more than a day before its downtime', () => {
    const given = notice('13T16:59', '14T18:00');
    expect(early([outage, given])).toEqual([
      {
        kind: 'notice-recognised-early',
        subject: given.id,
        customer: 'acme',
        note: 'recognised at 2026-10-13T16:59:00.000Z, before the downtime from 2026-10-14T17:00:00.000Z',
      },
    ]);
  });

  test.each([
    ['it was recognised a day before', notice('13T17:00', '14T18:00')],
    ['it was recognised in the downtime', notice('14T17:30')],
    ['it covers no downtime', notice('10T17:00')],
  ])('not listed if %s', (_, given) => {
    expect(early([outage, given])).toEqual([]);
  });

  test('not listed if it claims the whole month', () => {
    const claim = aClaim({
      covers: 'month',
      accrual: 'outage-start',
      steps: [{ step: 'notice', within: 'P30D', after: 'month-end' }],
    });
    expect(early([outage, notice('10T17:00')], { claim })).toEqual([]);
  });
});
