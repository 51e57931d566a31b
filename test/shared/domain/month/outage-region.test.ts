import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { type FactJson, fact } from '../../../../shared/domain/facts/facts.ts';
import { component } from '../../../../shared/domain/month/component-timeline.ts';
import { prepareMonth } from '../../../../shared/domain/month/month.ts';
import { outageRegion, relevantNoticeRange, relevantUntil } from '../../../../shared/domain/month/outage-region.ts';
import { policy } from '../../../../shared/domain/policy/policy.ts';
import { aClaim, aComponent, aPolicy, type ClaimJson, down } from '../../../support/builders/month-builder.ts';

const at = (text: string): number => Date.parse(text);
const AS_OF = at('2027-06-01T00:00:00Z');

const october = (facts: readonly FactJson[] = [], claim: Partial<ClaimJson> | null = {}) =>
  prepareMonth({
    month: '2026-10',
    asOf: AS_OF,
    policy: z.decode(policy, aPolicy({ claim: claim === null ? null : aClaim(claim) })),
    components: ['web', 'voice'].map((id) => z.decode(component, aComponent(id))),
    facts: facts.map((one) => z.decode(fact, one)),
  });

const across = [
  { ...down('01T00:00', '01T02:00'), start: '2026-09-30T22:00:00Z' },
  { ...down('31T22:00', '31T23:00', 'voice'), end: '2026-11-01T03:00:00Z' },
  { ...down('31T21:00', '31T22:00'), id: 'further', start: '2026-11-01T03:00:00Z', end: '2026-11-01T05:00:00Z' },
  { ...down('31T21:00', '31T22:00'), id: 'apart', start: '2026-11-02T03:00:00Z', end: '2026-11-02T05:00:00Z' },
];

test('the region joins the downtime of all components that overlaps the month', () => {
  expect(outageRegion([october(across)])).toEqual(
    ['2026-09-30T22:00:00Z', '2026-10-01T02:00:00Z', '2026-10-31T22:00:00Z', '2026-11-01T05:00:00Z'].map(at),
  );
  expect(outageRegion([])).toEqual([]);
});

test('a month can change until its last outage ends', () => {
  expect(relevantUntil([october()])).toBe(at('2026-11-01T00:00:00Z'));
  expect(relevantUntil([october(), october(across)])).toBe(at('2026-11-01T05:00:00Z'));
});

describe('notices that can decide a month are received', () => {
  test.each<{ title: string; months: ReturnType<typeof october>[]; from: string; to: string }>([
    { title: 'around the month', months: [october()], from: '2026-09-30T23:00:00Z', to: '2026-11-02T00:00:00Z' },
    {
      title: 'around its outages',
      months: [october(across)],
      from: '2026-09-30T21:00:00Z',
      to: '2026-11-02T05:00:00Z',
    },
    {
      title: 'until the last step is due',
      months: [october([], { steps: [{ step: 'claim', within: { months: 2 }, after: 'month-end' }] })],
      from: '2026-09-30T23:00:00Z',
      to: '2026-12-31T23:59:59.999Z',
    },
    {
      title: 'at any time where a claim names its month',
      months: [
        october([], {
          covers: 'month',
          accrual: 'outage-start',
          steps: [{ step: 'claim', within: 'P1D', after: 'recognition' }],
        }),
      ],
      from: '2026-08-31T00:00:00Z',
      to: '2027-06-01T00:00:00Z',
    },
    {
      title: 'until the last deadline where a claim of a month has no recognition',
      months: [
        october([], {
          covers: 'month',
          accrual: 'outage-start',
          steps: [{ step: 'claim', within: 'P1D', after: 'month-end' }],
        }),
      ],
      from: '2026-08-31T00:00:00Z',
      to: '2026-11-02T00:00:00Z',
    },
    {
      title: 'at any time where one step of a month runs from the recognition',
      months: [
        october([], {
          covers: 'month',
          accrual: 'outage-start',
          steps: [
            { step: 'notice', within: 'P1D', after: 'outage-end' },
            { step: 'claim', within: 'P1D', after: 'recognition' },
          ],
        }),
      ],
      from: '2026-08-31T00:00:00Z',
      to: '2027-06-01T00:00:00Z',
    },
    {
      title: 'until the last deadline after a recognition during an outage',
      months: [october(across, { steps: [{ step: 'notice', within: 'P1D', after: 'recognition' }] })],
      from: '2026-09-30T21:00:00Z',
      to: '2026-11-02T05:00:00Z',
    },
    {
      title: 'within its outages without a claim',
      months: [october(across, null)],
      from: '2026-09-30T22:00:00Z',
      to: '2026-11-01T05:00:00Z',
    },
  ])('$title', ({ months, from, to }) => {
    expect(relevantNoticeRange(months, AS_OF)).toEqual({ from: at(from), to: at(to) });
  });

  test('never after asOf, and never in no month', () => {
    const asOf = at('2026-11-01T06:00:00Z');
    expect(relevantNoticeRange([october()], asOf)).toMatchObject({ to: asOf });
    expect(relevantNoticeRange([], asOf)).toEqual({ from: asOf, to: asOf });
    const early = at('2026-01-01T00:00:00Z');
    expect(relevantNoticeRange([october()], early)).toEqual({ from: early, to: early });
  });
});
