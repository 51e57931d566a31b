import type { Instant } from '../domain/time/instant.ts';
import { findProfile } from './customer-versions.ts';
import { readAll, sortKeyOf, type Table } from './dynamo-table.ts';
import { contactKeys } from './keys.ts';
import { contactsMatching, sendersOf, tokenContact } from './notice-senders.ts';

/** The customer of a sender; `several` if more than one customer has the contact, and `none` without one. */
export type SenderMatch =
  | { readonly kind: 'customer'; readonly customer: string }
  | { readonly kind: 'several'; readonly customers: readonly string[] }
  | { readonly kind: 'none' };

/** The customers' records, as the entry points of notices look them up. */
export type SenderLookups = {
  readonly hasRecord: (customer: string) => Promise<boolean>;
  /** Returns the customers with a contact in their newest record, in order. `contact`: in its normal form. */
  readonly customersWith: (contact: string) => Promise<readonly string[]>;
};

/** Returns the lookups in the table. An entry of a contact may be of an earlier record, so the newest one is read. */
export const tableLookups = (table: Table, at: Instant): SenderLookups => ({
  hasRecord: async (customer) => (await findProfile(table, customer, at)) !== undefined,
  customersWith: async (contact) => {
    const customers: string[] = [];
    for (const item of await readAll(table, contactKeys(contact))) {
      const customer = sortKeyOf(item);
      const record = await findProfile(table, customer, at);
      if (record !== undefined && sendersOf(record).includes(contact)) customers.push(customer);
    }
    return customers;
  },
});

/** Finds the customer that has an address as a contact. A whole address comes before its domain. */
export const findSender = async (lookups: SenderLookups, address: string): Promise<SenderMatch> => {
  for (const contact of contactsMatching(address)) {
    const match = await findByContact(lookups, contact);
    if (match.kind !== 'none') return match;
  }
  return { kind: 'none' };
};

/** Finds the customer that has a token. */
export const findByToken = (lookups: SenderLookups, noticeToken: string): Promise<SenderMatch> =>
  findByContact(lookups, tokenContact(noticeToken));

const findByContact = async ({ customersWith }: SenderLookups, contact: string): Promise<SenderMatch> => {
  const customers = await customersWith(contact);
  const [customer] = customers;
  if (customer === undefined) return { kind: 'none' };
  return customers.length === 1 ? { kind: 'customer', customer } : { kind: 'several', customers };
};
