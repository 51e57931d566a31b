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

/** Finds the customer that has an address as a contact. A whole address comes before its domain. */
export const findSender = async (table: Table, address: string, at: Instant): Promise<SenderMatch> => {
  for (const contact of contactsMatching(address)) {
    const match = await findByContact(table, contact, at);
    if (match.kind !== 'none') return match;
  }
  return { kind: 'none' };
};

/** Finds the customer that has a token. */
export const findByToken = (table: Table, noticeToken: string, at: Instant): Promise<SenderMatch> =>
  findByContact(table, tokenContact(noticeToken), at);

/** An entry of the contact's partition may be of an earlier record, so each customer's newest record is read. */
const findByContact = async (table: Table, contact: string, at: Instant): Promise<SenderMatch> => {
  const customers: string[] = [];
  for (const item of await readAll(table, contactKeys(contact))) {
    const customer = sortKeyOf(item);
    const record = await findProfile(table, customer, at);
    if (record !== undefined && sendersOf(record).includes(contact)) customers.push(customer);
  }
  const [customer] = customers;
  if (customer === undefined) return { kind: 'none' };
  return customers.length === 1 ? { kind: 'customer', customer } : { kind: 'several', customers };
};
