import type { Hono } from 'hono/tiny';
import { policyZones } from '../config/policy-zones.ts';
import type { Config } from '../config/config.ts';
import { isObject } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { faultAt, InvalidInput, parse, toFaults } from '../lib/validation.ts';
import { chargedFeesInput } from '../persistence/customer-record.ts';
import {
  type FeesVersion,
  type ProfileVersion,
  putFees,
  putProfile,
  type VersionOutcome,
} from '../persistence/customer-versions.ts';
import { keepPayload } from '../persistence/payload-store.ts';
import { tryParseRecordBody } from '../persistence/record-body.ts';
import { type ApiCall, callerOf, customerParam, monthParam, parseBody } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { unconfiguredNames } from './unconfigured-names.ts';

/** Adds the routes of customers' records and fees. Both are stored as versions. A month uses the record in force at its end. */
export const customersApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.put('/customers/:id', async (call) => {
    const id = customerParam(call);
    const { record: profile, effectiveFrom } = readRecord(id, await parseBody(call), context.deployment.config);
    const origin = { by: callerOf(call), body: await call.req.text() };
    const outcome = await storeRecord(context, { profile, effectiveFrom }, origin);
    return versionResponse(outcome, { id }, outcome === 'created' ? 201 : 200);
  });

  app.put('/customers/:id/fees/:month', async (call) => {
    const [customer, month] = [customerParam(call), monthParam(call)];
    const fees = parse(chargedFeesInput, await parseBody(call));
    const origin = { by: callerOf(call), body: await call.req.text() };
    return versionResponse(await storeFees(context, { customer, month, fees }, origin), { id: customer, month });
  });
};

/** The caller and the body of a call. */
type RecordOrigin = { readonly by: string; readonly body: string };

type StoreContext = Pick<ApiContext, 'table' | 'clock'>;

/** Stores a version of a customer's record, and its body as a payload. */
export const storeRecord = async (
  context: StoreContext,
  { profile, effectiveFrom }: Pick<ProfileVersion, 'profile' | 'effectiveFrom'>,
  origin: RecordOrigin,
): Promise<VersionOutcome> => {
  const version = await keepBody(context, profile.id, origin);
  return putProfile(context.table, { profile, effectiveFrom, ...version });
};

/** Stores the fees that a customer was charged for a month, and their body as a payload. */
export const storeFees = async (
  context: StoreContext,
  { customer, month, fees }: Pick<FeesVersion, 'month' | 'fees'> & { readonly customer: string },
  origin: RecordOrigin,
): Promise<VersionOutcome> => {
  const version = await keepBody(context, customer, origin);
  return putFees(context.table, customer, { month, fees, ...version });
};

const keepBody = async (
  { table, clock }: StoreContext,
  customer: string,
  { by, body }: RecordOrigin,
): Promise<{ readonly recordedAt: Instant; readonly by: string }> => {
  const recordedAt = clock();
  await keepPayload(table, { door: 'records', body, receivedAt: recordedAt, by, customer });
  return { recordedAt, by };
};

/** Reads a body. Its id is in the path, and may be in the body as well. Throws `InvalidInput` with every fault. */
export const readRecord = (id: string, body: unknown, config: Config) => {
  const record = isObject(body) && !Array.isArray(body) ? { id, ...body } : body;
  const { value, issues = [] } = tryParseRecordBody(record, policyZones(config));
  const faults = toFaults([...issues, ...unconfiguredNames(record, config)], record);
  if (value === undefined || faults.length > 0) throw new InvalidInput(faults);
  if (value.record.id !== id) throw new InvalidInput([faultAt(record, ['id'], `not the customer of the path (${id})`)]);
  return value;
};

const versionResponse = (
  outcome: VersionOutcome,
  subject: Readonly<Record<string, string>>,
  status: 200 | 201 = 200,
): Response => Response.json({ ...subject, outcome: outcome === 'known' ? 'unchanged' : 'stored' }, { status });
