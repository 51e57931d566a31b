import * as z from 'zod/mini';
import { type EvidenceKind, parseEvidence } from '../../../shared/api/record-evidence.ts';
import { goodwillBody, readGrant } from '../../../shared/api/goodwill-api.ts';
import { readRecord } from '../../../shared/api/customers-api.ts';
import type { Deployment } from '../../../shared/closing/load-month.ts';
import { AWS_PROVIDER } from '../../../shared/config/sources.ts';
import { ownerOf } from '../../../shared/domain/facts/facts.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { parseAlarmHistory } from '../../../shared/ingest/parse-alarm-history.ts';
import {
  outageExclusion,
  type ProviderOutage,
  parseHealthEvent,
  planOutageChanges,
  reportId,
} from '../../../shared/ingest/aws-health.ts';
import { parseAlarmEvent } from '../../../shared/ingest/cloudwatch-event.ts';
import { configuredArns, historyArn } from '../../../shared/ingest/ingest-alarm-history.ts';
import { helpdeskDelivery } from '../../../shared/ingest/ingest-helpdesk.ts';
import { incidentBodies } from '../../../shared/ingest/ingest-incidents.ts';
import { mailDelivery } from '../../../shared/ingest/ingest-mail.ts';
import { configuredCodes } from '../../../shared/ingest/ingest-statuspage.ts';
import { missingTransitions, movedDeletions } from '../../../shared/ingest/missing-transitions.ts';
import { rejectOtherFormat } from '../../../shared/ingest/payload-format.ts';
import { MOVED_DELETION } from '../../../shared/ingest/record-alarm-states.ts';
import type { Delivery } from '../../../shared/ingest/record-notice-message.ts';
import { retractionRecord } from '../../../shared/ingest/record-bodies.ts';
import {
  type ComponentStatus,
  PartlyInvalid,
  type ParsedUpdate,
  parseStatuspageUpdate,
  planStatusChanges,
  providerOfPage,
  statuspageFact,
} from '../../../shared/ingest/statuspage-webhook.ts';
import type { UpdateStatement, UpdateVersion } from '../../../shared/ingest/update-versions.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import { InvalidInput, parse } from '../../../shared/lib/validation.ts';
import { chargedFeesInput } from '../../../shared/persistence/customer-record.ts';
import { type FeesVersion, profileAt, type ProfileVersion } from '../../../shared/persistence/customer-versions.ts';
import type { GoodwillRecord } from '../../../shared/persistence/record-goodwill.ts';
import { retractableFact } from '../../../shared/persistence/record-fact.ts';
import { parseRecordedMail, parseRecordedPost } from '../../emulator/parse-recorded-post.ts';
import type { Arrival } from '../../emulator/replay-folder.ts';
import { FactRecorder, type MemoryFacts } from './memory-facts.ts';
import { MemoryMessages, MemorySenders, type MessageNotice } from './memory-messages.ts';

/** Everything that a folder recorded, in memory. `customers`: the ids of those with a record, in order. */
export type History = {
  readonly customers: readonly string[];
  readonly facts: MemoryFacts;
  readonly profiles: ReadonlyMap<string, readonly ProfileVersion[]>;
  readonly fees: ReadonlyMap<string, readonly FeesVersion[]>;
  readonly goodwill: ReadonlyMap<string, readonly GoodwillRecord[]>;
};

/** A rejected payload: its place, and why. */
export type Rejection = { readonly place: string; readonly text: string };

type Inputs = {
  readonly deployment: Deployment;
  readonly customers: readonly unknown[];
  readonly arrivals: Iterable<Arrival>;
  /** When the customers of customers.json were recorded. */
  readonly beginning: Instant;
  readonly onRejection: (rejection: Rejection) => void;
};

const apiCall = z.object({ method: z.string(), path: z.string(), body: z.optional(z.unknown()) }, 'not an object');

const EVIDENCE_PATHS: Readonly<Record<string, EvidenceKind>> = {
  '/notices': 'notice',
  '/maintenance': 'maintenance',
  '/exclusions': 'exclusion',
  '/downtimes': 'downtime',
};

const CUSTOMER_PATH = /^\/customers\/([^/]+)(?:\/fees\/(\d{4}-\d{2}))?$/;

/** A decision about a message without a customer. */
const MESSAGE_PATH = /^\/unmatched\/([^/]+)$/;

/** An instant before every month, from which the customers of a folder hold. */
const BEGINNING = '1970-01-01T00:00:00Z';

const BY = 'local';

/**
 * Records the arrivals of a folder in memory, with the parsers of the entry points. `replay` records the same with the handlers.
 * A rejected payload is reported, and the others are recorded.
 */
