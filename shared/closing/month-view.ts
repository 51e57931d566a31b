import type { CreditLine } from '../pages/credits.ts';
import { concurrently } from '../store/concurrently.ts';
import { loadCustomer } from '../store/customer-partition.ts';
import { type Revision, revisionsOf } from '../store/ledger.ts';
import type { Attention, Blocked } from '../store/run-results.ts';
import type { Question } from './basis.ts';
import { type CustomerMonth, workOut } from './customer-month.ts';
import { figuresIfNoticed } from './customer-page.ts';
import { evidenceToReview } from './evidence.ts';
import { type Overview, overviewOf } from './overview.ts';
import { findingsToReview } from './review.ts';
import type { Reading } from './whom.ts';

/** How many customers are looked at at once: the wait is for the table. */
const AT_ONCE = 16;

/** A month as its operator sees it: the service, and what it comes to for some customers. */
export type MonthView = {
  readonly overview: Overview;
  readonly credits: readonly CreditLine[];
  readonly blocked: readonly Blocked[];
  readonly attention: readonly Attention[];
};

/** Works a month out for some customers, and writes nothing. `hrefOf`: where a customer's statement is. */
export const viewMonth = async (
  reading: Reading,
  question: Question,
  customers: readonly string[],
  hrefOf: (customer: string) => string,
): Promise<MonthView> => {
  const { table, deployment, monthOf } = reading;
  const { month, basis } = question;
  const policy = (basis?.basis ?? deployment.config).defaultPolicy;
  const prepared = await monthOf({ ...question, policy });
  const seen = await concurrently(AT_ONCE, customers, async (customer) => {
    const loaded = await loadCustomer(table, customer, month);
    const worked = await workOut(loaded, question, deployment, monthOf);
    if (worked.kind === 'blocked')
      return { blocked: [{ customer, reason: worked.reason }], credits: [], attention: [] };
    const credit = creditLine(worked, revisionsOf(loaded.revisions, month), hrefOf(customer));
    return { blocked: [], credits: [credit], attention: worked.attention };
  });
  return {
    overview: overviewOf(prepared),
    credits: seen.flatMap(({ credits }) => credits),
    blocked: seen.flatMap(({ blocked }) => blocked),
    attention: [
      ...evidenceToReview(prepared),
      ...(await findingsToReview(table, prepared, false)),
      ...seen.flatMap(({ attention }) => attention),
    ],
  };
};

/** What a customer's month came to, as the month's page lists it. `revisions`: those of the month, in order. */
export const creditLine = (
  { statement, profile, assessment }: Extract<CustomerMonth, { kind: 'assessed' }>,
  revisions: readonly Revision[],
  href: string,
): CreditLine => ({
  customer: statement.customer,
  name: profile.name,
  href,
  amountMinor: statement.amountMinor,
  noticedMinor: figuresIfNoticed(assessment)?.amountMinor,
  currency: statement.currency,
  revision: revisions.at(-1)?.revision,
  observedMs: statement.observedDowntimeMs,
  countedMs: statement.creditableDowntimeMs,
});
