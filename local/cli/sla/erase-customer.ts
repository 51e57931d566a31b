import { DeleteCommand, paginateScan, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { FactKind } from '../../../shared/domain/facts/facts.ts';
import type { CustomerRecord } from '../../../shared/persistence/customer-record.ts';
import { profileVersion } from '../../../shared/persistence/customer-versions.ts';
import {
  decodeItem,
  getItem,
  type Item,
  readAll,
  sortKeyOf,
  type Table,
} from '../../../shared/persistence/dynamo-table.ts';
import { nameSearchItems } from '../../../shared/persistence/search-subjects.ts';
import { listSentMail, mailAddressId, type SentMail } from '../../../shared/persistence/sent-mail.ts';
import {
  contactKey,
  customerKeysSince,
  factPointerKey,
  type Key,
  mailStopEventKeys,
  sentMailKeys,
} from '../../../shared/persistence/keys.ts';
import { contactsMatching, sendersOf } from '../../../shared/persistence/notice-senders.ts';
import { findPayloads } from './find-payloads.ts';

/** The text that replaces erased text. */
const ERASED = 'erased';

/** Annotations that are free text; the others are keywords, such as a notice's channel. */
const TEXT_ANNOTATIONS = new Set(['text', 'evidence']);

const said = z.optional(z.record(z.string(), z.string()));
const personalFact = z.looseObject({
  pk: z.string(),
  sk: z.string(),
  payload: z.optional(z.string()),
  said,
  fact: z.looseObject({ kind: z.string(), id: z.string(), reason: z.optional(z.string()) }),
});
type PersonalFact = z.output<typeof personalFact>;
const pointer = z.looseObject({ pk: z.string(), sk: z.string(), home: personalFact });
const namedService = z.looseObject({ name: z.optional(z.string()) });
const profileItem = z.looseObject({
  pk: z.string(),
  sk: z.string(),
  profile: z.looseObject({
    name: z.string(),
    services: z.optional(z.array(namedService)),
    contacts: z.optional(z.unknown()),
    noticeToken: z.optional(z.unknown()),
    statementTo: z.optional(z.unknown()),
  }),
});

/** The numbers of erased payloads, texts of facts, names of record versions, and messages without a customer. */
export type ErasedItems = {
  readonly payloads: number;
  readonly texts: number;
  readonly names: number;
  readonly messages: number;
  /** Messages that were sent to the customer, and bounces and complaints of its addresses. */
  readonly sent: number;
  /** The objects of the bucket that hold received messages. */
  readonly mail: readonly string[];
};

/**
 * Erases a customer's payloads, texts and names from the table. Ids, times, amounts and the ledger stay, so every statement
 * can be evaluated again. Repeating it erases the rest; with `dryRun` it counts only.
 *
 * Order: payloads, events of addresses, sent messages, texts, search terms of the names, names. A payload of the customer's record is found by its equality with a version of the record.
 */
export const eraseCustomerItems = async (
  table: Table,
  customer: string,
  { dryRun }: { readonly dryRun: boolean },
): Promise<ErasedItems> => {
  const items = await readAll(table, customerKeysSince(customer, ''));
  const ofKind = (kind: string): unknown[] => items.filter((item) => sortKeyOf(item).startsWith(`${kind}#`));
  const facts = ofKind('fact').map((item) => decodeItem(personalFact, item));
  const versions = ofKind('profile');

  const profiles = versions.map((item) => decodeItem(profileVersion, item).profile);
  const isContact = contactOf(profiles);
  const { messages, dismissals } = await messagesOf(table, customer, isContact);
  // A message may be the notice of an unknown customer, which was retracted when a person assigned it.
  const originals = await originalsOf(table, messages);
  const { payloads, mail } = await findPayloads(table, customer, {
    facts,
    profiles,
    messages: messages.map(({ message }) => message),
    isContact,
  });
  if (!dryRun) for (const pk of payloads) await deletePartition(table, pk);
  if (!dryRun) for (const item of messages.map(withoutMessageText)) await replaceItem(table, item);
  if (!dryRun) for (const item of dismissals) await replaceItem(table, { ...item, reason: ERASED });
  const sent = await listSentMail(table, customer);
  const stops = await mailStopsOf(table, sent, profiles);
  if (!dryRun) for (const key of stops) await deleteItem(table, key);
  if (!dryRun) await deletePartition(table, sentMailKeys(customer).pk);

  const copies = await Promise.all([...facts, ...originals].map(({ fact }) => pointerOf(table, fact)));
  const changedCopies = copies.flatMap((item) => {
    const home = item === undefined ? undefined : withoutText(item.home);
    return item === undefined || home === undefined ? [] : [{ ...item, home }];
  });
  const changedFacts = [...facts, ...originals].flatMap((fact) => withoutText(fact) ?? []);
  if (!dryRun) for (const item of [...changedCopies, ...changedFacts]) await replaceItem(table, item);

  const named = versions
    .map((item) => decodeItem(profileItem, item))
    .flatMap((item) => {
      const profile = withoutNames(item.profile);
      return profile === undefined ? [] : [{ ...item, profile }];
    });
  if (!dryRun) for (const { pk, sk } of profiles.flatMap(nameSearchItems)) await deleteItem(table, { pk, sk });
  if (!dryRun) for (const item of named) await replaceItem(table, item);
  if (!dryRun)
    for (const contact of new Set(profiles.flatMap(sendersOf))) await deleteItem(table, contactKey(contact, customer));
  const objects = messages.flatMap(({ message: { object } }) => object ?? []);
  return {
    payloads: payloads.size,
    texts: changedFacts.length,
    names: named.length,
    messages: messages.length,
    sent: sent.length + stops.length,
    mail: [...new Set([...mail, ...objects])],
  };
};

/** Returns the keys of the bounces, complaints and lifted stops of a customer's addresses. */
const mailStopsOf = async (
  table: Table,
  sent: readonly SentMail[],
  profiles: readonly CustomerRecord[],
): Promise<Key[]> => {
  const addresses = [...sent.map(({ to }) => to), ...profiles.flatMap(({ statementTo = [] }) => statementTo)];
  const keys: Key[] = [];
  for (const id of new Set(addresses.map(mailAddressId)))
    for (const item of await readAll(table, mailStopEventKeys(id)))
      keys.push({ pk: mailStopEventKeys(id).pk, sk: sortKeyOf(item) });
  return keys;
};

const messageItem = z.looseObject({
  pk: z.string(),
  sk: z.string(),
  message: z.looseObject({
    id: z.string(),
    text: z.string(),
    from: z.optional(z.string()),
    named: z.optional(z.string()),
    candidates: z.optional(z.array(z.string())),
    payload: z.optional(z.string()),
    object: z.optional(z.string()),
    notice: z.optional(z.string()),
    ticket: z.optional(z.looseObject({ id: z.string() })),
    headers: z.optional(z.array(z.object({ name: z.string(), value: z.string() }))),
  }),
});
type MessageItem = z.output<typeof messageItem>;
const assignmentItem = z.object({ pk: z.string(), sk: z.string(), customer: z.string() });

/** Returns whether an address is a contact in one of a customer's records. */
const contactOf = (profiles: readonly CustomerRecord[]): ((address: string) => boolean) => {
  const contacts = new Set(profiles.flatMap(sendersOf));
  return (address) => contactsMatching(address).some((contact) => contacts.has(contact));
};

const dismissalItem = z.looseObject({ pk: z.string(), sk: z.string(), reason: z.string() });

type CustomerMessages = {
  readonly messages: readonly MessageItem[];
  /** The dismissals of these messages, whose reasons are free text. */
  readonly dismissals: readonly z.output<typeof dismissalItem>[];
};

/** Returns the messages that were assigned to a customer, name it, or came from one of its contacts. Erased ones are left out. */
const messagesOf = async (
  table: Table,
  customer: string,
  isContact: (address: string) => boolean,
): Promise<CustomerMessages> => {
  const all: MessageItem[] = [];
  const dismissals: z.output<typeof dismissalItem>[] = [];
  const assigned = new Set<string>();
  const scan = {
    TableName: table.name,
    ConsistentRead: true,
    FilterExpression: 'begins_with(pk, :unmatched)',
    ExpressionAttributeValues: { ':unmatched': 'unmatched#' },
  };
  for await (const { Items = [] } of paginateScan({ client: table.documents }, scan)) {
    for (const item of Items) {
      const sk = sortKeyOf(item);
      if (sk.endsWith('#message')) all.push(decodeItem(messageItem, item));
      else if (sk.endsWith('#dismissal')) dismissals.push(decodeItem(dismissalItem, item));
      else if (sk.endsWith('#assignment') && decodeItem(assignmentItem, item).customer === customer)
        assigned.add(sk.replace(/#assignment$/, '#message'));
    }
  }
  const messages = all.filter(({ sk, message: { text, from, named, candidates = [] } }) => {
    const isNamed = named === customer || candidates.includes(customer);
    const isOwn = assigned.has(sk) || isNamed || (from !== undefined && isContact(from));
    return isOwn && text !== ERASED;
  });
  const keys = new Set(messages.map(({ sk }) => sk.replace(/#message$/, '#dismissal')));
  return { messages, dismissals: dismissals.filter(({ sk }) => keys.has(sk)) };
};

/** Returns the notices of unknown customers that became messages, with their retractions. */
const originalsOf = async (table: Table, messages: readonly MessageItem[]): Promise<PersonalFact[]> => {
  const originals: PersonalFact[] = [];
  for (const { message } of messages) {
    if (message.notice === undefined || message.named === undefined) continue;
    const items = await readAll(table, customerKeysSince(message.named, ''));
    const facts = items.flatMap((item) =>
      sortKeyOf(item).startsWith('fact#') ? [decodeItem(personalFact, item)] : [],
    );
    originals.push(...facts.filter(({ fact }) => isAboutNotice(fact, message.notice ?? '')));
  }
  return originals;
};

const retractionOf = z.object({ kind: z.literal('retraction'), of: z.object({ id: z.string() }) });

const isAboutNotice = (fact: PersonalFact['fact'], notice: string): boolean =>
  fact.id === notice || retractionOf.safeParse(fact).data?.of.id === notice;

/** Returns a message's item without the sender's text, address and headers. Its receipt and its decisions stay. */
const withoutMessageText = ({ message, ...item }: MessageItem): MessageItem => {
  const { from: _from, subject: _subject, headers: _headers, ticket: _ticket, ...rest } = message;
  return { ...item, message: { ...rest, text: ERASED } };
};

/** Returns a record without names, senders of notices and recipients of statements, or undefined if it has none. A service without a name is shown by its id. */
const withoutNames = (profile: z.output<typeof profileItem>['profile']): typeof profile | undefined => {
  const { services, contacts, noticeToken, statementTo, ...rest } = profile;
  const hasServiceName = services?.some(({ name }) => name !== undefined) === true;
  const hasSender = contacts !== undefined || noticeToken !== undefined || statementTo !== undefined;
  if (profile.name === ERASED && !hasServiceName && !hasSender) return undefined;
  return {
    ...rest,
    name: ERASED,
    ...(services === undefined ? {} : { services: services.map(({ name: _name, ...service }) => service) }),
  };
};

/** Returns a fact's item without free text, or undefined if it has none. */
const withoutText = (item: PersonalFact): PersonalFact | undefined => {
  const annotations = Object.entries(item.said ?? {});
  const hasText = annotations.some(([name, text]) => TEXT_ANNOTATIONS.has(name) && text !== ERASED);
  const hasReason = item.fact.kind === 'retraction' && item.fact.reason !== ERASED;
  if (!hasText && !hasReason) return undefined;
  return {
    ...item,
    ...(item.said === undefined
      ? {}
      : {
          said: Object.fromEntries(
            annotations.map(([name, text]) => [name, TEXT_ANNOTATIONS.has(name) ? ERASED : text]),
          ),
        }),
    ...(hasReason ? { fact: { ...item.fact, reason: ERASED } } : {}),
  };
};

const EVIDENCE_KINDS: readonly Exclude<FactKind, 'retraction'>[] = ['notice', 'maintenance', 'exclusion', 'downtime'];

/** Reads the copy of a fact under its id; a retraction has none. */
const pointerOf = async (
  table: Table,
  { kind, id }: PersonalFact['fact'],
): Promise<z.output<typeof pointer> | undefined> => {
  const evidence = EVIDENCE_KINDS.find((each) => each === kind);
  const item = evidence === undefined ? undefined : await getItem(table, factPointerKey({ kind: evidence, id }));
  return item === undefined ? undefined : decodeItem(pointer, item);
};

const replaceItem = async (table: Table, item: Item): Promise<void> => {
  const condition = { ConditionExpression: 'attribute_exists(pk)' };
  await table.documents.send(new PutCommand({ TableName: table.name, Item: item, ...condition }));
};

/** Deletes a payload with its parts, or the records of sent messages. */
const deletePartition = async (table: Table, pk: string): Promise<void> => {
  for (const item of await readAll(table, { pk, from: '!', to: '~' }))
    await deleteItem(table, { pk, sk: sortKeyOf(item) });
};

const deleteItem = async (table: Table, Key: { readonly pk: string; readonly sk: string }): Promise<void> => {
  await table.documents.send(new DeleteCommand({ TableName: table.name, Key }));
};
