import * as z from 'zod/mini';
import { parseHelpdeskPost } from '../../../shared/ingest/helpdesk-post.ts';
import { parseJson, tryParseJson } from '../../../shared/lib/parse-json.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';

/** A message, as far as its deliveries repeat it. */
export type DeliveredMessage = {
  readonly ticket?: { readonly id: string } | undefined;
  readonly headers?: readonly { readonly name: string; readonly value: string }[] | undefined;
};

const sesEvent = z.object({
  mail: z.object({
    source: z.optional(z.string()),
    commonHeaders: z.optional(z.object({ messageId: z.optional(z.string()), from: z.optional(z.array(z.string())) })),
  }),
});

const ADDRESS = /[^\s<>"(),;:]+@[^\s<>"(),;:]+/g;

/**
 * Returns a function that recognises later posts of a ticket, copies of an e-mail, and everything from a contact.
 * `isContact`: whether an address is a contact of the customer.
 */
export const deliveriesOf = (
  messages: readonly DeliveredMessage[],
  isContact: (address: string) => boolean,
): ((door: string, body: string) => boolean) => {
  const tickets = new Set(messages.flatMap(({ ticket }) => ticket?.id ?? []));
  const messageIds = new Set(
    messages.flatMap(({ headers = [] }) => headers.flatMap(({ name, value }) => (name === 'message-id' ? value : []))),
  );
  return (door, body) => {
    if (door === 'notices') {
      const { ticket, from } = postOf(body) ?? {};
      return (ticket !== undefined && tickets.has(ticket.id)) || (from !== undefined && isContact(from));
    }
    if (door !== 'email') return false;
    const { source = '', commonHeaders = {} } = sesEvent.safeParse(tryParseJson(body)).data?.mail ?? {};
    const { messageId, from = [] } = commonHeaders;
    const addresses = [source, ...from].flatMap((text) => text.match(ADDRESS) ?? []);
    return (messageId !== undefined && messageIds.has(messageId)) || addresses.some(isContact);
  };
};

const postOf = (body: string): ReturnType<typeof parseHelpdeskPost> | undefined => {
  try {
    return parseHelpdeskPost(parseJson(body), Date.now());
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
};
