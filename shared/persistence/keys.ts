import { type FactKind, type FactOf, factKey } from '../domain/facts/facts.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { InvalidInput } from '../lib/validation.ts';

/**
 * Every key of the table, and nothing else builds one (those of the index of changes: change-keys.ts; of what a person reviews:
 * review-keys.ts). Parts are joined by `#`; instants are written to the millisecond, so that sort keys are in order of time.
 */
export type Key = { readonly pk: string; readonly sk: string };

/** The further key of an item that the index finds. */
export type IndexKey = { readonly indexPk: string; readonly indexSk: string };

/** A stretch of a partition, both ends included. */
export type KeyRange = { readonly pk: string; readonly from: string; readonly to: string };

/** A fact that is not a retraction: what a retraction can be of. */
type EvidenceKind = Exclude<FactKind, 'retraction'>;
export type EvidenceOrigin = FactOf<EvidenceKind>;

export type ProviderComponent = { readonly provider: string; readonly component: string };

/** DynamoDB's own limits, in bytes of UTF-8. */
const LONGEST_PK = 2048;
const LONGEST_SK = 1024;

export const itemKey = (pk: string, sk: string): Key => {
  if (Buffer.byteLength(pk) > LONGEST_PK || Buffer.byteLength(sk) > LONGEST_SK) {
    throw new InvalidInput([{ at: 'id', rule: `too long for a key of ${LONGEST_SK} bytes` }]);
  }
  return { pk, sk };
};

/** A part that others follow: its own `#` must not end it. */
export const escapeSegment = (text: string): string => text.replaceAll('%', '%25').replaceAll('#', '%23');
const six = (number: number): string => String(number).padStart(6, '0');

/** Sorts after everything that starts with `prefix` and `#`, since `$` is what follows `#`. */
const after = (prefix: string): string => `${prefix}$`;
/** Sorts before and after every sort key: they all start with a digit or a small letter. */
const FIRST = '!';
const LAST = '~';

export const begunBy = (pk: string, prefix: string): KeyRange => ({ pk, from: `${prefix}#`, to: after(prefix) });
/** What is at or after `from` and at or before `to`, of a partition whose sort keys start with an instant. */
export const keysBetween = (pk: string, from: Instant, to: Instant): KeyRange => ({
  pk,
  from: formatInstant(from),
  to: after(formatInstant(to)),
});
export const keysBefore = (pk: string, end: Instant): KeyRange => ({ pk, from: FIRST, to: formatInstant(end) });
export const keysUpTo = (pk: string, to: Instant): KeyRange => ({ pk, from: FIRST, to: after(formatInstant(to)) });

// Facts: a partition for each thing that facts are about.
export const ALL = 'all';
export const monitorPartition = (monitor: string): string => `monitor#${monitor}`;
export const providerPartition = ({ provider, component }: ProviderComponent): string =>
  `provider#${escapeSegment(provider)}#${component}`;
export const componentPartition = (component: string): string => `component#${component}`;
const customerPartition = (customer: string): string => `customer#${customer}`;

/** Where a fact is kept: with what it is about, in order of time. */
export const factHome = (fact: EvidenceOrigin): Key => {
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
      return itemKey('component' in fact.scope ? componentPartition(fact.scope.component) : ALL, sk);
    }
  }
};

/** What is retracted, by kind and id. */
export type NamedFact = { readonly kind: EvidenceKind; readonly id: string };

/** A retraction is kept with what it retracts, so that whoever reads the one reads the other. A fact is retracted once. */
export const retractionHome = (home: Key, { kind, id }: NamedFact): Key =>
  itemKey(home.pk, `${home.pk.startsWith('customer#') ? 'fact#' : ''}retraction#${kind}#${id}`);
export const retractionsIn = (pk: string): KeyRange => begunBy(pk, 'retraction');
/** The id of the retraction of a fact: derived, so that retracting twice is retracting once. */
export const retractionId = (of: NamedFact): string => factKey(of);

/** Where a fact is found by its id alone. */
export const factName = ({ kind, id }: NamedFact): Key => itemKey(`fact#${kind}#${id}`, 'where');
/** Where a notice is found by its caller's own id, which is unique for the customer only. */
export const shortNoticeName = (shortId: string, customer: string): Key =>
  itemKey(`fact#notice#${shortId}`, `where#${customer}`);
export const shortNoticeNames = (shortId: string): KeyRange => begunBy(`fact#notice#${shortId}`, 'where');

export const payloadKey = (sha256: string): Key => itemKey(`payload#${sha256}`, 'payload');

// What an update of a provider said of a component, in versions from 1.
const updatePartition = (provider: string, update: string): string => `update#${escapeSegment(provider)}#${update}`;
type VersionName = { readonly update: string; readonly component: string; readonly version: number };
export const versionKey = (provider: string, { update, component, version }: VersionName): Key =>
  itemKey(updatePartition(provider, update), `component#${escapeSegment(component)}#${six(version)}`);
export const versionsOf = (provider: string, update: string): KeyRange =>
  begunBy(updatePartition(provider, update), 'component');

