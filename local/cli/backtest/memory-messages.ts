import {
  type AssignableMessage,
  noticeOfAssignment,
  parseDecision,
  termsOfAssignment,
  withoutRecord,
} from '../../../shared/api/unmatched-api.ts';
import type { FactOf } from '../../../shared/domain/facts/facts.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { type Delivery, factOfNotice, withReceipt } from '../../../shared/ingest/record-notice-message.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import type { CustomerRecord } from '../../../shared/persistence/customer-record.ts';
import type { SenderLookups } from '../../../shared/persistence/find-sender.ts';
import { sendersOf } from '../../../shared/persistence/notice-senders.ts';
import { unmatchedId } from '../../../shared/persistence/unmatched-message.ts';

/** The senders of notices in memory. Each customer's newest record decides. */
export class MemorySenders {
  readonly #contacts = new Map<string, readonly string[]>();
  /** The customers that have or had a contact. */
  readonly #customers = new Map<string, Set<string>>();

  readonly lookups: SenderLookups = {
    hasRecord: async (customer) => this.has(customer),
    customersWith: async (contact) =>
      [...(this.#customers.get(contact) ?? [])]
        .filter((customer) => this.#contacts.get(customer)?.includes(contact))
        .toSorted(),
  };

  put(record: CustomerRecord): void {
    const contacts = sendersOf(record);
    this.#contacts.set(record.id, contacts);
    for (const contact of contacts) {
      const customers = this.#customers.get(contact) ?? new Set();
      this.#customers.set(contact, customers.add(record.id));
    }
  }

  has(customer: string): boolean {
    return this.#contacts.has(customer);
  }
}

/** A notice, and the id under which a retraction may name it. */
export type MessageNotice = { readonly fact: FactOf<'notice'>; readonly shortId: string };

/** The messages of help desks and e-mails in memory. The first delivery decides, and so does the first assignment. */
export class MemoryMessages {
  readonly #senders: MemorySenders;
  readonly #delivered = new Set<string>();
  /** `named`: the unknown customer of a notice, which counts by itself once that customer has a record. */
  readonly #unmatched = new Map<string, AssignableMessage & { readonly named?: string }>();
  readonly #assigned = new Set<string>();

  constructor(senders: MemorySenders) {
    this.#senders = senders;
  }

  /** Returns the notice of a first delivery; undefined for a later one, and for a message without a customer. */
  deliver(
    { door, identity, noticeId, message: given, match }: Delivery,
    recordedAt: Instant,
  ): MessageNotice | undefined {
    const key = `${door} ${identity}`;
    if (this.#delivered.has(key)) return undefined;
    this.#delivered.add(key);
    const message = withReceipt(given, given.receivedAt);
    if ('customer' in match)
      return { fact: factOfNotice(message, { customer: match.customer, noticeId, recordedAt }), shortId: noticeId };
    const id = unmatchedId(message.receivedAt, key);
    const { recognizedAt, receivedAt, step, service, month } = message;
    this.#unmatched.set(id, { id, recognizedAt, receivedAt, step, service, month });
    return undefined;
  }

  /** Lists a notice of a customer without a record, so that a person can assign it. */
  keepUnknown(notice: FactOf<'notice'>): void {
    const { customer: named, recognizedAt, receivedAt, step, service, month } = notice;
    const id = unmatchedId(receivedAt, `records ${notice.id}`);
    if (!this.#unmatched.has(id))
      this.#unmatched.set(id, { id, named, recognizedAt, receivedAt, step, service, month });
  }

  /**
   * Returns the notice of a first assignment; undefined for a later one, and for a dismissal.
   * Throws `InvalidInput` for an invalid decision.
   */
  decide(id: string, body: unknown, recordedAt: Instant): MessageNotice | undefined {
    const decision = parseDecision(body);
    const message = this.#unmatched.get(id);
    if (message === undefined) throw new InvalidInput([{ at: 'path', rule: 'no such message', value: id }]);
    if (message.named !== undefined && this.#senders.has(message.named))
      throw new InvalidInput([{ at: 'path', rule: 'the customer of the notice has a record now', value: id }]);
    if ('dismiss' in decision) return undefined;
    const terms = termsOfAssignment(message, decision, body);
    if (!this.#senders.has(terms.customer)) throw withoutRecord(body);
    if (this.#assigned.has(id)) return undefined;
    this.#assigned.add(id);
    return { fact: noticeOfAssignment(message, terms, recordedAt), shortId: id };
  }
}
