import { assess, type Assessment } from '../domain/assessment.ts';
import type { Customer } from '../domain/customer.ts';
import { existing, ofKind } from '../domain/existing.ts';
import { formatInstant } from '../domain/instant.ts';
import type { Month } from '../domain/month.ts';
import { type Statement, statementOf } from '../domain/statement.ts';
import { Rejected } from '../rejected.ts';
import type { LoadedCustomer } from '../store/customer-partition.ts';
import type { Profile } from '../store/profile.ts';
import type { Attention } from '../store/run-results.ts';
import { termsAt } from '../store/terms.ts';
import type { Question } from './basis.ts';
import { disagreementOf } from './disagreement.ts';
import type { Deployment, MonthWanted } from './months.ts';

/** A customer's month worked out, with what a person should look at; or why it cannot be. */
export type CustomerMonth =
  | {
      readonly kind: 'assessed';
      readonly assessment: Assessment;
      readonly statement: Statement;
      readonly profile: Profile;
      readonly attention: readonly Attention[];
    }
  | { readonly kind: 'blocked'; readonly reason: string };

/**
 * Works out a loaded customer's month as of `asOf`. A customer whose record is unusable is blocked, with the reason; what is
 * wrong with it is never guessed, and never stops the others (semantics, section 10).
 */
export const workOut = async (
  loaded: LoadedCustomer,
  { month, asOf, recordsAsOf, basis }: Question,
  { config }: Deployment,
  monthOf: (wanted: MonthWanted) => Promise<Month>,
): Promise<CustomerMonth> => {
  const terms = termsAt(loaded, month, asOf, recordsAsOf);
  if (terms.kind === 'blocked') return terms;
  const { profile, fees } = terms;
  const configured = new Set(basis?.basis.components.map(({ id }) => id) ?? Object.keys(config.components));
  const missing = profile.components.find((component) => !configured.has(component));
  if (missing !== undefined) return blocked(`its component ${missing} is not configured`);
  try {
    const prepared = await monthOf({
      policy: profile.policy ?? (basis?.basis ?? config).defaultPolicy,
      month,
      asOf,
      basis,
    });
    const customer: Customer = {
      id: loaded.id,
      components: profile.components,
      serviceFees: fees,
      activeFrom: profile.activeFrom,
      activeTo: profile.activeTo,
    };
    const own = existing(loaded.facts, asOf);
    const assessment = assess(prepared, customer, own);
    const statement = statementOf(assessment);
    const disagreement = disagreementOf(statement);
    if (disagreement !== undefined) return blocked(`its explanation disagrees with its statement: ${disagreement}`);
    return {
      kind: 'assessed',
      assessment,
      statement,
      profile,
      attention: attentionTo(loaded, prepared, statement, own),
    };
  } catch (error) {
    if (error instanceof Rejected) return blocked(error.message);
    throw error;
  }
};

const blocked = (reason: string): CustomerMonth => ({ kind: 'blocked', reason });

/** How many of a kind a run lists of one customer: its statement has all, and a chunk of customers is one item of the table. */
const LISTED = 20;

/** What a person should look at: notices that match no downtime, terms that changed within the month, downtime pending notice. */
const attentionTo = (
  loaded: LoadedCustomer,
  { interval, asOf }: Month,
  statement: Statement,
  own: ReturnType<typeof existing>,
): Attention[] => {
  const customer = loaded.id;
  const matched = new Set(statement.explanation.downtimes.flatMap(({ notices }) => notices.map(({ id }) => id)));
  const unmatched = ofKind(own, 'notice').filter(
    ({ id, recognizedAt }) => recognizedAt >= interval.start && recognizedAt < interval.end && !matched.has(id),
  );
  const changes = loaded.profiles.filter(
    ({ recordedAt }, i) => i > 0 && recordedAt >= interval.start && recordedAt < interval.end && recordedAt <= asOf,
  );
  const pending = statement.forfeited.filter(({ reason }) => reason === 'pending');
  return [
    ...atMost(unmatched.map(({ id }) => ({ kind: 'notice-without-downtime', subject: id, customer }))),
    ...atMost(
      changes.map(({ recordedAt }) => ({ kind: 'terms-changed', subject: formatInstant(recordedAt), customer })),
    ),
    ...atMost(pending.map(({ start }) => ({ kind: 'downtime-pending-notice', subject: start, customer }))),
  ];
};

/** The first of many alike; the last of those says how many more there are. */
const atMost = (all: readonly Attention[]): Attention[] =>
  all
    .slice(0, LISTED)
    .map((each, i) =>
      i === LISTED - 1 && all.length > LISTED ? { ...each, note: `and ${all.length - LISTED} more` } : each,
    );
