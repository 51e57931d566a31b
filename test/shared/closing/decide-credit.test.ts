import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideCredit, needsApproval } from '../../../shared/closing/decide-credit.ts';
import type { ApprovalEntry, CreditProposal } from '../../../shared/persistence/approval-log.ts';
import type { Revision } from '../../../shared/persistence/ledger.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aRevision } from '../../support/builders/revision-builder.ts';

const AS_OF = instant('2026-11-10T12:00:00Z');
const RULES = { above: [{ amountMinor: 10_000, currency: 'USD' }] };

const aProposal = (change: Partial<CreditProposal> = {}): CreditProposal => ({
  kind: 'proposed',
  customer: 'acme',
  month: '2026-10',
  number: 1,
  recordedAt: instant('2026-11-02T12:06:00Z'),
  amountMinor: 15_000,
  currency: 'USD',
  previousAmountMinor: 0,
  reason: 'SLA credit for October 2026.',
  run: '2026-10@2026-11-02T12:00:00.000Z',
  closedAsOf: instant('2026-11-02T12:00:00Z'),
  apply: 'incident-month',
  statement: '{}',
  statementSha256: 'abc',
  statementUrl: 's3://statements/abc.json',
  statementPage: 's3://statements/abc.html',
  message: '{}',
  recordedBy: [],
  ...change,
});
const decided = (kind: 'approved' | 'declined', number = 2): ApprovalEntry => ({
  kind,
  customer: 'acme',
  month: '2026-10',
  number,
  recordedAt: instant('2026-11-03T12:00:00Z'),
  reason: 'a test',
  by: 'ann',
});

const decide = (
  amountMinor: number,
  approvals: readonly ApprovalEntry[] = [],
  revisions: readonly Revision[] = [],
  { currency = 'USD', asOf = AS_OF, rules = RULES }: { currency?: string; asOf?: number; rules?: typeof RULES } = {},
) => decideCredit({ amountMinor, currency, month: '2026-10' }, { revisions, approvals }, asOf, rules);

const waiting = aProposal();
const issued = aRevision({ amountMinor: 20_000 });

describe('a run decides about a credit', () => {
  test.each([
    ['an amount at the limit is issued', 10_000, [], [], { kind: 'revise', revision: 1 }, false],
    ['an amount above the limit is proposed', 10_001, [], [], { kind: 'propose', revision: 1 }, false],
    ['the same amount waits on', 15_000, [waiting], [], { kind: 'waiting' }, false],
    ['another amount above the limit replaces the proposal', 16_000, [waiting], [], { kind: 'propose' }, true],
    ['an amount below the limit withdraws the proposal', 9000, [waiting], [], { kind: 'revise' }, true],
    ['no credit withdraws the proposal', 0, [waiting], [], { kind: 'nothing' }, true],
    ['a decrease is issued', 15_000, [], [issued], { kind: 'revise', previousAmountMinor: 20_000 }, false],
    ['an increase above the limit is proposed', 25_000, [], [issued], { kind: 'propose', revision: 2 }, false],
    ['an unchanged credit withdraws the proposal', 20_000, [waiting], [issued], { kind: 'unchanged' }, true],
    [
      'a declined amount is not proposed again',
      15_000,
      [waiting, decided('declined')],
      [],
      { kind: 'declined' },
      false,
    ],
    [
      'another amount than the declined one is proposed',
      15_001,
      [waiting, decided('declined')],
      [],
      { kind: 'propose' },
      false,
    ],
    [
      'a declined amount withdraws a later proposal',
      15_000,
      [waiting, decided('declined'), aProposal({ number: 3, amountMinor: 18_000 })],
      [],
      { kind: 'declined' },
      true,
    ],
    [
      'a proposal of another month does not wait',
      15_000,
      [aProposal({ month: '2026-09' })],
      [],
      { kind: 'propose' },
      false,
    ],
  ] as const)('%s', (_, amountMinor, approvals, revisions, decision, ends) => {
    const result = decide(amountMinor, approvals, revisions);
    expect(result.decision).toMatchObject(decision);
    expect(result.ended !== undefined).toBe(ends);
  });

  test('a currency without a limit needs no approval', () => {
    expect(decide(50_000, [], [], { currency: 'EUR' }).decision).toMatchObject({ kind: 'revise' });
  });

  test('older evidence replaces no proposal', () => {
    expect(decide(9000, [waiting], [], { asOf: waiting.closedAsOf - 1 })).toEqual({
      decision: { kind: 'superseded' },
      ended: undefined,
    });
  });
});

