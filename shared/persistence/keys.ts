import { createHash } from 'node:crypto';
import { type FactKind, type FactOf, factKey } from '../domain/facts/facts.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { hashShare } from '../lib/hash-share.ts';
import { InvalidInput } from '../lib/validation.ts';

/**
 * Builds every key of the table. `#` separates the segments of a key; instants have milliseconds, so sort keys are in order of time.
 */
export type Key = { readonly pk: string; readonly sk: string };

/** A range of sort keys in one partition, both ends included. */
export type KeyRange = { readonly pk: string; readonly from: string; readonly to: string };

type EvidenceKind = Exclude<FactKind, 'retraction'>;

/** A fact that is not a retraction, and so can be retracted. */
export type EvidenceFact = FactOf<EvidenceKind>;

/** The kind and id of a fact that can be retracted. */
export type FactRef = { readonly kind: EvidenceKind; readonly id: string };

export type ProviderComponent = { readonly provider: string; readonly component: string };

/** DynamoDB's limits, in bytes of UTF-8. */
const PARTITION_KEY_BYTES_MAX = 2048;
const SORT_KEY_BYTES_MAX = 1024;

const itemKey = (pk: string, sk: string): Key => {
  if (Buffer.byteLength(pk) > PARTITION_KEY_BYTES_MAX || Buffer.byteLength(sk) > SORT_KEY_BYTES_MAX) {
    throw new InvalidInput([{ at: 'id', rule: `too long for a key of ${SORT_KEY_BYTES_MAX} bytes` }]);
  }
  return { pk, sk };
};

/** Escapes a segment that others follow, since `#` ends it. */
const escapeSegment = (text: string): string => text.replaceAll('%', '%25').replaceAll('#', '%23');
const sixDigits = (number: number): string => String(number).padStart(6, '0');

/** Sorts after every key that starts with `prefix` and `#`: `$` is the character after `#`. */
const after = (prefix: string): string => `${prefix}$`;
/** Sort before and after every sort key, which start with a digit or a lower-case letter. */
const FIRST = '!';
const LAST = '~';

const keysUnder = (pk: string, prefix: string): KeyRange => ({ pk, from: `${prefix}#`, to: after(prefix) });
/** Returns the keys in `[from, to]` of a partition whose sort keys start with an instant. */
export const keysBetween = (pk: string, from: Instant, to: Instant): KeyRange => ({
  pk,
  from: formatInstant(from),
  to: after(formatInstant(to)),
});
export const keysBefore = (pk: string, end: Instant): KeyRange => ({ pk, from: FIRST, to: formatInstant(end) });
export const keysUpTo = (pk: string, to: Instant): KeyRange => ({ pk, from: FIRST, to: after(formatInstant(to)) });

// Facts: one partition for each subject.
export const GLOBAL_PARTITION = 'all';
export const monitorPartition = (monitor: string): string => `monitor#${monitor}`;
export const providerPartition = ({ provider, component }: ProviderComponent): string =>
  `provider#${escapeSegment(provider)}#${component}`;
export const componentPartition = (component: string): string => `component#${component}`;
const customerPartition = (customer: string): string => `customer#${customer}`;

/** Returns the partition of a customer's own facts. */
export const customerFactPartition = (customer: string): string => customerPartition(customer);

/**
 * Returns the keys of the facts in a partition whose time is in `[from, to]`, after a sort key. Periods are stored under their start.
 * In a customer's partition the facts have a prefix. Retractions sort after all instants, and are left out.
 */
export const factKeysBetween = (
  pk: string,
  { from, to, after: last }: { readonly from: Instant; readonly to: Instant; readonly after?: string | undefined },
): KeyRange => {
  const prefix = pk.startsWith('customer#') ? 'fact#' : '';
  return {
    pk,
    from: last === undefined ? `${prefix}${formatInstant(from)}` : `${last}${FIRST}`,
    to: after(`${prefix}${formatInstant(to)}`),
  };
};

