import { effectiveFacts, ofKind } from '../domain/facts/effective-facts.ts';
import type { Fact, FactOf } from '../domain/facts/facts.ts';
import { CURRENCIES } from '../domain/money/currency.ts';
import { assess, type Assessment } from '../domain/month/assessment.ts';
import type { Month } from '../domain/month/month.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { type CustomerMonth, customerMonthOf } from '../domain/statement/customer-month.ts';
import { type Statement, statementOf } from '../domain/statement/statement.ts';
import { verifyExplanation } from '../domain/statement/verify-explanation.ts';
import { instantOf } from '../domain/time/instant.ts';
import { InvalidInput } from '../lib/validation.ts';
import type { CustomerRecord } from '../persistence/customer-record.ts';
import { contractTermsOf, type LoadedCustomer, type MonthContract } from '../persistence/load-customer.ts';
import type { ReviewItem } from '../persistence/run-results.ts';
import { policyIntervalOf, type RunInputs } from './config-snapshot.ts';
import { grantedGoodwill } from './granted-goodwill.ts';
import { earlyNoticeItems } from './early-notice-items.ts';
import type { Deployment, MonthRequest } from './load-month.ts';
import { termsReviewItems } from './terms-review-items.ts';
import { maintenanceReviewItems } from './maintenance-review-items.ts';
import { unpausedNoticeItems } from './unpaused-notice-items.ts';

/** The evaluation of a customer's month with its review items, or the reason why the customer is blocked. */
export type CustomerMonthEvaluation =
  | {
      readonly kind: 'assessed';
      readonly customerMonth: CustomerMonth;
      /** One for each statement, in the same order. */
      readonly assessments: readonly Assessment[];
      readonly record: CustomerRecord;
      readonly attention: readonly ReviewItem[];
    }
  | Blocked;

/** An evaluation that is not blocked. */
export type AssessedCustomerMonth = Extract<CustomerMonthEvaluation, { kind: 'assessed' }>;

/** The assessments of a customer's month, before its statements; or the reason why the customer is blocked. */
export type CustomerAssessments =
  | { readonly kind: 'assessed'; readonly assessments: readonly Assessment[]; readonly record: CustomerRecord }
  | Blocked;

type Blocked = { readonly kind: 'blocked'; readonly reason: string };

/** The reader of prepared months, and the one policy under which all contracts are assessed. */
export type AssessmentOptions = {
  readonly monthOf: (request: MonthRequest) => Promise<Month>;
  /** @default each contract's own policy */
  readonly under?: string | undefined;
};

/** Assesses a loaded customer's month as of `asOf`, each service by itself. An unusable record blocks this customer only (docs/rules.md §10). */
export const assessContracts = async (
  loaded: LoadedCustomer,
  inputs: RunInputs,
  config: Deployment['config'],
  { monthOf, under }: AssessmentOptions,
): Promise<CustomerAssessments> => {
  const { month, asOf, basis } = inputs;
  const terms = contractTermsOf(loaded, month, asOf, policyIntervalOf(inputs, config));
  if (terms.kind === 'blocked') return terms;
  const configured = new Set(basis?.basis.components.map(({ id }) => id) ?? Object.keys(config.components));
  const used = terms.contracts.flatMap(({ contract }) => contract.components);
  const missing = used.find((component) => !configured.has(component));
  if (missing !== undefined) return blocked(`its component ${missing} is not configured`);
  const { defaultPolicy } = basis?.basis ?? config;
  const own = effectiveFacts(loaded.facts, asOf);
  try {
    const assessments: Assessment[] = [];
    for (const { contract, policy = defaultPolicy } of terms.contracts) {
      const prepared = await monthOf({ policy: under ?? policy, month, asOf, basis });
      const conflict = currencyConflict(contract, prepared.policy);
      if (conflict !== undefined) return blocked(conflict);
      assessments.push(assess(prepared, contract, own));
    }
    const applies = applyConflict(assessments);
    return applies === undefined ? { kind: 'assessed', assessments, record: terms.record } : blocked(applies);
  } catch (error) {
    if (error instanceof InvalidInput) return blocked(error.message);
    throw error;
  }
};

/**
 * Evaluates a loaded customer's month as of `asOf`: its assessments, their statements and review items.
 * A statement that disagrees with its explanation blocks the customer.
 */
export const evaluateCustomerMonth = async (
  loaded: LoadedCustomer,
  inputs: RunInputs,
  { config }: Deployment,
  monthOf: (request: MonthRequest) => Promise<Month>,
): Promise<CustomerMonthEvaluation> => {
  const assessed = await assessContracts(loaded, inputs, config, { monthOf });
  if (assessed.kind === 'blocked') return assessed;
  const { assessments, record } = assessed;
  const { asOf } = inputs;
  const own = effectiveFacts(loaded.facts, asOf);
  try {
    const statements = assessments.map(statementOf);
    for (const statement of statements) {
      const disagreement = verifyExplanation(statement);
      if (disagreement === undefined) continue;
      const subject =
        statement.service === undefined ? 'its explanation' : `the explanation of service ${statement.service}`;
      return blocked(`${subject} disagrees with its statement: ${disagreement}`);
    }
    const [usable, unusable] = grantedGoodwill(loaded.goodwill, inputs, statements[0]?.currency);
    return {
      kind: 'assessed',
      customerMonth: customerMonthOf(
        statements,
        usable.map(({ id, amountMinor, reason }) => ({ id, amountMinor, reason })),
      ),
      assessments,
      record,
      attention: [
        ...reviewItemsOf(loaded, own, assessments, statements),
        ...capped(termsReviewItems(loaded, asOf, policyIntervalOf(inputs, config))),
        ...capped(
          unusable.map(({ id, currency }) => ({
            kind: 'goodwill-in-other-currency',
            subject: id,
            customer: loaded.id,
            note: currency,
          })),
        ),
      ],
    };
  } catch (error) {
    if (error instanceof InvalidInput) return blocked(error.message);
    throw error;
  }
};

