import { type Fact, type FactOf, ownerOf } from '../domain/facts/facts.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { countRecordedFact } from '../ingest/count-recorded-fact.ts';
import {
  scopeComponent,
  downtimeRecord,
  exclusionRecord,
  maintenanceRecord,
  noticeRecord,
  type RecordedBody,
  retractionRecord,
} from '../ingest/record-bodies.ts';
import { faultAt, InvalidInput } from '../lib/validation.ts';
import { loadProfiles } from '../persistence/customer-versions.ts';
import { listIfUnknownCustomer } from '../persistence/unsettled-entries.ts';
import { keepPayload } from '../persistence/payload-store.ts';
import { findFact, findNotices, recordFact, retractableFact, retractFact } from '../persistence/record-fact.ts';
import type { ApiContext } from './context.ts';

const RECORD_READERS = {
  notice: noticeRecord,
  maintenance: maintenanceRecord,
  exclusion: exclusionRecord,
  downtime: downtimeRecord,
} as const satisfies Record<string, (body: unknown, now: Instant) => RecordedBody<EvidenceBody>>;

/** The kinds of evidence that people record; each body becomes one fact. */
export type EvidenceKind = 'notice' | 'maintenance' | 'exclusion' | 'downtime';
export type EvidenceBody = FactOf<EvidenceKind>;

type RetractionTarget = ReturnType<typeof retractionRecord>['of'];
type FactRef = Pick<RetractionTarget, 'kind' | 'id'>;

/** The answer to a recorded fact: the caller's own id or the fact's, the fact, and its times. */
type EvidenceReceipt = {
  readonly id: string;
  readonly fact: FactRef;
  readonly receivedAt?: string;
  readonly announcedAt?: string;
  readonly recordedAt?: string;
};

/** The answer to a retraction: its id and the retracted fact. */
type RetractionReceipt = { readonly id: string; readonly of: FactRef; readonly recordedAt: string };

/** The result of recording evidence. `known`: the same was recorded before. `title` describes why nothing was recorded. */
export type EvidenceResult =
  | { readonly outcome: 'recorded' | 'known'; readonly receipt: EvidenceReceipt | RetractionReceipt }
  | { readonly outcome: 'not found' | 'conflict'; readonly title: string };

/**
 * Records one notice, maintenance, exclusion, downtime or retraction, and keeps its body as a payload. The same body again changes
 * nothing. `caller`: the IAM principal. `text`: the body as it was received. Throws `InvalidInput` with every fault.
 */
export const recordEvidence = async (
  context: ApiContext,
  caller: string,
  kind: EvidenceKind | 'retraction',
  body: unknown,
  text: string = JSON.stringify(body),
): Promise<EvidenceResult> => {
  const origin = { by: caller, body: text };
  return kind === 'retraction'
    ? recordRetraction(context, retractionRecord(body), origin)
    : recordOne(context, await readEvidence(kind, body, context), origin);
};

type Origin = { readonly by: string; readonly body: string };

const recordOne = async (
  { table, telemetry }: ApiContext,
  { fact, said, filledIn, ownId }: RecordedBody<EvidenceBody>,
  { by, body }: Origin,
): Promise<EvidenceResult> => {
  const payload = await keepPayload(table, { door: 'records', body, receivedAt: fact.recordedAt, by });
  const shortId = fact.kind === 'notice' ? ownId : undefined;
  const recording = await recordFact(table, { fact, said, filledIn, shortId, payload, by, isActivity: true });
  countRecordedFact(telemetry, recording);
  const { outcome, stored } = recording;
  if (stored.fact.kind === 'notice' && (outcome === 'recorded' || outcome === 'known'))
    await listIfUnknownCustomer(table, { fact: stored.fact, said, payload, at: fact.recordedAt });
  switch (outcome) {
    case 'conflict':
      return { outcome: 'conflict', title: `Another ${fact.kind} has this id already` };
    case 'retracted':
      return { outcome: 'conflict', title: `This ${fact.kind} was retracted: record it anew, under an id of its own` };
    default:
      return { outcome, receipt: receiptOf(stored.fact, ownId) };
  }
};

const receiptOf = (fact: Fact, ownId: string | undefined): EvidenceReceipt => ({
  id: ownId ?? fact.id,
  fact: { kind: fact.kind, id: fact.id },
  ...('receivedAt' in fact ? { receivedAt: formatInstant(fact.receivedAt) } : {}),
  ...('announcedAt' in fact ? { announcedAt: formatInstant(fact.announcedAt) } : {}),
  ...(fact.recordedAt === undefined ? {} : { recordedAt: formatInstant(fact.recordedAt) }),
});