/** Returns the key of a fact's primary item: in the partition of its subject, in order of time. */
export const factKeyOf = (fact: EvidenceFact): Key => {
  const { id, kind } = fact;
  switch (kind) {
    case 'monitor-state':
      return itemKey(monitorPartition(fact.monitor), `${formatInstant(fact.at)}#${id}`);
    case 'provider-status':
      return itemKey(providerPartition(fact), `${formatInstant(fact.at)}#${id}`);
    case 'downtime':
      return itemKey(componentPartition(fact.component), `${formatInstant(fact.start)}#${kind}#${id}`);
    case 'notice':
      return itemKey(customerPartition(fact.customer), `fact#${formatInstant(fact.recognizedAt)}#${kind}#${id}`);
    case 'maintenance':
    case 'exclusion': {
      const sk = `${formatInstant(fact.start)}#${kind}#${id}`;
      if ('customer' in fact.scope) return itemKey(customerPartition(fact.scope.customer), `fact#${sk}`);
      return itemKey('component' in fact.scope ? componentPartition(fact.scope.component) : GLOBAL_PARTITION, sk);
    }
  }
};

/** Returns the key of a fact's retraction. It is in the fact's partition, so one Query reads both. */
export const retractionKey = (primary: Key, { kind, id }: FactRef): Key =>
  itemKey(primary.pk, `${primary.pk.startsWith('customer#') ? 'fact#' : ''}retraction#${kind}#${id}`);
export const retractionKeys = (pk: string): KeyRange =>
  keysUnder(pk, pk.startsWith('customer#') ? 'fact#retraction' : 'retraction');
/** Returns the id of a fact's retraction; it derives from the fact, so a second retraction is the same one. */
export const retractionId = (of: FactRef): string => factKey(of);

/** Returns the key of the item that finds a fact by its id. */
export const factPointerKey = ({ kind, id }: FactRef): Key => itemKey(`fact#${kind}#${id}`, 'where');
/** Returns the key of the item that finds a notice by its caller's id, unique for one customer. */
export const noticePointerKey = (shortId: string, customer: string): Key =>
  itemKey(`fact#notice#${shortId}`, `where#${customer}`);
export const noticePointerKeys = (shortId: string): KeyRange => keysUnder(`fact#notice#${shortId}`, 'where');

export const payloadKey = (sha256: string): Key => itemKey(`payload#${sha256}`, 'payload');
/** Returns the key of a part, from 1, of a payload that is too long for one item. */
export const payloadPartKey = (sha256: string, part: number): Key =>
  itemKey(`payload#${sha256}`, `part#${sixDigits(part)}`);
export const payloadPartKeys = (sha256: string): KeyRange => keysUnder(`payload#${sha256}`, 'part');

// Versions, from 1, of one component in one update of a provider.
const updatePartition = (provider: string, update: string): string => `update#${escapeSegment(provider)}#${update}`;
type UpdateVersionRef = { readonly update: string; readonly component: string; readonly version: number };
export const versionKey = (provider: string, { update, component, version }: UpdateVersionRef): Key =>
  itemKey(updatePartition(provider, update), `component#${escapeSegment(component)}#${sixDigits(version)}`);
export const versionKeys = (provider: string, update: string): KeyRange =>
  keysUnder(updatePartition(provider, update), 'component');

// A customer's partition: credit#M < fact# < fees# < goodwill# < profile# < proposal#.
// One Query from credit#M on reads everything that a month needs.
export const profileKey = (customer: string, recordedAt: Instant): Key =>
  itemKey(customerPartition(customer), `profile#${formatInstant(recordedAt)}`);
export const profileKeys = (customer: string): KeyRange => keysUnder(customerPartition(customer), 'profile');
export const feesKey = (customer: string, month: string, recordedAt: Instant): Key =>
  itemKey(customerPartition(customer), `fees#${month}#${formatInstant(recordedAt)}`);
/** Returns the keys of the fees of all months. */
export const allFeesKeys = (customer: string): KeyRange => keysUnder(customerPartition(customer), 'fees');
export const feesKeys = (customer: string, month: string): KeyRange =>
  keysUnder(customerPartition(customer), `fees#${month}`);