export const ingestHistory = async ({
  deployment,
  customers,
  arrivals,
  beginning,
  onRejection,
}: Inputs): Promise<History> => {
  const { config } = deployment;
  const names = { sources: config, own: deployment };
  const recorder = new FactRecorder();
  const profiles = new Map<string, ProfileVersion[]>();
  const fees = new Map<string, FeesVersion[]>();
  const goodwill = new Map<string, GoodwillRecord[]>();
  const senders = new MemorySenders();
  const messages = new MemoryMessages(senders);
  const configured = configuredArns(names);

  const putCustomer = (id: string, body: unknown, at: Instant): void => {
    const { record, effectiveFrom } = readRecord(id, body, config);
    senders.put(record);
    const versions = profiles.get(id) ?? [];
    const recordedAt = nextInstant(at, versions.at(-1)?.recordedAt);
    versions.push({ profile: record, effectiveFrom, recordedAt, by: BY });
    profiles.set(id, versions);
  };

  const putFees = (id: string, month: string, body: unknown, at: Instant): void => {
    const versions = fees.get(id) ?? [];
    const last = versions.findLast((version) => version.month === month);
    versions.push({
      month,
      fees: parse(chargedFeesInput, body),
      recordedAt: nextInstant(at, last?.recordedAt),
      by: BY,
    });
    fees.set(id, versions);
  };

  /** The same grant again changes nothing. */
  const grantGoodwill = (body: unknown, at: Instant): void => {
    const customer = parse(goodwillBody, body).customer;
    const grant = readGrant(body, profileAt(profiles.get(customer) ?? [], at));
    const before = goodwill.get(customer) ?? [];
    if (!before.some(({ id }) => id === grant.id))
      goodwill.set(customer, [...before, { ...grant, recordedAt: at, by: BY }]);
  };

  const recordNotice = ({ fact, shortId }: MessageNotice): void => {
    recorder.record(fact, shortId);
  };

  const callApi = (at: Instant, payload: unknown): void => {
    const { method, path, body: given } = parse(apiCall, payload);
    const body = typeof given === 'string' ? parseJson(given) : given;
    const [, named, month] = CUSTOMER_PATH.exec(path) ?? [];
    if (method === 'PUT' && named !== undefined) {
      const id = decodeURIComponent(named);
      if (month === undefined) putCustomer(id, body, at);
      else putFees(id, month, body, at);
      return;
    }
    if (method !== 'POST') return;
    if (path === '/retractions') {
      const { of, reason } = retractionRecord(body);
      recorder.retract({ ...retractableFact(of), customer: of.customer }, reason, at);
      return;
    }
    if (path === '/goodwill') {
      grantGoodwill(body, at);
      return;
    }
    const [, message] = MESSAGE_PATH.exec(path) ?? [];
    if (message !== undefined) {
      const notice = messages.decide(message, body, at);
      if (notice !== undefined) recordNotice(notice);
      return;
    }
    const kind = EVIDENCE_PATHS[path];
    if (kind === undefined) return;
    const { fact, ownId } = parseEvidence(kind, body, { deployment, clock: () => at });
    const owner = fact.kind === 'notice' ? undefined : ownerOf(fact);
    if (owner !== undefined && !senders.has(owner))
      throw new InvalidInput([{ at: 'scope.customer', rule: 'no customer has this id', value: owner }]);
    if (fact.kind === 'notice' && !senders.has(fact.customer)) messages.keepUnknown(fact);
    recorder.record(fact, fact.kind === 'notice' ? ownId : undefined);
  };

  const receiveEvent = (at: Instant, payload: unknown): void => {
    const event = typeof payload === 'string' ? parseJson(payload) : payload;
    if (isHealthEvent(event)) {
      const health = parseHealthEvent(event);
      const subscribers = { components: config.components, own: deployment };
      const update = `${AWS_PROVIDER} ${reportId(health, subscribers)}`;
      const stored = recorder.versionsOf<ProviderOutage>(update, isOutageVersion);
      recorder.applyVersions(update, planOutageChanges(stored, health, subscribers), outageExclusion, at);
      return;
    }
    rejectOtherFormat(event, 'eventbridge');
    const fact = parseAlarmEvent(event);
    if (fact !== undefined && configured.has(fact.monitor)) recorder.record({ ...fact, recordedAt: at });
  };

  const recordUpdates = (at: Instant, { page, statuses, updates, only }: ParsedUpdate): void => {
    const provider = providerOfPage(config.providers, page);
    const byUpdate = Map.groupBy(statuses, ({ update }) => update);
    for (const update of updates) {
      const key = `${provider} ${update.id}`;
      const stored = recorder.versionsOf<ComponentStatus>(key, isStatusVersion);
      const changes = planStatusChanges(stored, update, byUpdate.get(update.id) ?? [], only);
      recorder.applyVersions(key, changes, (status) => statuspageFact(provider, status), at);
    }
  };

  const receiveWebhook = (at: Instant, payload: unknown): void => {
    const body = typeof payload === 'string' ? parseJson(payload) : payload;
    try {
      recordUpdates(at, parseStatuspageUpdate(body, configuredCodes(config, body)));
    } catch (error) {
      if (error instanceof PartlyInvalid && error.valid.updates.length > 0) recordUpdates(at, error.valid);
      throw error;
    }
  };

  const readAlarmHistory = (at: Instant, payload: unknown): void => {
    for (const [monitor, { transitions, deletions }] of parseAlarmHistory(payload, (name) => historyArn(names, name))) {
      if (!configured.has(monitor)) continue;
      const reported = [...transitions, ...deletions].map(({ fact }) => fact);
      const known = [...recorder.statesOf(monitor)];
      for (const fact of missingTransitions(reported, known)) recorder.record({ ...fact, recordedAt: at });
      for (const { event, history } of movedDeletions(deletions, [...known, ...reported]))
        recorder.reconcile([history.fact], [event], MOVED_DELETION, at);
    }
  };

  const readIncidents = (at: Instant, payload: unknown, reject: (error: InvalidInput) => void): void => {
    for (const body of incidentBodies(payload)) {
      try {
        receiveWebhook(at, body);
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
        reject(error);
      }
    }
  };

  /** Signatures are not verified: a folder has no secrets. */
  const deliveryOf = async (at: Instant, door: 'notices' | 'email', payload: unknown): Promise<Delivery> => {
    const { lookups } = senders;
    if (door === 'notices') return helpdeskDelivery(lookups, parseRecordedPost(payload).body, at);
    const { event, raw } = parseRecordedMail(payload);
    const place = { lookups, domain: config.notices?.email?.domain, now: at };
    return (await mailDelivery(place, { event, readRaw: async () => raw })).delivery;
  };

  const rejectAt =
    (place: string) =>
    ({ message }: InvalidInput): void =>
      onRejection({ place, text: `rejected: ${message}` });

  const receiveMessage = async (place: string, at: Instant, door: 'notices' | 'email', payload: unknown) => {
    try {
      const notice = messages.deliver(await deliveryOf(at, door, payload), at);
      if (notice !== undefined) recordNotice(notice);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      rejectAt(place)(error);
    }
  };

  const attempt = (place: string, record: (reject: (error: InvalidInput) => void) => void): void => {
    const reject = rejectAt(place);
    try {
      record(reject);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      reject(error);
    }
  };

  for (const [i, customer] of customers.entries())
    attempt(`customers.json[${i}]`, () => {
      if (typeof customer !== 'object' || customer === null || !('id' in customer))
        throw new InvalidInput([{ at: 'id', rule: 'missing' }]);
      putCustomer(String(customer.id), { effectiveFrom: BEGINNING, ...customer }, beginning);
    });
  for (const { at, door, payload, line } of arrivals) {
    const place = `events.ndjson:${line}`;
    if (door === 'notices' || door === 'email') {
      // Only messages are awaited: a folder may have a million other arrivals.
      await receiveMessage(place, at, door, payload);
      continue;
    }
    attempt(place, (reject) => {
      if (door === 'eventbridge') receiveEvent(at, payload);
      else if (door === 'twilio') receiveWebhook(at, payload);
      else if (door === 'alarm-history') readAlarmHistory(at, payload);
      else if (door === 'incidents') readIncidents(at, payload, reject);
      else callApi(at, payload);
    });
  }
  return { customers: [...profiles.keys()].toSorted(), facts: recorder.facts, profiles, fees, goodwill };
};

/** Versions of a record have different instants: of two in one millisecond, the second is a millisecond later. */
const nextInstant = (at: Instant, last: Instant | undefined): Instant =>
  last === undefined ? at : Math.max(at, last + 1);

const healthEvent = z.object({ 'detail-type': z.literal('AWS Health Event') });
const isHealthEvent = (event: unknown): boolean => z.safeParse(healthEvent, event).success;

const isOutageVersion = (version: UpdateVersion<UpdateStatement>): version is UpdateVersion<ProviderOutage> =>
  'withdrawn' in version || 'end' in version;

const isStatusVersion = (version: UpdateVersion<UpdateStatement>): version is UpdateVersion<ComponentStatus> =>
  'withdrawn' in version || 'status' in version;
