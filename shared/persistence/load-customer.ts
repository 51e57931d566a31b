import type { Fees, ServiceContract } from '../domain/facts/customer.ts';
import type { Fact } from '../domain/facts/facts.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import type { Interval } from '../domain/time/intervals.ts';
import { type ApprovalEntry, approvalItem } from './approval-log.ts';
import { type ChargedFees, type ContractRecord, contractsOfRecord, type CustomerRecord } from './customer-record.ts';
import {
  effectiveFromOf,
  feesVersion,
  type FeesVersion,
  latestInEffect,
  profileVersion,
  type ProfileVersion,
  withNewestIdentity,
} from './customer-versions.ts';
import { decodeItem, queryPages, sortKeyOf, type Table } from './dynamo-table.ts';
import { type GoodwillRecord, goodwillRecord } from './record-goodwill.ts';
import { customerKeysSince } from './keys.ts';
import { type OutboxMarker, outboxMarkerItem, type Revision, revisionItem } from './ledger.ts';
import { storedFact, type StoredFact } from './record-fact.ts';

/** Everything stored that can affect a customer's month, also items recorded after `asOf`: callers filter. */
export type LoadedCustomer = {
  readonly id: string;
  /** Versions of the customer's record, in order of recording. */
  readonly profiles: readonly ProfileVersion[];
  /** Versions of the fees charged, by month and then in order of recording. */
  readonly fees: readonly FeesVersion[];
  /** The facts about this customer alone, and their retractions. */
  readonly facts: readonly Fact[];
  /** The same facts with their origin and their annotations. */
  readonly records: readonly StoredFact[];
  /** Revisions of the month and of later ones, in order. */
  readonly revisions: readonly Revision[];
  readonly sent: readonly OutboxMarker[];
  /** Grants of goodwill, of all months. */
  readonly goodwill: readonly GoodwillRecord[];
  /** Entries of the approval logs of all months. */
  readonly approvals: readonly ApprovalEntry[];
  /** Errors of items that cannot be parsed; they block the customer, not the run. */
  readonly unreadable: readonly string[];
};

/** Loads a customer for a month by one consistent, paginated Query. */
export const loadCustomer = async (table: Table, id: string, month: string): Promise<LoadedCustomer> => {
  const profiles: ProfileVersion[] = [];
  const fees: FeesVersion[] = [];
  const records: StoredFact[] = [];
  const revisions: Revision[] = [];
  const sent: OutboxMarker[] = [];
  const goodwill: GoodwillRecord[] = [];
  const approvals: ApprovalEntry[] = [];
  const unreadable: string[] = [];

  const add = (item: unknown): void => {
    const kind = customerItemKind(sortKeyOf(item));
    if (kind === 'profile') profiles.push(decodeItem(profileVersion, item));
    else if (kind === 'fees') fees.push(decodeItem(feesVersion, item));
    else if (kind === 'fact') records.push(decodeItem(storedFact, item));
    else if (kind === 'revision') revisions.push(decodeItem(revisionItem, item));
    else if (kind === 'goodwill') goodwill.push(decodeItem(goodwillRecord, item));
    else if (kind === 'approval') approvals.push(decodeItem(approvalItem, item));
    else if (kind === 'sent') sent.push(decodeItem(outboxMarkerItem, item));
    else throw new Error(`${sortKeyOf(item)} is not a kind of item of a customer`);
  };

  for await (const page of queryPages(table, customerKeysSince(id, month))) {
    for (const item of page) {
      try {
        add(item);
      } catch (error) {
        unreadable.push(error instanceof Error ? error.message : String(error));
      }
    }
  }
  const facts = records.map(({ fact }) => fact);
  return { id, profiles, fees, facts, records, revisions, sent, goodwill, approvals, unreadable };
};

/** Returns the kind of an item in a customer's partition by its sort key; undefined for an unknown prefix. */
export const customerItemKind = (
  sk: string,
): 'revision' | 'sent' | 'fact' | 'fees' | 'goodwill' | 'approval' | 'profile' | undefined => {
  if (sk.startsWith('credit#')) return sk.endsWith('#sent') ? 'sent' : 'revision';
  if (sk.startsWith('fact#')) return 'fact';
  if (sk.startsWith('fees#')) return 'fees';
  if (sk.startsWith('goodwill#')) return 'goodwill';
  if (sk.startsWith('proposal#')) return 'approval';
  return sk.startsWith('profile#') ? 'profile' : undefined;
};