const blocked = (reason: string): Blocked => ({ kind: 'blocked', reason });

/** Returns why the fees' currency is unusable (docs/rules.md §10); undefined if it fits the policy's amounts of money. */
const currencyConflict = (
  { serviceFees: { currency } }: MonthContract['contract'],
  { id, caps, payableAbove }: Policy,
): string | undefined => {
  if (!CURRENCIES.has(currency)) return `its fees are in ${currency}, which is not an ISO 4217 code`;
  const amounts = [
    ...caps.flatMap((cap) => ('currency' in cap ? [cap] : [])),
    ...(payableAbove === null ? [] : [payableAbove]),
  ];
  const other = amounts.find((amount) => amount.currency !== currency);
  return other === undefined
    ? undefined
    : `its fees are in ${currency}, and policy ${id} has an amount in ${other.currency}`;
};

/** Returns why one message cannot carry the credits of all services; undefined if it can. */
const applyConflict = (assessments: readonly Assessment[]): string | undefined => {
  const apply = applyOf(assessments);
  const other = assessments.find((assessment) => applyOf([assessment]) !== apply);
  return other === undefined
    ? undefined
    : `its policies differ in apply: ${assessments[0]?.month.policy.id} has ${apply}, ${other.month.policy.id} has ${applyOf([other])}`;
};

/** Returns the invoice that a customer's credit applies to. The default is the invoice of the incident's month. */
export const applyOf = ([first]: readonly Assessment[]): NonNullable<Policy['apply']> =>
  first?.month.policy.apply ?? 'incident-month';

/** For one customer and kind. A run stores a whole batch's items in one item of the table; the statement has all of them. */
const REVIEW_ITEMS_MAX = 20;

/** Returns the notices that match no downtime, and the outages pending notice. */
const reviewItemsOf = (
  loaded: LoadedCustomer,
  own: readonly Fact[],
  assessments: readonly Assessment[],
  statements: readonly Statement[],
): ReviewItem[] => {
  const customer = loaded.id;
  const unmatched = ofKind(own, 'notice').filter(
    (notice) =>
      assessments.some(({ month }) => isAbout(notice, month)) &&
      !statements.some((statement) => matchesOutage(notice, statement)),
  );
  const pending = statements.flatMap(({ service, forfeited }) =>
    forfeited.flatMap(({ start, reason }) =>
      reason === 'pending'
        ? [{ subject: start, ...(service === undefined ? {} : { note: `service ${service}` }) }]
        : [],
    ),
  );
  return [
    ...capped(unmatched.map(({ id }) => ({ kind: 'notice-without-downtime', subject: id, customer }))),
    ...capped(pending.map((item) => ({ kind: 'downtime-pending-notice', customer, ...item }))),
    ...ownMaintenanceItems(customer, own, assessments),
    ...capped(earlyNoticeItems(customer, statements)),
    ...capped(unpausedNoticeItems(customer, own, assessments)),
  ];
};

/** Returns the items of the customer's own maintenance, each kind limited. */
const ownMaintenanceItems = (
  customer: string,
  own: readonly Fact[],
  assessments: readonly Assessment[],
): ReviewItem[] => {
  const [first] = assessments;
  const used = [...new Set(assessments.flatMap(({ contract }) => contract.components))];
  const items = first === undefined ? [] : maintenanceReviewItems(own, first.month, used, customer);
  return [...Map.groupBy(items, ({ kind }) => kind).values()].flatMap(capped);
};

/** Whether a notice names a month, under a policy that covers months, or was recognised in it. */
const isAbout = (notice: FactOf<'notice'>, { month, interval, policy }: Month): boolean =>
  policy.claim?.covers === 'month' && notice.month !== undefined
    ? notice.month === month
    : notice.recognizedAt >= interval.start && notice.recognizedAt < interval.end;

/** Whether a notice matches an outage of a statement. Without a claim in the policy it is enough that they overlap. */
const matchesOutage = (
  { id, service, recognizedAt, receivedAt }: FactOf<'notice'>,
  { service: evaluated, explanation: { claim, outages } }: Statement,
): boolean =>
  outages.some(({ start, end, steps }) =>
    claim === null
      ? (service === undefined || service === evaluated) &&
        recognizedAt < instantOf(end) &&
        receivedAt >= instantOf(start)
      : steps.some(({ notices }) => notices.some((notice) => notice.id === id)),
  );

/** Returns the first items; the note of the last one counts the others. */
const capped = (items: readonly ReviewItem[]): ReviewItem[] =>
  items
    .slice(0, REVIEW_ITEMS_MAX)
    .map((item, i) =>
      i === REVIEW_ITEMS_MAX - 1 && items.length > REVIEW_ITEMS_MAX
        ? { ...item, note: `and ${items.length - REVIEW_ITEMS_MAX} more` }
        : item,
    );