export type RevisionRef = { readonly customer: string; readonly month: string; readonly revision: number };
export const revisionKey = ({ customer, month, revision }: RevisionRef): Key =>
  itemKey(customerPartition(customer), `credit#${month}#${sixDigits(revision)}`);
/** Returns the keys of a month's revisions and their outbox markers. */
export const revisionKeys = (customer: string, month: string): KeyRange =>
  keysUnder(customerPartition(customer), `credit#${month}`);
/** Returns the key of a revision's outbox marker, which sorts between the revision and the next. */
export const outboxMarkerKey = ({ customer, month, revision }: RevisionRef): Key =>
  itemKey(customerPartition(customer), `credit#${month}#${sixDigits(revision)}#sent`);
export const goodwillKey = ({
  customer,
  month,
  id,
}: {
  readonly customer: string;
  readonly month: string;
  readonly id: string;
}): Key => itemKey(customerPartition(customer), `goodwill#${month}#${id}`);
export type ApprovalRef = { readonly customer: string; readonly month: string; readonly number: number };
/** Returns the key of an entry of a credit's approval log, numbered from 1. */
export const approvalKey = ({ customer, month, number }: ApprovalRef): Key =>
  itemKey(customerPartition(customer), `proposal#${month}#${sixDigits(number)}`);
export const approvalKeys = (customer: string, month: string): KeyRange =>
  keysUnder(customerPartition(customer), `proposal#${month}`);
/** Returns all keys of a customer but the credits of months before `month`. */
export const customerKeysSince = (customer: string, month: string): KeyRange => ({
  pk: customerPartition(customer),
  from: `credit#${month}`,
  to: LAST,
});

/**
 * Lists select the customers of a run. The key of an entry is the whole entry. It has the list, the customer, the instant of recording, and
 * the restriction of a change. A partition accepts 1,000 writes a second. A close with four message groups writes up to 600 credits a second
 * (docs/scaling.md). Their four partitions accept 4,000. The other lists grow through the API alone, which accepts 50 calls a second.
 */
const CREDIT_LIST_PARTITIONS = 4;

const listKey = (pk: string, customer: string, recordedAt: Instant, change?: string): Key =>
  itemKey(pk, [customer, formatInstant(recordedAt), ...(change === undefined ? [] : [change])].join('#'));

/** The partition of customers by policy; `''` is the default policy. */
export const customerList = (policy: string): string => `list#customers#${policy}`;
/** The partition of notices by the UTC month of receipt, and by the month that they name. */
export const noticeList = (month: string): string => `list#notices#${month}`;
/** The partition of other changes of single customers, by the UTC month of recording. */
export const changeList = (month: string): string => `list#changes#${month}`;
const creditListPartition = (month: string, partition: number): string => `list#credits#${month}#${partition}`;
/** The partitions of a month's credits. */
export const creditLists = (month: string): string[] =>
  Array.from({ length: CREDIT_LIST_PARTITIONS }, (_, partition) => creditListPartition(month, partition));

export const customerEntryKey = (customer: string, policy: string | undefined, recordedAt: Instant): Key =>
  listKey(customerList(policy ?? ''), customer, recordedAt);
export const creditEntryKey = (customer: string, month: string, recordedAt: Instant): Key => {
  const partition = Math.floor(hashShare(customer) * CREDIT_LIST_PARTITIONS);
  return listKey(creditListPartition(month, partition), customer, recordedAt);
};

/** The partition of the external ids of customers' records. */
export const EXTERNAL_ID_LIST = 'list#external-ids';
export const externalIdsEntryKey = (customer: string, recordedAt: Instant): Key =>
  listKey(EXTERNAL_ID_LIST, customer, recordedAt);