// A customer's partition. credit#M < fact# < fees# < profile#: all that a month's closing needs is one Query from credit#M on.
export const profileKey = (customer: string, recordedAt: Instant): Key =>
  itemKey(customerPartition(customer), `profile#${formatInstant(recordedAt)}`);
export const profilesUpTo = (customer: string, to: Instant): KeyRange => ({
  pk: customerPartition(customer),
  from: 'profile#',
  to: `profile#${formatInstant(to)}`,
});
export const feesKey = (customer: string, month: string, recordedAt: Instant): Key =>
  itemKey(customerPartition(customer), `fees#${month}#${formatInstant(recordedAt)}`);
export const feesUpTo = (customer: string, month: string, to: Instant): KeyRange => ({
  pk: customerPartition(customer),
  from: `fees#${month}#`,
  to: `fees#${month}#${formatInstant(to)}`,
});
export type CreditName = { readonly customer: string; readonly month: string; readonly revision: number };
export const revisionKey = ({ customer, month, revision }: CreditName): Key =>
  itemKey(customerPartition(customer), `credit#${month}#${six(revision)}`);
/** Sorts between its revision and the next. */
export const sentKey = ({ customer, month, revision }: CreditName): Key =>
  itemKey(customerPartition(customer), `credit#${month}#${six(revision)}#sent`);
/** All that is known of a customer, less the credits of months before `month`. */
export const customerSince = (customer: string, month: string): KeyRange => ({
  pk: customerPartition(customer),
  from: `credit#${month}`,
  to: LAST,
});

// The index: which customers a closing must look at.
export const indexSk = (customer: string, recordedAt: Instant): string => `${customer}#${formatInstant(recordedAt)}`;
/** Notices by the UTC month in which the company received them. */
export const noticesIndex = (month: string): string => `notices#${month}`;
/** Customers by policy; `''` is the default policy. */
export const customersIndex = (policy: string): string => `customers#${policy}`;
/** Customers that have a credit, by its month. */
export const creditsIndex = (month: string): string => `credits#${month}`;

/** Sorts after all index entries of a customer, and before those of whoever comes next. */
export const pastCustomer = (customer: string): string => after(customer);

/** The customer and the instant (as text) that an index entry's sort key names. `#` sorts before all that an id is made of. */
export const readIndexEntry = (indexSk: string): { readonly customer: string; readonly recordedAt: string } => {
  const [customer = '', recordedAt = ''] = indexSk.split('#');
  return { customer, recordedAt };
};

const utcMonth = (at: Instant): string => formatInstant(at).slice(0, 7);
/** The UTC months that lie in `[from, to]`, both ends included. */
export const utcMonths = (from: Instant, to: Instant): string[] => {
  const months: string[] = [];
  for (let at = new Date(`${utcMonth(from)}-01T00:00:00Z`); at.getTime() <= to; at.setUTCMonth(at.getUTCMonth() + 1)) {
    months.push(utcMonth(at.getTime()));
  }
  return months;
};

export const noticeIndexKey = (customer: string, receivedAt: Instant, recordedAt: Instant): IndexKey => ({
  indexPk: noticesIndex(utcMonth(receivedAt)),
  indexSk: indexSk(customer, recordedAt),
});
export const customerIndexKey = (customer: string, policy: string | undefined, recordedAt: Instant): IndexKey => ({
  indexPk: customersIndex(policy ?? ''),
  indexSk: indexSk(customer, recordedAt),
});
export const creditIndexKey = (customer: string, month: string, recordedAt: Instant): IndexKey => ({
  indexPk: creditsIndex(month),
  indexSk: indexSk(customer, recordedAt),
});

// Runs: a partition for a month's closings, one for its previews, one for its sweeps.
export type RunName = {
  readonly month: string;
  readonly asOf: Instant;
  readonly preview: boolean;
  readonly sweep?: boolean | undefined;
};
type RunKind = Omit<RunName, 'asOf'>;
const runPartition = ({ month, preview, sweep = false }: RunKind): string =>
  `run#${month}${preview ? '#preview' : sweep ? '#sweep' : ''}`;
/** chunk < closed < plan < progress < run: the last item of the partition is the newest run itself. */
const runItem = (run: RunName, rest: string): Key => itemKey(runPartition(run), `${formatInstant(run.asOf)}#${rest}`);
export const runKey = (run: RunName): Key => runItem(run, 'run');
export const planKey = (run: RunName): Key => runItem(run, 'plan');
export const progressKey = (run: RunName): Key => runItem(run, 'progress');
export const closedKey = (run: RunName): Key => runItem(run, 'closed');
export const chunkKey = (run: RunName, chunk: number): Key => runItem(run, `chunk#${six(chunk)}`);
export const chunksOf = (run: RunName): KeyRange => begunBy(runPartition(run), `${formatInstant(run.asOf)}#chunk`);
/** `before`: those of earlier instants. */
export const runsOf = (kind: RunKind, before?: Instant): KeyRange => ({
  pk: runPartition(kind),
  from: FIRST,
  to: before === undefined ? LAST : formatInstant(before),
});
