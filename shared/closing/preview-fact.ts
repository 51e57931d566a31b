import { addMonths, localDate } from '../domain/time/calendar.ts';
import type { Fact } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import { type Change, changesBetween } from '../domain/statement/statement-changes.ts';
import { SWEPT_MONTHS } from '../config/schedule.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import { revisionsOf } from '../persistence/ledger.ts';
import { type CustomerMonthEvaluation, evaluateCustomerMonth } from './evaluate-customer-month.ts';
import { monthReader } from './load-month.ts';
import { monthStatus } from './month-status.ts';
import { candidatesOf, monthsOf, type SelectionContext } from './select-customers.ts';

/** How many customers are looked at at once: the wait is for the table. */
const AT_ONCE = 16;

/** A fact that is not recorded, and the one customer that it would be about, if it is about one. */
export type DraftFact = { readonly fact: Fact; readonly customer: string | undefined };

/** What a customer's month comes to with what is known now, and with one more fact. */
export type CustomerEffect = {
  readonly customer: string;
  readonly name: string;
  readonly currency: string;
  /** In minor units; undefined: blocked. */
  readonly beforeMinor: number | undefined;
  readonly afterMinor: number | undefined;
  /** Why it is blocked, with the fact. */
  readonly blocked: string | undefined;
  /** What the last revision says; undefined if there is none. */
  readonly ledgerMinor: number | undefined;
  readonly changes: readonly Change[];
};

export type MonthEffect = {
  readonly month: string;
  /** Whether the month was closed, and what comes now is an adjustment; and whether a sweep makes it by itself. */
  readonly isClosed: boolean;
  readonly isSwept: boolean;
  /** Those whose amount or statement differs, the most first; a fact about one customer has that customer in any case. */
  readonly customers: readonly CustomerEffect[];
  /** How many were looked at, and whether there are more. */
  readonly looked: number;
  readonly more: boolean;
};

/**
 * What one more fact would do to a month: the month is worked out twice with what is known at `now`, without the fact and with it, and
 * nothing is written. At most a page of the customers who can have a credit is looked at.
 */
export const previewFact = async (
  reading: SelectionContext,
  month: string,
  { fact, customer }: DraftFact,
  now: Instant,
): Promise<MonthEffect> => {
  const { table, deployment, monthOf } = reading;
  const { timeZone } = deployment.config.closing;
  const supposing: SelectionContext = { ...reading, monthOf: monthReader(table, deployment, [fact]) };
  const { questionNow, closing } = await monthStatus(table, deployment, month, now);
  const { customers, next } =
    customer === undefined
      ? await candidatesOf(reading, questionNow, [
          ...(await monthsOf(reading, questionNow)),
          ...(await monthsOf(supposing, questionNow)),
        ])
      : { customers: [customer], next: undefined };
  const effects = await mapConcurrently(AT_ONCE, customers, async (id): Promise<CustomerEffect> => {
    const loaded = await loadCustomer(table, id, month);
    const told = { ...loaded, facts: customer === id ? [...loaded.facts, fact] : loaded.facts };
    const before = await evaluateCustomerMonth(loaded, questionNow, deployment, monthOf);
    const after = await evaluateCustomerMonth(told, questionNow, deployment, supposing.monthOf);
    const ledger = revisionsOf(loaded.revisions, month).at(-1);
    return { customer: id, ledgerMinor: ledger?.amountMinor, ...compared(before, after, id) };
  });
  return {
    month,
    isClosed: closing !== undefined,
    isSwept: month >= addMonths(localDate(timeZone, now).slice(0, 7), -SWEPT_MONTHS),
    customers: effects
      .filter((effect) => customer !== undefined || differs(effect))
      .toSorted((a, b) => Math.abs(moved(b)) - Math.abs(moved(a))),
    looked: customers.length,
    more: next !== undefined,
  };
};

const compared = (
  before: CustomerMonthEvaluation,
  after: CustomerMonthEvaluation,
  id: string,
): Omit<CustomerEffect, 'customer' | 'ledgerMinor'> => {
  const [was, is] = [assessed(before), assessed(after)];
  return {
    name: (is ?? was)?.profile.name ?? id,
    currency: (is ?? was)?.statement.currency ?? '',
    beforeMinor: was?.statement.amountMinor,
    afterMinor: is?.statement.amountMinor,
    blocked: after.kind === 'blocked' ? after.reason : undefined,
    changes:
      was === undefined || is === undefined
        ? []
        : changesBetween(JSON.stringify(was.statement), JSON.stringify(is.statement)),
  };
};

const assessed = (month: CustomerMonthEvaluation): Extract<CustomerMonthEvaluation, { kind: 'assessed' }> | undefined =>
  month.kind === 'assessed' ? month : undefined;

const differs = ({ beforeMinor, afterMinor, changes }: CustomerEffect): boolean =>
  beforeMinor !== afterMinor || changes.length > 0;

const moved = ({ beforeMinor = 0, afterMinor = 0 }: CustomerEffect): number => afterMinor - beforeMinor;