type ListedNotice = {
  readonly customer: string;
  readonly recognizedAt: Instant;
  readonly receivedAt: Instant;
  readonly month?: string | undefined;
};
/** Returns the keys of a notice's entries, under the month of receipt and under the month that it names. */
export const noticeEntryKeys = (notice: ListedNotice, recordedAt: Instant): Key[] => {
  const { customer, recognizedAt, receivedAt, month } = notice;
  return [
    listKey(noticeList(utcMonth(receivedAt)), customer, recordedAt, `from#${formatInstant(recognizedAt)}`),
    ...(month === undefined ? [] : [listKey(noticeList(month), customer, recordedAt, `month#${month}`)]),
  ];
};
/** Returns the key of an entry for maintenance or an exclusion of one customer. */
export const periodEntryKey = (customer: string, start: Instant, recordedAt: Instant): Key =>
  listKey(changeList(utcMonth(recordedAt)), customer, recordedAt, `from#${formatInstant(start)}`);
export const feesEntryKey = (customer: string, month: string, recordedAt: Instant): Key =>
  listKey(changeList(utcMonth(recordedAt)), customer, recordedAt, `month#${month}`);
/** Returns the key of an entry for a version of a customer's record. `from`: when its terms begin; undefined: they hold in all months. */
export const termsEntryKey = (customer: string, from: Instant | undefined, recordedAt: Instant): Key =>
  listKey(
    changeList(utcMonth(recordedAt)),
    customer,
    recordedAt,
    from === undefined ? undefined : `terms#${formatInstant(from)}`,
  );
/** Returns the key of an entry for goodwill. It is read like a notice that names the month. */
export const goodwillEntryKey = (customer: string, month: string, recordedAt: Instant): Key =>
  listKey(noticeList(month), customer, recordedAt, `month#${month}`);
/** Returns the key of an entry for an approved credit of a month. */
export const approvalEntryKey = (customer: string, month: string, recordedAt: Instant): Key =>
  listKey(changeList(utcMonth(recordedAt)), customer, recordedAt, `month#${month}`);
/** A retracted fact may have any time. */
export const retractionEntryKey = (customer: string, recordedAt: Instant): Key =>
  listKey(changeList(utcMonth(recordedAt)), customer, recordedAt);

/**
 * The partition of records by people and of closes, by the UTC month of recording. An entry has its instant first: the last one is the
 * newest. The API accepts 50 calls a second, and a partition 1,000 writes a second.
 */
const activityList = (month: string): string => `list#activity#${month}`;
/** Returns the key of an entry of the activity. `subject` is unique at one instant. */
export const activityEntryKey = (recordedAt: Instant, subject: string): Key =>
  itemKey(
    activityList(utcMonth(recordedAt)),
    `${formatInstant(recordedAt)}#${createHash('sha256').update(subject).digest('hex').slice(0, 32)}`,
  );
/** Returns the keys of a month's activity from an instant on, up to an instant or before an earlier entry. */
export const activityKeys = (
  month: string,
  { from, to, before }: { readonly from?: Instant; readonly to?: Instant; readonly before?: string | undefined },
): KeyRange => ({
  pk: activityList(month),
  from: from === undefined ? FIRST : formatInstant(from),
  to: before ?? (to === undefined ? LAST : after(formatInstant(to))),
});

/** The partition of proposals by the UTC month of recording, in order of time. A proposal that waits no more has a second entry. */
const proposalList = (month: string): string => `list#proposals#${month}`;
type ListedProposal = ApprovalRef & { readonly recordedAt: Instant };
export const proposalEntryKey = ({ customer, month, number, recordedAt }: ListedProposal): Key =>
  itemKey(proposalList(utcMonth(recordedAt)), `${formatInstant(recordedAt)}#${customer}#${month}#${sixDigits(number)}`);
export const endedProposalKey = (proposal: ListedProposal): Key => {
  const { pk, sk } = proposalEntryKey(proposal);
  return itemKey(pk, `${sk}#ended`);
};
/** Returns the keys of the proposals of a UTC month. */
export const proposalListKeys = (month: string): KeyRange => ({ pk: proposalList(month), from: FIRST, to: LAST });
/**
 * The partition of search terms by their first character. An entry has the term and a digest of its subject. The API accepts 50 calls a
 * second, each with some ten terms, and a partition 1,000 writes a second.
 */
