import { recordedBy } from './effective-facts.ts';
import { type FactOf, PROVIDER_STATUSES } from './facts.ts';
import type { Instant } from '../time/instant.ts';
import type { Policy } from '../policy/policy.ts';
import { normalise, type Span, type Spans } from '../time/intervals.ts';

/** A stretch of one monitor's or one provider component's being down, and the ids of the facts that say so. */
export type StateInterval = Span & { readonly facts: readonly string[] };

type State = FactOf<'monitor-state'> | FactOf<'provider-status'>;

/** States in the order in which they count, whatever order they arrived in: by `at`, when learned, id by code unit. */
const inOrder = <S extends State>(states: readonly S[], asOf: Instant): S[] =>
  states
    .filter(({ at }) => at <= asOf)
    .toSorted((a, b) => a.at - b.at || compare(recordedBy(a), recordedBy(b)) || compare(a.id, b.id));

/** Which of two comes first; text by code unit, as the rules ask. */
export const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : Number(a > b));

/**
 * When a monitor was down (semantics, section 2, "Folding states"): while its state is `ALARM`; `INSUFFICIENT_DATA` is what the
 * policy says; a deleted monitor is up; before its first state it is up, after its last one it stays as it is until `asOf`.
 */
export const monitorDown = (
  states: readonly FactOf<'monitor-state'>[],
  { insufficientData, onset }: Pick<Policy, 'insufficientData' | 'onset'>,
  asOf: Instant,
): StateInterval[] => {
  const isDown = (state: FactOf<'monitor-state'>, before: boolean): boolean => {
    if (state.state === 'INSUFFICIENT_DATA') return insufficientData === 'hold' ? before : insufficientData === 'down';
    return state.state === 'ALARM';
  };
  const takesEffect = (state: FactOf<'monitor-state'>, previous: FactOf<'monitor-state'> | undefined): Instant =>
    onset === 'datapoint' && state.since !== undefined ? Math.max(state.since, previous?.at ?? state.since) : state.at;
  return fold(inOrder(states, asOf), isDown, takesEffect, asOf);
};

/** When a provider's component was out: while its status was at least the policy's minimum. */
export const providerOut = (
  statuses: readonly FactOf<'provider-status'>[],
  minimumStatus: Policy['thirdParty']['minimumStatus'],
  asOf: Instant,
): StateInterval[] => {
  const least = PROVIDER_STATUSES.indexOf(minimumStatus);
  const isOut = ({ status }: FactOf<'provider-status'>): boolean => PROVIDER_STATUSES.indexOf(status) >= least;
  return fold(inOrder(statuses, asOf), isOut, ({ at }) => at, asOf);
};

const fold = <S extends State>(
  states: readonly S[],
  isDown: (state: S, before: boolean) => boolean,
  takesEffect: (state: S, previous: S | undefined) => Instant,
  asOf: Instant,
): StateInterval[] => {
  const episodes: StateInterval[] = [];
  let open: { readonly start: Instant; readonly facts: string[] } | undefined;
  for (const [i, state] of states.entries()) {
    const effect = takesEffect(state, states[i - 1]);
    const down = isDown(state, open !== undefined);
    open?.facts.push(state.id);
    if (down) open ??= { start: effect, facts: [state.id] };
    else if (open !== undefined) {
      episodes.push({ ...open, end: effect });
      open = undefined;
    }
  }
  if (open !== undefined) episodes.push({ ...open, end: asOf });
  return episodes.filter(({ start, end }) => start < end);
};

/** The time that episodes take up together. */
export const stateIntervals = (episodes: readonly Span[]): Spans => normalise(episodes);
