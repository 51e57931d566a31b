import type { Instant } from '../time/instant.ts';
import type { Interval } from '../time/intervals.ts';
import { recordedBy } from './effective-facts.ts';
import { type FactOf, PROVIDER_STATUSES, type ProviderStatus } from './facts.ts';

/** An interval in which one monitor or one provider component was down, and the ids of the facts behind it. */
export type StateInterval = Interval & { readonly facts: readonly string[] };

/** How a policy reads the states of a monitor. */
export type MonitorReading = {
  readonly onset: 'transition' | 'datapoint';
  readonly insufficientData: 'up' | 'down' | 'hold';
};

type State = FactOf<'monitor-state'> | FactOf<'provider-status'>;

/** Sorts states by `at`, `recordedAt` and id, so that the order of arrival makes no difference. */
const inOrder = <S extends State>(states: readonly S[], asOf: Instant): S[] =>
  states
    .filter(({ at }) => at <= asOf)
    .toSorted((a, b) => a.at - b.at || compare(recordedBy(a), recordedBy(b)) || compare(a.id, b.id));

/** Compares two numbers, or two texts by UTF-16 code unit. */
export const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : Number(a > b));

/**
 * Returns when a monitor was down (`docs/rules.md §2`): while its state is `ALARM`; `INSUFFICIENT_DATA` by the policy.
 * A deleted monitor is up. A monitor is up before its first state and keeps its last one until `asOf`.
 */
export const monitorDown = (
  states: readonly FactOf<'monitor-state'>[],
  { insufficientData, onset }: MonitorReading,
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

/** Returns when a provider's component was out: while its status was at least `minimumStatus`. */
export const providerOut = (
  statuses: readonly FactOf<'provider-status'>[],
  minimumStatus: ProviderStatus,
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
  const intervals: StateInterval[] = [];
  let open: { readonly start: Instant; readonly facts: string[] } | undefined;
  for (const [i, state] of states.entries()) {
    const effect = takesEffect(state, states[i - 1]);
    const down = isDown(state, open !== undefined);
    open?.facts.push(state.id);
    if (down) open ??= { start: effect, facts: [state.id] };
    else if (open !== undefined) {
      intervals.push({ ...open, end: effect });
      open = undefined;
    }
  }
  if (open !== undefined) intervals.push({ ...open, end: asOf });
  return intervals.filter(({ start, end }) => start < end);
};
