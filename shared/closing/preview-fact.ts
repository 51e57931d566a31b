import { addMonths, localMonth } from '../domain/time/calendar.ts';
import type { Fact } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import { type Change, changesBetween } from '../domain/statement/statement-changes.ts';
import { allVersions } from '../config/policy-versions.ts';
import { sweptMonths } from '../config/schedule.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { loadCustomer, type LoadedCustomer } from '../persistence/load-customer.ts';
import { revisionsOf } from '../persistence/ledger.ts';
import {
  type AssessedCustomerMonth,
  type CustomerMonthEvaluation,
  evaluateCustomerMonth,
} from './evaluate-customer-month.ts';
import { monthReader } from './load-month.ts';
import { monthStatus, type MonthStatus } from './month-status.ts';
import { monthsOf, type MonthReaderContext, pageOfCandidates } from './select-customers.ts';

const CUSTOMER_READS_MAX = 16;

/** A fact that is not recorded, and the customer that it is about if it is about one. */
export type DraftFact = { readonly fact: Fact; readonly customer: string | undefined };

/** The effect of a draft fact on a customer's month. */
export type CustomerEffect = {
  readonly customer: string;
  readonly name: string;
  readonly currency: string;
  /** In minor units; undefined if the customer is blocked. */
  readonly beforeMinor: number | undefined;
  readonly afterMinor: number | undefined;
  /** The reason why the customer is blocked with the fact. */
  readonly blocked: string | undefined;
  /** The amount of the last revision; undefined without one. */
  readonly ledgerMinor: number | undefined;
  readonly changes: readonly Change[];
};

export type MonthEffect = {
  readonly month: string;
  /** Whether the month is closed, so that the fact leads to an adjustment. `isSwept`: a sweep makes it automatically. */
  readonly isClosed: boolean;
  readonly isSwept: boolean;
  /** The customers whose amount or statement changes, the largest change first. The customer of the fact is always included. */
  readonly customers: readonly CustomerEffect[];
  /** The number of customers evaluated, and whether there are more. */
  readonly looked: number;
  readonly more: boolean;
};

/**
 * Previews the effect of a draft fact on a month as of `now`, and stores nothing.
 * At most one page of the customers that may have a credit is evaluated.
 */
export const previewFact = async (
  context: MonthReaderContext,
  month: string,
  { fact, customer }: DraftFact,
  now: Instant,
): Promise<MonthEffect> => {
  const { table, deployment } = context;
  const draftContext: MonthReaderContext = { ...context, monthOf: monthReader(table, deployment, [fact]) };
  const status = await monthStatus(table, deployment, month, now);
  const page =
    customer === undefined
      ? await pageOfCandidates(context, status.questionNow, [
          ...(await monthsOf(context, status.questionNow)),
          ...(await monthsOf(draftContext, status.questionNow)),
        ])
      : { customers: [customer], next: undefined };
  const draft: MonthDraft = {
    monthOf: draftContext.monthOf,
    change: (loaded) => ({ ...loaded, facts: customer === loaded.id ? [...loaded.facts, fact] : loaded.facts }),
    showsAll: customer !== undefined,
  };
  return effectOf(context, status, page, draft, now);
};

/** Previews the effect of a changed record or changed fees on a customer's month, and stores nothing. */
export const previewRecord = async (
  context: MonthReaderContext,
  month: string,
  customer: string,
  change: MonthDraft['change'],
  now: Instant,
): Promise<MonthEffect> => {
  const status = await monthStatus(context.table, context.deployment, month, now);
  const draft = { monthOf: context.monthOf, change, showsAll: true };
  return effectOf(context, status, { customers: [customer], next: undefined }, draft, now);
};

type MonthDraft = {
  readonly monthOf: MonthReaderContext['monthOf'];
  /** Returns a customer with the draft. */
  readonly change: (loaded: LoadedCustomer) => LoadedCustomer;
  /** Whether customers without an effect are included. */
  readonly showsAll: boolean;
};

const effectOf = async (
  { table, deployment, monthOf }: MonthReaderContext,
  { questionNow, closing }: MonthStatus,
  { customers, next }: { readonly customers: readonly string[]; readonly next: string | undefined },
  draft: MonthDraft,
  now: Instant,
): Promise<MonthEffect> => {
  const { month } = questionNow;
  const { closing: schedule, policies } = deployment.config;
  const effects = await mapConcurrently(CUSTOMER_READS_MAX, customers, async (id): Promise<CustomerEffect> => {
    const loaded = await loadCustomer(table, id, month);
    const before = await evaluateCustomerMonth(loaded, questionNow, deployment, monthOf);
    const after = await evaluateCustomerMonth(draft.change(loaded), questionNow, deployment, draft.monthOf);
    const ledger = revisionsOf(loaded.revisions, month).at(-1);
    return { customer: id, ledgerMinor: ledger?.amountMinor, ...differenceOf(before, after, id) };
  });
  return {
    month,
    isClosed: closing !== undefined,
    isSwept: month >= addMonths(localMonth(schedule.timeZone, now), -sweptMonths(allVersions(policies))),
    customers: effects
      .filter((effect) => draft.showsAll || hasEffect(effect))
      .toSorted((a, b) => Math.abs(deltaOf(b)) - Math.abs(deltaOf(a))),
    looked: customers.length,
    more: next !== undefined,
  };
};

const differenceOf = (
  before: CustomerMonthEvaluation,
  after: CustomerMonthEvaluation,
  id: string,
): Omit<CustomerEffect, 'customer' | 'ledgerMinor'> => {
  const [was, is] = [assessed(before), assessed(after)];
  return {
    name: (is ?? was)?.record.name ?? id,
    currency: (is ?? was)?.customerMonth.currency ?? '',
    beforeMinor: was?.customerMonth.amountMinor,
    afterMinor: is?.customerMonth.amountMinor,
    blocked: after.kind === 'blocked' ? after.reason : undefined,
    changes: (is?.customerMonth.statements ?? []).flatMap((statement) => {
      const earlier = was?.customerMonth.statements.find(({ service }) => service === statement.service);
      return earlier === undefined ? [] : changesBetween(JSON.stringify(earlier), JSON.stringify(statement));
    }),
  };
};

const assessed = (month: CustomerMonthEvaluation): AssessedCustomerMonth | undefined =>
  month.kind === 'assessed' ? month : undefined;

const hasEffect = ({ beforeMinor, afterMinor, changes }: CustomerEffect): boolean =>
  beforeMinor !== afterMinor || changes.length > 0;

const deltaOf = ({ beforeMinor = 0, afterMinor = 0 }: CustomerEffect): number => afterMinor - beforeMinor;
