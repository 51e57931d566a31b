import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { fact as factSchema, type Fact, type FactOf } from '../../../shared/domain/facts/facts.ts';
import { formatInstant, type Instant } from '../../../shared/domain/time/instant.ts';
import { endOfSecond } from '../../../shared/ingest/cloudwatch-event.ts';
import { SECOND_MS } from '../../../shared/lib/time-units.ts';
import { customerRecord } from '../../../shared/persistence/customer-record.ts';
import type { GoodwillRecord } from '../../../shared/persistence/record-goodwill.ts';
import {
  effectiveFromOf,
  type FeesVersion,
  type ProfileVersion,
} from '../../../shared/persistence/customer-versions.ts';

/** An arrival of a replay folder. */
export type ExportedArrival = { readonly at: Instant; readonly door: string; readonly payload: unknown };

/** Replaces personal data: ids, names and texts. */
export type Privacy = { readonly idOf: (customer: string) => string; readonly textOf: (text: string) => string };

/** Keeps all data. */
export const NO_PRIVACY: Privacy = { idOf: (customer) => customer, textOf: (text) => text };

/** Returns a pseudonym of a customer: the same in all exports of a stage. */
export const pseudonymsOf = (stage: string): Privacy => ({
  idOf: (customer) => `customer-${digest(`${stage} ${customer}`).slice(0, 16)}`,
  textOf: () => '…',
});

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const call = (at: Instant, method: string, path: string, body: unknown): ExportedArrival => ({
  at,
  door: 'records',
  payload: { method, path, body },
});

/** Returns a version of a customer's record as `PUT /customers/{id}` at its instant. */
export const profileArrival = (version: ProfileVersion, privacy: Privacy): ExportedArrival => {
  const { profile, recordedAt } = version;
  const id = privacy.idOf(profile.id);
  const record = z.encode(customerRecord, profile);
  const {
    externalRefs: _refs,
    contacts: _contacts,
    noticeToken: _token,
    statementTo: _recipients,
    ...plain
  } = { contacts: undefined, noticeToken: undefined, statementTo: undefined, ...record };
  const body = privacy === NO_PRIVACY ? record : { ...plain, id, name: id };
  return call(recordedAt, 'PUT', `/customers/${encodeURIComponent(id)}`, {
    ...body,
    effectiveFrom: formatInstant(effectiveFromOf(version)),
  });
};

/** Returns the fees that a customer was charged as `PUT /customers/{id}/fees/{month}` at their instant. */
export const feesArrival = (
  customer: string,
  { month, fees, recordedAt }: FeesVersion,
  { idOf }: Privacy,
): ExportedArrival => call(recordedAt, 'PUT', `/customers/${encodeURIComponent(idOf(customer))}/fees/${month}`, fees);

/** Returns a grant of goodwill as `POST /goodwill` at its instant. Its place keeps the reasons of equal grants apart. */
export const goodwillArrival = (
  { customer, month, amountMinor, currency, reason, recordedAt }: GoodwillRecord,
  place: number,
  privacy: Privacy,
): ExportedArrival =>
  call(recordedAt, 'POST', '/goodwill', {
    customer: privacy.idOf(customer),
    month,
    amountMinor,
    currency,
    reason: privacy === NO_PRIVACY ? reason : `grant ${place}`,
  });

/** The characters of an id that the API accepts. */
const OWN_ID_CHARACTERS_MAX = 200;

/** Returns a fact's id in the export. The ids of a status page, and long ids of AWS, are replaced by their hash. */
const exportedId = ({ kind, id }: Pick<Fact, 'kind' | 'id'>): string =>
  kind === 'provider-status' || id.length > OWN_ID_CHARACTERS_MAX ? digest(id).slice(0, 32) : id;

/**
 * Returns a fact as an arrival that records an equal fact at the same instant. `pageOf`: the id of a provider's status page.
 * A retraction's target must be exported too.
 */
