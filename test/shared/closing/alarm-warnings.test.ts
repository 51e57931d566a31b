import { describe, expect, test } from 'vitest';
import { alarmWarnings } from '../../../shared/closing/source-warnings.ts';
import type { FactOf } from '../../../shared/domain/facts/facts.ts';
import { FULL_IMPACT } from '../../../shared/domain/money/impact.ts';
import { prepareMonth } from '../../../shared/domain/month/month.ts';
import { policy } from '../../../shared/domain/policy/policy.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { openPolicy } from '../../support/builders/product-config.ts';
import { instant } from '../../support/builders/instant-text.ts';

type State = FactOf<'monitor-state'>['state'];
const state = (at: string, said: State = 'OK'): FactOf<'monitor-state'> => ({
  kind: 'monitor-state',
  id: `${at} ${said}`,
  monitor: 'alarm',
  state: said,
  at: instant(at),
});

/** Returns the review items of October 2026 for the states of one alarm. */
const review = (...facts: readonly FactOf<'monitor-state'>[]): string[] =>
  alarmWarnings(
    prepareMonth({
      month: '2026-10',
      asOf: instant('2026-11-10T00:00:00Z'),
      policy: parse(policy, openPolicy),
      components: [{ id: 'web', monitors: [{ monitor: 'alarm', impact: FULL_IMPACT }], dependsOn: [] }],
      facts,
    }),
  ).map(({ kind, subject, note }) => `${kind} ${subject} (${note})`);

describe('an alarm that is deleted in ALARM', () => {
  const before = state('2026-09-01T00:00:00Z');
  const down = state('2026-10-14T15:00:00Z', 'ALARM');
  const gone = state('2026-10-14T15:40:00.999Z', 'DELETED');
  const isListed = (...facts: readonly FactOf<'monitor-state'>[]) =>
    review(before, ...facts).filter((line) => line.startsWith('alarm-recreated-in-alarm'));

  test('is listed if it is soon in ALARM again', () => {
    expect(isListed(down, gone, state('2026-10-14T15:55:00.999Z', 'ALARM'))).toEqual([
      'alarm-recreated-in-alarm alarm (component web, deleted in ALARM at 2026-10-14T15:40:00.999Z, in ALARM again at 2026-10-14T15:55:00.999Z)',
    ]);
  });

  test('is listed if it lacks data before it is in ALARM again', () => {
    const lacksData = state('2026-10-14T15:50:00Z', 'INSUFFICIENT_DATA');
    expect(isListed(down, gone, lacksData, state('2026-10-14T16:10:00Z', 'ALARM'))).toHaveLength(1);
  });

  test('is listed across the end of the month', () => {
    const again = state('2026-11-01T00:05:00Z', 'ALARM');
    expect(
      isListed(state('2026-10-31T23:00:00Z', 'ALARM'), state('2026-10-31T23:58:00.999Z', 'DELETED'), again),
    ).toHaveLength(1);
  });

  test.each([
    ['is OK first', [down, gone, state('2026-10-14T15:43:00Z'), state('2026-10-14T15:45:00Z', 'ALARM')]],
    ['reports later than 15 minutes after', [down, gone, state('2026-10-14T15:55:01Z', 'ALARM')]],
    ['was OK when it was deleted', [gone, state('2026-10-14T15:43:00Z', 'ALARM')]],
    ['never reports again', [down, gone]],
  ])('is not listed if it %s', (_, facts) => {
    expect(isListed(...facts)).toEqual([]);
  });
});

test.each([
  ['an alarm that was never heard of', [], ['alarm-never-heard alarm (component web)']],
  ['one heard of only after the month', [state('2026-11-01T00:00:00Z')], ['alarm-never-heard alarm (component web)']],
  ['one that had a state when the month began', [state('2026-09-30T23:59:59.999Z')], []],
  [
    'one first heard of in the very first moment of the month',
    [state('2026-10-01T00:00:00Z')],
    ['alarm-silent-before-month alarm (component web, first event 2026-10-01T00:00:00.000Z)'],
  ],
  [
    'one that was deleted in the month',
    [state('2026-09-01T00:00:00Z'), state('2026-10-14T00:00:00Z', 'DELETED')],
    ['alarm-deleted alarm (component web, at 2026-10-14T00:00:00.000Z)'],
  ],
  ['one that was deleted before it', [state('2026-09-01T00:00:00Z', 'DELETED')], []],
])('%s', (_, facts, expected) => {
  expect(review(...facts)).toEqual(expected);
});
