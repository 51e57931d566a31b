import type { Customer } from '../domain/facts/customer.ts';
import { effectiveFacts, ofKind } from '../domain/facts/effective-facts.ts';
import { assess, type Assessment } from '../domain/month/assessment.ts';
import type { Month } from '../domain/month/month.ts';
import { type Statement, statementOf } from '../domain/statement/statement.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { InvalidInput } from '../lib/validation.ts';
import type { CustomerRecord } from '../persistence/customer-record.ts';
import { contractTermsAt, type LoadedCustomer } from '../persistence/load-customer.ts';
import type { ReviewItem } from '../persistence/run-results.ts';
import type { RunInputs } from './config-snapshot.ts';
import type { Deployment, MonthRequest } from './load-month.ts';
import { verifyStatement } from './verify-statement.ts';

/** The evaluation of a customer's month with its review items, or the reason why the customer is blocked. */
export type CustomerMonthEvaluation =
  | {
      readonly kind: 'assessed';
      readonly assessment: Assessment;
      readonly statement: Statement;
      readonly profile: CustomerRecord;
      readonly attention: readonly ReviewItem[];
    }
  | { readonly kind: 'blocked'; readonly reason: string };

/** An evaluation that is not blocked. */
export type AssessedCustomerMonth = Extract<CustomerMonthEvaluation, { kind: 'assessed' }>;

/**
 * Evaluates a loaded customer's month as of `asOf`. An unusable record blocks this customer only (docs/rules.md §10).
 */
export const evaluateCustomerMonth = async (
  loaded: LoadedCustomer,
  { month, asOf, recordsAsOf, basis }: RunInputs,
  { config }: Deployment,
  monthOf: (request: MonthRequest) => Promise<Month>,
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
    const disagreement = verifyStatement(statement);
    if (disagreement !== undefined) return blocked(`its explanation disagrees with its statement: ${disagreement}`);
    return {
      kind: 'assessed',
      assessment,
      statement,
      profile,
      attention: reviewItemsOf(loaded, prepared, statement, own),
    };
  } catch (error) {
    if (error instanceof InvalidInput) return blocked(error.message);
    throw error;
  }
};

const blocked = (reason: string): CustomerMonthEvaluation => ({ kind: 'blocked', reason });

/** For one customer and kind. A run stores a whole batch's items in one item of the table; the statement has all of them. */
const REVIEW_ITEMS_MAX = 20;

/** Returns the notices that match no downtime, the changes of the record within the month, and the outages pending notice. */
const reviewItemsOf = (
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
    ...capped(unmatched.map(({ id }) => ({ kind: 'notice-without-downtime', subject: id, customer }))),
    ...capped(
      changes.map(({ recordedAt }) => ({ kind: 'terms-changed', subject: formatInstant(recordedAt), customer })),
    ),
    ...capped(pending.map(({ start }) => ({ kind: 'downtime-pending-notice', subject: start, customer }))),
  ];
};

/** Returns the first items; the note of the last one counts the others. */
const capped = (items: readonly ReviewItem[]): ReviewItem[] =>
  items
    .slice(0, REVIEW_ITEMS_MAX)
    .map((item, i) =>
      i === REVIEW_ITEMS_MAX - 1 && items.length > REVIEW_ITEMS_MAX
        ? { ...item, note: `and ${items.length - REVIEW_ITEMS_MAX} more` }
        : item,
    );
