import { expect, test } from 'vitest';
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

/** What is to be reviewed of October 2026, given what the one alarm said. */
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
