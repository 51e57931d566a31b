import type { ApiContext } from '../../shared/api/context.ts';
import { localMonth } from '../../shared/domain/time/calendar.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { DAY_MS } from '../../shared/lib/time-units.ts';
import { contractsOfRecord } from '../../shared/persistence/customer-record.ts';
import { findProfile } from '../../shared/persistence/customer-versions.ts';
import type { UnmatchedMessage } from '../../shared/persistence/unmatched-message.ts';

/** An outage that a message may be about. */
export type ProposedOutage = { readonly component: string; readonly start: Instant; readonly end: Instant };

/** A message that arrives later than this after an outage is hardly about it. */
const AFTERWARDS_MS = 7 * DAY_MS;

/** Returns the last outage before the receipt of a message. A single candidate limits it to its own components. */
export const proposeOutage = async (
  { table, deployment, monthOf, clock }: ApiContext,
  { receivedAt, candidates = [], named }: UnmatchedMessage,
): Promise<ProposedOutage | undefined> => {
  const { config } = deployment;
  const [candidate, ...others] = candidates.length === 0 && named !== undefined ? [named] : candidates;
  const record =
    candidate === undefined || others.length > 0 ? undefined : await findProfile(table, candidate, clock());
  const used = record === undefined ? undefined : contractsOfRecord(record).flatMap(({ components }) => components);
  const month = localMonth(config.closing.timeZone, receivedAt);
  const { timelines } = await monthOf({ policy: config.defaultPolicy, month, asOf: clock() });
  const outages = [...timelines.values()].flatMap(({ id, downtime }) =>
    used === undefined || used.includes(id) ? outagesOf(id, downtime) : [],
  );
  return outages
    .filter(({ start, end }) => start <= receivedAt && end > receivedAt - AFTERWARDS_MS)
    .toSorted((a, b) => a.start - b.start)
    .at(-1);
};

/** `downtime`: the bounds of its intervals, in turn a start and an end. */
const outagesOf = (component: string, downtime: readonly Instant[]): ProposedOutage[] =>
  downtime.flatMap((start, i) => {
    const end = downtime[i + 1];
    return i % 2 === 0 && end !== undefined ? [{ component, start, end }] : [];
  });