test('an increase that ends above the currency limit needs approval', () => {
  const amount = fc.integer({ min: 0, max: 30_000 });
  const currency = fc.constantFrom('USD', 'EUR');
  fc.assert(
    fc.property(amount, amount, amount, currency, (amountMinor, previous, limit, code) => {
      const rules = { above: [{ amountMinor: limit, currency: 'USD' }] };
      const expected = code === 'USD' && amountMinor > previous && amountMinor > limit;
      expect(needsApproval({ amountMinor, currency: code }, previous, rules)).toBe(expected);
      expect(needsApproval({ amountMinor, currency: code }, previous, undefined)).toBe(false);
    }),
  );
});

type Step =
  | { readonly kind: 'run'; readonly amountMinor: number }
  | { readonly kind: 'decide'; readonly approve: boolean };

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('run' as const),
      amountMinor: fc.constantFrom(0, 5000, 10_000, 10_001, 15_000, 20_000),
    }),
    fc.record({ kind: fc.constant('decide' as const), approve: fc.boolean() }),
  ),
  { maxLength: 25 },
);

/** Plays runs and decisions as the product records them. Returns the log, the ledger and the last amount of a run. */
const play = (history: readonly Step[]) => {
  const revisions: Revision[] = [];
  const log: ApprovalEntry[] = [];
  let due = 0;
  const issue = (amountMinor: number): void => {
    const previousAmountMinor = revisions.at(-1)?.amountMinor ?? 0;
    const revision = revisions.length + 1;
    revisions.push(aRevision({ revision, amountMinor, previousAmountMinor, closedAsOf: AS_OF }));
  };
  for (const step of history) {
    const number = log.length + 1;
    const last = log.at(-1);
    if (step.kind === 'decide') {
      if (last?.kind !== 'proposed') continue;
      log.push(decided(step.approve ? 'approved' : 'declined', number));
      if (step.approve) issue(last.amountMinor);
      continue;
    }
    due = step.amountMinor;
    const { decision, ended } = decide(due, log, revisions);
    if (decision.kind === 'propose') log.push(aProposal({ number, amountMinor: due }));
    else if (ended !== undefined)
      log.push({ ...decided('declined', number), kind: 'withdrawn', run: 'a run', closedAsOf: AS_OF });
    if (decision.kind === 'revise') issue(due);
  }
  return { revisions, log, due };
};

test('random histories issue only approved increases above the limit', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const { revisions, log } = play(history);
      const approved = log.flatMap((entry, i) => {
        const before = log[i - 1];
        return entry.kind === 'approved' && before?.kind === 'proposed' ? [before.amountMinor] : [];
      });
      const increases = revisions.filter(
        (each) => each.amountMinor > each.previousAmountMinor && each.amountMinor > 10_000,
      );
      expect(increases.map(({ amountMinor }) => amountMinor)).toEqual(approved);
      const repeated = log.filter(
        (entry, i) =>
          entry.kind === 'proposed' &&
          log.some((each, k) => {
            const before = log[k - 1];
            const isDeclined = each.kind === 'declined' && before?.kind === 'proposed' && k < i;
            return isDeclined && before.amountMinor === entry.amountMinor;
          }),
      );
      expect(repeated).toEqual([]);
    }),
  );
});

test('random histories end with the due amount issued, waiting or declined', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const { revisions, log, due } = play([...history, { kind: 'run', amountMinor: 15_000 }]);
      const last = log.at(-1);
      const isWaiting = last?.kind === 'proposed' && last.amountMinor === due;
      const isDeclined = log.some((entry, i) => {
        const before = log[i - 1];
        return entry.kind === 'declined' && before?.kind === 'proposed' && before.amountMinor === due;
      });
      expect(revisions.at(-1)?.amountMinor === due || isWaiting || isDeclined).toBe(true);
      expect(revisions.at(-1)?.amountMinor === due && isWaiting).toBe(false);
    }),
  );
});