const searchPartition = (term: string): string => `list#search#${String.fromCodePoint(term.codePointAt(0) ?? 0x20)}`;
export const searchEntryKey = (term: string, subject: string): Key =>
  itemKey(
    searchPartition(term),
    `${escapeSegment(term)}#${createHash('sha256').update(subject).digest('hex').slice(0, 32)}`,
  );
/** Returns the keys of all terms that begin with `prefix`. No character sorts after U+10FFFF. */
export const searchKeys = (prefix: string): KeyRange => ({
  pk: searchPartition(prefix),
  from: escapeSegment(prefix),
  to: `${escapeSegment(prefix)}\u{10FFFF}`,
});

/** The partition of the customers with an id in another system. The id can be longer than a key. */
export const externalRefEntryKey = (system: string, id: string, customer: string): Key =>
  itemKey(externalRefList(system, id), customer);
export const externalRefList = (system: string, id: string): string =>
  `list#refs#${createHash('sha256')
    .update(JSON.stringify([system, id]))
    .digest('hex')}`;

/** The partition of people who signed in to the console, with each name that they had. */
export const personKey = (by: string, recordedAt: Instant): Key =>
  itemKey('list#people', `${escapeSegment(by)}#${formatInstant(recordedAt)}`);
export const PEOPLE_KEYS: KeyRange = { pk: 'list#people', from: FIRST, to: LAST };
/** Returns the key of the item that ends a session before its time. */
export const signOutKey = (session: string): Key => itemKey('list#sign-outs', session);

/** Returns the keys of a list; with `after`, only those of customers that sort after it. */
export const listKeys = (pk: string, customer?: string): KeyRange => ({
  pk,
  from: customer === undefined ? FIRST : after(customer),
  to: LAST,
});

/** An entry of a list. `recordedAt` is text, which sorts like the instant. */
type ListEntry = {
  readonly customer: string;
  readonly recordedAt: string;
  /**
   * `month`: the only month that the change can affect. `from`: when its effect can begin. `terms`: when its terms begin.
   * Without them, it can affect any month.
   */
  readonly change: {
    readonly month?: string | undefined;
    readonly from?: string | undefined;
    readonly terms?: string | undefined;
  };
};

/** Parses the sort key of an entry. `#` sorts before every character of a customer's id, so entries are in order of customers. */
export const parseListEntry = (sortKey: string): ListEntry => {
  const [customer = '', recordedAt = '', kind = '', value = ''] = sortKey.split('#');
  return { customer, recordedAt, change: kind === '' ? {} : { [kind]: value } };
};

export const utcMonth = (at: Instant): string => formatInstant(at).slice(0, 7);
/** Returns the UTC months that touch `[from, to]`, both ends included. */
export const utcMonthsBetween = (from: Instant, to: Instant): string[] => {
  const months: string[] = [];
  for (let at = new Date(`${utcMonth(from)}-01T00:00:00Z`); at.getTime() <= to; at.setUTCMonth(at.getUTCMonth() + 1)) {
    months.push(utcMonth(at.getTime()));
  }
  return months;
};

// Senders of notices: each contact or token finds the customers that may have it. A customer's newest record decides.
export const contactKey = (contact: string, customer: string): Key => itemKey(`contact#${contact}`, customer);
export const contactKeys = (contact: string): KeyRange => ({ pk: `contact#${contact}`, from: FIRST, to: LAST });

/** Returns the key of the first delivery of a message or ticket, which decides for all later ones. */
export const firstDeliveryKey = (door: string, id: string): Key => itemKey(`delivery#${door}#${id}`, 'first');