/** The terms of one contract for a month: the evaluated contract, and its policy. Without one the default policy applies. */
export type MonthContract = { readonly contract: ServiceContract; readonly policy: string | undefined };

/** The contract terms of a customer's month, or the reason why they block it. */
type ContractTerms =
  | { readonly kind: 'terms'; readonly record: CustomerRecord; readonly contracts: readonly MonthContract[] }
  | { readonly kind: 'blocked'; readonly reason: string };

/** Returns the interval of a month in the time zone of a record's policy; undefined stands for the default policy. */
export type PolicyInterval = (policy: string | undefined) => Interval;

/**
 * Returns the contract terms of a customer's month: the record in force at its end, and its fees.
 * Only versions recorded by `asOf` count. Without charged fees, the recurring fees apply.
 * A customer without a usable record or without fees is blocked.
 */
export const contractTermsOf = (
  loaded: LoadedCustomer,
  month: string,
  asOf: Instant,
  intervalOf: PolicyInterval,
): ContractTerms => {
  if (loaded.unreadable.length > 0) return blocked(`its record is unusable: ${faultsText(loaded.unreadable)}`);
  const record = recordForMonth(loaded, asOf, intervalOf);
  if (record === undefined) return blocked(`no record of this customer at ${formatInstant(asOf)}`);
  const charged = loaded.fees.findLast((version) => version.month === month && version.recordedAt <= asOf);
  return contractsFor(record, month, charged?.fees);
};

const contractsFor = (record: CustomerRecord, month: string, charged: ChargedFees | undefined): ContractTerms => {
  const terms = contractsOfRecord(record);
  const conflict = feesConflict(terms, month, charged);
  if (conflict !== undefined) return blocked(conflict);
  const contracts: MonthContract[] = [];
  for (const { service, components, serviceFees: recurring, policy } of terms) {
    const serviceFees = chargedFor(service, charged) ?? recurring;
    if (serviceFees === undefined) {
      const about = service === undefined ? '' : ` of service ${service}`;
      return blocked(`no fees${about} for ${month}, and no recurring fees`);
    }
    const { id: customer, activeFrom, activeTo } = record;
    contracts.push({ contract: { customer, service, components, serviceFees, activeFrom, activeTo }, policy });
  }
  const currencies = [...new Set(contracts.map(({ contract }) => contract.serviceFees.currency))];
  if (currencies.length > 1) return blocked(`its services have fees in several currencies (${currencies.join(', ')})`);
  return { kind: 'terms', record, contracts };
};

/** Returns why charged fees do not fit a record's services; undefined if they fit. */
const feesConflict = (
  terms: readonly ContractRecord[],
  month: string,
  charged: ChargedFees | undefined,
): string | undefined => {
  if (charged === undefined) return undefined;
  const ids = new Set(terms.map(({ service }) => service));
  if (!('services' in charged))
    return ids.has(undefined) ? undefined : `the fees of ${month} are one amount, and its record has services`;
  const unknown = Object.keys(charged.services).find((id) => !ids.has(id));
  return unknown === undefined
    ? undefined
    : `the fees of ${month} name service ${unknown}, which its record does not have`;
};

const chargedFor = (service: string | undefined, charged: ChargedFees | undefined): Fees | undefined => {
  if (charged === undefined || !('services' in charged)) return charged;
  return service !== undefined && Object.hasOwn(charged.services, service) ? charged.services[service] : undefined;
};

/**
 * Returns a customer's record in force at the end of a month; if there is none, the first version.
 * Only versions recorded by `asOf` count.
 * The name and the external ids are those of the newest version.
 */
export const recordForMonth = (
  { profiles }: LoadedCustomer,
  asOf: Instant,
  intervalOf: PolicyInterval,
): CustomerRecord | undefined => {
  const recorded = profiles.filter(({ recordedAt }) => recordedAt <= asOf);
  const version =
    latestInEffect(recorded.filter((each) => effectiveFromOf(each) < intervalOf(each.profile.policy).end)) ??
    recorded[0];
  return version === undefined ? undefined : withNewestIdentity(version.profile, profiles);
};

/** A run stores the reasons of a whole batch of customers in one item of 400 KB. */
const LISTED_FAULTS_MAX = 3;

const faultsText = (faults: readonly string[]): string => {
  const left = faults.length - LISTED_FAULTS_MAX;
  return [...faults.slice(0, LISTED_FAULTS_MAX), ...(left > 0 ? [`and ${left} more`] : [])].join('; ');
};

const blocked = (reason: string): ContractTerms => ({ kind: 'blocked', reason });