const recordRetraction = async (
  { table, clock }: ApiContext,
  { of, reason }: ReturnType<typeof retractionRecord>,
  { by, body }: Origin,
): Promise<EvidenceResult> => {
  const recordedAt = clock();
  const missing = { outcome: 'not found', title: `There is no ${of.kind} ${of.id}` } as const;
  // The target is looked up before the payload is kept: a retraction of nothing stores nothing.
  const target = await findRetractionTarget(table, of);
  if (target === undefined) return missing;
  const payload = await keepPayload(table, { door: 'records', body, receivedAt: recordedAt, by });
  const retracting = await retractFact(table, { of: target, reason, recordedAt, payload, by, isActivity: true });
  if (retracting.outcome === 'unknown') return missing;
  if (retracting.outcome === 'conflict')
    return { outcome: 'conflict', title: 'It was retracted already, for another reason' };
  const { fact } = retracting.stored;
  return {
    outcome: retracting.outcome,
    receipt: { id: fact.id, of: target, recordedAt: formatInstant(fact.recordedAt ?? recordedAt) },
  };
};

/** Parses a body as the fact that it records now. Throws `InvalidInput` with every fault, also for a component that is not configured. */
export const parseEvidence = (
  kind: EvidenceKind,
  body: unknown,
  { deployment, clock }: Pick<ApiContext, 'deployment' | 'clock'>,
): RecordedBody<EvidenceBody> => {
  const read = RECORD_READERS[kind](body, clock());
  const { fact } = read;
  if (fact.kind === 'notice') return read;
  const component = fact.kind === 'downtime' ? fact.component : scopeComponent(fact.scope);
  if (component !== undefined && !Object.hasOwn(deployment.config.components, component)) {
    const path = fact.kind === 'downtime' ? ['component'] : ['scope', 'component'];
    throw new InvalidInput([faultAt(body, path, 'not a configured component')]);
  }
  return read;
};

/**
 * Returns what `parseEvidence` returns. Throws `InvalidInput` also for maintenance or an exclusion of a customer without a record.
 * A notice of such a customer is kept, since the claim's time counts.
 */
export const readEvidence = async (
  kind: EvidenceKind,
  body: unknown,
  { table, ...context }: Pick<ApiContext, 'table' | 'deployment' | 'clock'>,
): Promise<RecordedBody<EvidenceBody>> => {
  const read = parseEvidence(kind, body, context);
  const customer = read.fact.kind === 'notice' ? undefined : ownerOf(read.fact);
  if (customer !== undefined && (await loadProfiles(table, customer)).length === 0)
    throw new InvalidInput([faultAt(body, ['scope', 'customer'], 'no customer has this id')]);
  return read;
};

/**
 * Finds the fact that a retraction names, or undefined. A notice may be named by its caller's id.
 * Throws `InvalidInput` if several customers have a notice of that id, as the fact's id or as its caller's.
 */
export const findRetractionTarget = async (
  table: ApiContext['table'],
  { customer, ...of }: RetractionTarget,
): Promise<FactRef | undefined> => {
  const { kind, id } = retractableFact(of);
  const named = await findFact(table, { kind, id });
  if (kind !== 'notice') {
    if (customer !== undefined)
      throw new InvalidInput([faultAt({ of: { customer } }, ['of', 'customer'], NOT_A_NOTICE)]);
    return named === undefined ? undefined : { kind, id };
  }
  const found = [...(named === undefined ? [] : [named]), ...(await findNotices(table, id))].map(
    ({ stored: { fact } }) => ({ id: fact.id, customer: ownerOf(fact) }),
  );
  const meant = customer === undefined ? found : found.filter((notice) => notice.customer === customer);
  const [first] = meant;
  // The fact's own id comes before the ids of one customer's callers.
  if (meant.every((notice) => notice.customer === first?.customer))
    return first === undefined ? undefined : { kind, id: first.id };
  const ids = [...new Set(meant.map((notice) => notice.id))].toSorted().join(', ');
  throw new InvalidInput([
    { at: 'of.id', rule: `several customers have a notice of this id (${ids}): add the customer`, value: id },
  ]);
};

const NOT_A_NOTICE = 'only for a notice';