// Messages that match no customer: one partition for each UTC month of receipt, in order of receipt.
const unmatchedPartition = (month: string): string => `unmatched#${month}`;
type UnmatchedRef = { readonly id: string; readonly receivedAt: Instant };
export type UnmatchedItemName = 'message' | 'dismissal' | 'assignment';
export const unmatchedKey = ({ id, receivedAt }: UnmatchedRef, item: UnmatchedItemName): Key =>
  itemKey(unmatchedPartition(utcMonth(receivedAt)), `${formatInstant(receivedAt)}#${id}#${item}`);
/** Returns the keys of the messages that were received in a UTC month. */
export const unmatchedKeys = (month: string): KeyRange => ({ pk: unmatchedPartition(month), from: FIRST, to: LAST });
/** Returns the keys of the messages with one instant of receipt. */
export const unmatchedKeysAt = (receivedAt: Instant): KeyRange =>
  keysUnder(unmatchedPartition(utcMonth(receivedAt)), formatInstant(receivedAt));

// Messages that were sent to a customer: one partition for each customer. `hash`: of an id or an address, which can be longer than a key.
const sentMailPartition = (customer: string): string => `mail#${customer}`;
/** Returns the key of a message of a thread that has its receipt. */
export const mailThreadKey = (customer: string, hash: string): Key =>
  itemKey(sentMailPartition(customer), `thread#${hash}`);
/** Returns the key of one receipt, and of its result. */
export const receiptKey = (customer: string, notice: string, item: 'receipt' | 'result'): Key =>
  itemKey(sentMailPartition(customer), `receipt#${escapeSegment(notice)}#${item}`);
/** Returns the key of one of the receipts that an address may get on a UTC day. */
export const dailyReceiptKey = (
  customer: string,
  { date, hash, slot }: { date: string; hash: string; slot: number },
): Key => itemKey(sentMailPartition(customer), `daily#${date}#${hash}#${slot}`);
type StatementMailRef = RevisionRef & { readonly hash: string };
/** Returns the key of the message with a revision's statement to one address, and of its result. */
export const statementMailKey = (
  { customer, month, revision, hash }: StatementMailRef,
  item: 'statement' | 'result',
): Key => itemKey(sentMailPartition(customer), `statement#${month}#${sixDigits(revision)}#${hash}#${item}`);
/** Returns the keys of all messages that were sent to a customer. */
export const sentMailKeys = (customer: string): KeyRange => ({
  pk: sentMailPartition(customer),
  from: FIRST,
  to: LAST,
});

/** The partition of bounces, complaints and lifted stops, by the hash of the address. */
const MAIL_STOPS = 'mail-stops';
/** Returns the key of an event of an address. At one instant `lift` follows the others. */
export const mailStopEventKey = (hash: string, at: Instant, kind: 'bounce' | 'complaint' | 'lift'): Key =>
  itemKey(MAIL_STOPS, `${hash}#${formatInstant(at)}#${kind}`);
/** Returns the keys of an address's events in order of time; of all addresses without one. */
export const mailStopEventKeys = (hash?: string): KeyRange =>
  hash === undefined ? { pk: MAIL_STOPS, from: FIRST, to: LAST } : keysUnder(MAIL_STOPS, hash);

// Credits that invoicing left to a person: a partition for each month, and numbered entries for each credit.
type InvoiceReviewEntryRef = { readonly customer: string; readonly month: string; readonly number: number };
export const invoiceReviewKey = ({ customer, month, number }: InvoiceReviewEntryRef): Key =>
  itemKey(`invoicing#${month}`, `${escapeSegment(customer)}#${sixDigits(number)}`);
export const invoiceReviewKeys = (month: string): KeyRange => ({ pk: `invoicing#${month}`, from: FIRST, to: LAST });
export const customerReviewKeys = (customer: string, month: string): KeyRange =>
  keysUnder(`invoicing#${month}`, escapeSegment(customer));

// Claims against providers: one partition for each month, the marks of a claim in order of their record.
type ProviderClaimRef = { readonly provider: string; readonly service: string; readonly month: string };
export const claimMarkKey = (claim: ProviderClaimRef, recordedAt: Instant, state: string): Key =>
  itemKey(
    `provider-claim#${claim.month}`,
    `${escapeSegment(claim.provider)}#${escapeSegment(claim.service)}#${formatInstant(recordedAt)}#${state}`,
  );
