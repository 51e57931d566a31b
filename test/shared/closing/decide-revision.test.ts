import { expect, test } from 'vitest';
import { decideRevision } from '../../../shared/closing/decide-revision.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aRevision } from '../../support/builders/revision-builder.ts';

const AS_OF = instant('2026-11-10T12:00:00Z');
const first = aRevision({ amountMinor: 5000 });
const second = aRevision({ revision: 2, previousAmountMinor: 5000, amountMinor: 0 });

test.each([
  ['no credit, and never was one', 0, [], { kind: 'nothing' }],
  ['the first credit', 5000, [], { kind: 'revise', revision: 1, previousAmountMinor: 0 }],
  ['the same as before', 5000, [first], { kind: 'unchanged' }],
  ['more than before', 7500, [first], { kind: 'revise', revision: 2, previousAmountMinor: 5000 }],
  ['less than before', 2500, [first], { kind: 'revise', revision: 2, previousAmountMinor: 5000 }],
  ['nothing any more', 0, [first], { kind: 'revise', revision: 2, previousAmountMinor: 5000 }],
  ['still nothing any more', 0, [first, second], { kind: 'unchanged' }],
  ['something again', 5000, [first, second], { kind: 'revise', revision: 3, previousAmountMinor: 0 }],
  ['the same, the ledger in another order', 0, [second, first], { kind: 'unchanged' }],
  [
    'the first credit of its month, after one of another month',
    5000,
    [aRevision({ month: '2026-11' })],
    { kind: 'revise', revision: 1, previousAmountMinor: 0 },
  ],
] as const)('%s: %i after %j', (_, amountMinor, ledger, decision) => {
  expect(decideRevision({ amountMinor, currency: 'USD', month: '2026-10' }, ledger, AS_OF)).toEqual(decision);
});

test.each([5000, 7500, 0])('an amount of %i in another currency is blocked', (amountMinor) => {
  expect(decideRevision({ amountMinor, currency: 'EUR', month: '2026-10' }, [first], AS_OF)).toEqual({
    kind: 'blocked',
    reason: "the credit is in USD, the month's fees are now in EUR",
  });
});

test.each([
  [0, { kind: 'unchanged' }],
  [5000, { kind: 'revise', revision: 3, previousAmountMinor: 0 }],
] as const)('a withdrawn credit becomes %i in another currency', (amountMinor, decision) => {
  expect(decideRevision({ amountMinor, currency: 'EUR', month: '2026-10' }, [first, second], AS_OF)).toEqual(decision);
});

test('a closing with older evidence changes nothing', () => {
  const wanted = { amountMinor: 7500, currency: 'USD', month: '2026-10' };
  expect(decideRevision(wanted, [first], first.closedAsOf - 1)).toEqual({ kind: 'superseded' });
  expect(decideRevision(wanted, [first], first.closedAsOf)).toMatchObject({ kind: 'revise' });
});
