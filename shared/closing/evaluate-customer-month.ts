import { assess, type Assessment } from '../domain/month/assessment.ts';
import type { Customer } from '../domain/facts/customer.ts';
import { effectiveFacts, ofKind } from '../domain/facts/effective-facts.ts';
import { formatInstant } from '../domain/time/instant.ts';
import type { Month } from '../domain/month/month.ts';
import { type Statement, statementOf } from '../domain/statement/statement.ts';
import { InvalidInput } from '../lib/validation.ts';
import { type LoadedCustomer, contractTermsAt } from '../persistence/load-customer.ts';
import type { CustomerRecord } from '../persistence/customer-record.ts';
import type { ReviewItem } from '../persistence/run-results.ts';
import type { RunInputs } from './config-snapshot.ts';
import { statementDisagreement } from './verify-statement.ts';
import type { Deployment, MonthRequest } from './load-month.ts';

/** A customer's month worked out, with what a person should look at; or why it cannot be. */
export type CustomerMonthEvaluation =
  | {
      readonly kind: 'assessed';
      readonly assessment: Assessment;
      readonly statement: Statement;
      readonly profile: CustomerRecord;
      readonly attention: readonly ReviewItem[];
    }
  | { readonly kind: 'blocked'; readonly reason: string };

/**
 * Works out a loaded customer's month as of `asOf`. A customer whose record is unusable is blocked, with the reason; what is
 * wrong with it is never guessed, and never stops the others (semantics, section 10).
 */
export const evaluateCustomerMonth = async (
  loaded: LoadedCustomer,
  { month, asOf, recordsAsOf, basis }: RunInputs,
  { config }: Deployment,
  monthOf: (wanted: MonthRequest) => Promise<Month>,
): Promise<CustomerMonthEvaluation> => {
  const terms = contractTermsAt(loaded, month, asOf, recordsAsOf);
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
    const own = effectiveFacts(loaded.facts, asOf);
    const assessment = assess(prepared, customer, own);
    const statement = statementOf(assessment);
    const disagreement = statementDisagreement(statement);
    if (disagreement !== undefined) return blocked(`its explanation disagrees with its statement: ${disagreement}`);
    return {
      kind: 'assessed',
      assessment,
      statement,
      profile,
      attention: attentionTo(loaded, prepared, statement, own),
    };
  } catch (error) {
    if (error instanceof InvalidInput) return blocked(error.message);
    throw error;
  }
};

const blocked = (reason: string): CustomerMonthEvaluation => ({ kind: 'blocked', reason });

/** How many of a kind a run lists of one customer: its statement has all, and a chunk of customers is one item of the table. */
const LISTED = 20;

/** What a person should look at: notices that match no downtime, terms that changed within the month, downtime pending notice. */
const attentionTo = (
  loaded: LoadedCustomer,
  { interval, asOf }: Month,
  statement: Statement,
  own: ReturnType<typeof effectiveFacts>,
): ReviewItem[] => {
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
const atMost = (all: readonly ReviewItem[]): ReviewItem[] =>
  all
    .slice(0, LISTED)
    .map((each, i) =>
      i === LISTED - 1 && all.length > LISTED ? { ...each, note: `and ${all.length - LISTED} more` } : each,
    );