export const claimMarkKeys = (month: string): KeyRange => ({ pk: `provider-claim#${month}`, from: FIRST, to: LAST });

// Runs: for each month one partition for closes, one for previews, one for sweeps.
export type RunName = {
  readonly month: string;
  readonly asOf: Instant;
  readonly preview: boolean;
  readonly sweep?: boolean | undefined;
};
export type RunKind = Omit<RunName, 'asOf'>;
const runPartition = ({ month, preview, sweep = false }: RunKind): string =>
  `run#${month}${preview ? '#preview' : sweep ? '#sweep' : ''}`;
/** `chunk` < `closed` < `plan` < `progress` < `run`: the last item of the partition is the newest run. */
const runItemKey = (run: RunName, item: string): Key =>
  itemKey(runPartition(run), `${formatInstant(run.asOf)}#${item}`);
export const runKey = (run: RunName): Key => runItemKey(run, 'run');
export const planKey = (run: RunName): Key => runItemKey(run, 'plan');
export const progressKey = (run: RunName): Key => runItemKey(run, 'progress');
export const completionKey = (run: RunName): Key => runItemKey(run, 'closed');
export const batchResultKey = (run: RunName, chunk: number): Key => runItemKey(run, `chunk#${sixDigits(chunk)}`);
export const batchResultKeys = (run: RunName): KeyRange =>
  keysUnder(runPartition(run), `${formatInstant(run.asOf)}#chunk`);
/** Returns the keys of all runs of a kind; with `before`, only those of earlier instants. */
export const runKeys = (kind: RunKind, before?: Instant): KeyRange => ({
  pk: runPartition(kind),
  from: FIRST,
  to: before === undefined ? LAST : formatInstant(before),
});

// Data quality of sources: reasons to doubt facts.
/** Returns the key of a data-quality issue: by its source, in order of time. The same issue has the same key. */
export const findingKey = (finding: { readonly subject: string; readonly at: Instant; readonly kind: string }): Key =>
  itemKey(`finding#${finding.subject}`, `${formatInstant(finding.at)}#${finding.kind}`);
export const findingKeys = (subject: string, from: Instant, to: Instant): KeyRange =>
  keysBetween(`finding#${subject}`, from, to);

/** Returns the key of one complete poll of an alarm. */
export const readingKey = (monitor: string, at: Instant): Key => itemKey(`reading#${monitor}`, formatInstant(at));
export const readingKeysUpTo = (monitor: string, to: Instant): KeyRange => keysUpTo(`reading#${monitor}`, to);

/** Returns the key of one edit of a Health event's report. A report's newest edit sorts last. `provided`: `LAMBDA/us-east-1` */
export const healthIssueKey = (provided: string, id: string, at: Instant, state: 'open' | 'open-end' | 'over'): Key =>
  itemKey(`issue#${provided}`, `event#${escapeSegment(id)}#${formatInstant(at)}#${state}`);
export const healthIssueKeys = (provided: string): KeyRange => keysUnder(`issue#${provided}`, 'event');

/** Returns the key of one version of a provider's incident, in order of its start. At one instant `over` follows `open`. */
export const providerIncidentKey = (
  provider: string,
  incident: { readonly incident: string; readonly start: Instant; readonly updatedAt: Instant; readonly end?: unknown },
): Key =>
  itemKey(
    `incident#${provider}`,
    `${formatInstant(incident.start)}#${escapeSegment(incident.incident)}#${formatInstant(incident.updatedAt)}#${incident.end === undefined ? 'open' : 'over'}`,
  );
export const providerIncidentKeys = (provider: string, from: Instant, to: Instant): KeyRange =>
  keysBetween(`incident#${provider}`, from, to);

/** The key of the instant since which overdue months are reported. */
export const monitoringKey: Key = itemKey('watch#months', 'since');