export const factArrival = (
  fact: Fact,
  {
    text,
    pageOf,
    privacy,
  }: { readonly text: string; readonly pageOf: (provider: string) => string; readonly privacy: Privacy },
): ExportedArrival => {
  const at = fact.recordedAt ?? 0;
  const {
    kind: _kind,
    id: _id,
    recordedAt: _recordedAt,
    ...fields
  } = withPseudonym(z.encode(factSchema, fact), privacy);
  switch (fact.kind) {
    case 'monitor-state':
      return alarmArrival(fact, at);
    case 'provider-status':
      return {
        at,
        door: 'twilio',
        payload: {
          page: { id: pageOf(fact.provider) },
          component: { id: fact.component },
          component_update: { id: exportedId(fact), new_status: fact.status, created_at: formatInstant(fact.at) },
        },
      };
    case 'notice': {
      const own = fact.id.startsWith(`${fact.customer}/`) ? fact.id.slice(fact.customer.length + 1) : fact.id;
      return call(at, 'POST', '/notices', { id: own, ...fields, text: privacy.textOf(text), channel: 'email' });
    }
    case 'retraction':
      return call(at, 'POST', '/retractions', { of: retracted(fact.of, privacy), reason: privacy.textOf(fact.reason) });
    case 'maintenance':
      return call(at, 'POST', '/maintenance', { id: exportedId(fact), ...fields });
    default: {
      const path = fact.kind === 'downtime' ? '/downtimes' : '/exclusions';
      return call(at, 'POST', path, { id: exportedId(fact), ...fields, evidence: privacy.textOf(text) });
    }
  }
};

const retracted = ({ kind, id }: FactOf<'retraction'>['of'], { idOf }: Privacy) => {
  const [customer = '', ...own] = id.split('/');
  return { kind, id: kind === 'notice' ? [idOf(customer), ...own].join('/') : exportedId({ kind, id }) };
};

const withPseudonym = (fact: z.input<typeof factSchema>, { idOf }: Privacy): z.input<typeof factSchema> => {
  if (fact.kind === 'notice') return { ...fact, customer: idOf(fact.customer) };
  if ((fact.kind === 'maintenance' || fact.kind === 'exclusion') && 'customer' in fact.scope)
    return { ...fact, scope: { customer: idOf(fact.scope.customer) } };
  return fact;
};

const alarmArrival = (
  { monitor, state, at: changedAt, since }: FactOf<'monitor-state'>,
  at: Instant,
): ExportedArrival => {
  const [, , , region = '', account = ''] = monitor.split(':');
  const alarmName = monitor.split(':').slice(6).join(':');
  const event = { source: 'aws.cloudwatch', account, region, resources: [monitor] };
  if (state !== 'DELETED') {
    const reason = since === undefined ? {} : { reasonData: JSON.stringify({ startDate: formatInstant(since) }) };
    const detail = { alarmName, state: { value: state, timestamp: formatInstant(changedAt), ...reason } };
    return { at, door: 'eventbridge', payload: { 'detail-type': 'CloudWatch Alarm State Change', ...event, detail } };
  }
  if (changedAt === endOfSecond(changedAt)) {
    const time = formatInstant(changedAt - SECOND_MS + 1);
    const payload = {
      'detail-type': 'CloudWatch Alarm Configuration Change',
      ...event,
      time,
      detail: { operation: 'delete' },
    };
    return { at, door: 'eventbridge', payload };
  }
  const item = {
    AlarmName: alarmName,
    AlarmArn: monitor,
    Timestamp: formatInstant(changedAt),
    HistoryItemType: 'ConfigurationUpdate',
  };
  return { at, door: 'alarm-history', payload: { AlarmHistoryItems: [{ ...item, HistoryData: '{"type":"Delete"}' }] } };
};

/** Returns the facts whose retractions can be exported: a retraction of a fact that is not exported is left out. */
export const withoutDanglingRetractions = <R extends { readonly fact: Fact }>(records: readonly R[]): R[] => {
  const present = new Set(records.map(({ fact: { kind, id } }) => `${kind} ${id}`));
  return records.filter(({ fact }) => fact.kind !== 'retraction' || present.has(`${fact.of.kind} ${fact.of.id}`));
};
