import type { Fees } from '../domain/facts/customer.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import type { LoadedCustomer } from './customer-partition.ts';
import type { CustomerRecord } from './customer-record.ts';

/** What a month of a customer is judged by, or why it cannot be. */
export type EffectiveTerms =
  | { readonly kind: 'terms'; readonly profile: CustomerRecord; readonly fees: Fees }
  | { readonly kind: 'blocked'; readonly reason: string };

/** The version in force at `asOf`: the last that was recorded by then. */
const inForce = <V extends { readonly recordedAt: Instant }>(versions: readonly V[], asOf: Instant): V | undefined =>
  versions
    .filter(({ recordedAt }) => recordedAt <= asOf)
    .toSorted((a, b) => a.recordedAt - b.recordedAt)
    .at(-1);

/** A customer's record in force at an instant. */
export const profileAt = ({ profiles }: LoadedCustomer, at: Instant): CustomerRecord | undefined =>
  inForce(profiles, at)?.profile;

/**
 * The terms of a customer's month in force at `asOf`: its record (of `recordsAsOf`, where that is another instant), and what the month
 * was charged, or else the standing fee.
 * A customer whose record is missing or unusable is blocked, with the reason.
 */
export const termsAt = (
  loaded: LoadedCustomer,
  month: string,
  asOf: Instant,
  recordsAsOf: Instant = asOf,
): EffectiveTerms => {
  if (loaded.unreadable.length > 0) return blocked(`its record is unusable: ${inShort(loaded.unreadable)}`);
  const profile = profileAt(loaded, recordsAsOf);
  if (profile === undefined) return blocked(`no record of this customer at ${formatInstant(recordsAsOf)}`);
  const charged = inForce(
    loaded.fees.filter((version) => version.month === month),
    asOf,
  );
  const fees = charged?.fees ?? profile.serviceFees;
  if (fees === undefined) return blocked(`no fees: neither for ${month} nor standing ones`);
  return { kind: 'terms', profile, fees };
};

/** How many faults of a record are told: a run keeps the reasons of a whole chunk of customers in one item. */
const TOLD = 3;

const inShort = (faults: readonly string[]): string =>
  [...faults.slice(0, TOLD), ...(faults.length > TOLD ? [`and ${faults.length - TOLD} more`] : [])].join('; ');

const blocked = (reason: string): EffectiveTerms => ({ kind: 'blocked', reason });
