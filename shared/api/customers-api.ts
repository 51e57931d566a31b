import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import { policyZones } from '../config/policy-zones.ts';
import type { Config } from '../config/config.ts';
import { isObject } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { faultAt, InvalidInput, parse, toFaults } from '../lib/validation.ts';
import { chargedFeesInput } from '../persistence/customer-record.ts';
import { putFees, putProfile, type VersionOutcome } from '../persistence/customer-versions.ts';
import { keepPayload } from '../persistence/payload-store.ts';
import { tryParseRecordBody } from '../persistence/record-body.ts';
import { type ApiCall, callerOf, customerParam, monthParam, parseBody } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { unconfiguredNames } from './unconfigured-names.ts';

/** Adds the routes of customers' records and fees. Both are stored as versions. A month uses the record in force at its end. */
export const customersApi = (app: Hono<ApiCall>, { table, deployment: { config }, clock }: ApiContext): void => {
  const keepBody = async (
    call: Context<ApiCall>,
    customer: string,
  ): Promise<{ readonly recordedAt: Instant; readonly by: string }> => {
    const version = { recordedAt: clock(), by: callerOf(call) };
    const body = await call.req.text();
    await keepPayload(table, { door: 'records', body, receivedAt: version.recordedAt, by: version.by, customer });
    return version;
  };

  app.put('/customers/:id', async (call) => {
    const id = customerParam(call);
    const { record: profile, effectiveFrom } = readRecord(id, await parseBody(call), config);
    const version = await keepBody(call, id);
    const outcome = await putProfile(table, { profile, effectiveFrom, ...version });
    return versionResponse(outcome, { id }, outcome === 'created' ? 201 : 200);
  });

  app.put('/customers/:id/fees/:month', async (call) => {
    const [id, month] = [customerParam(call), monthParam(call)];
    const fees = parse(chargedFeesInput, await parseBody(call));
    const version = await keepBody(call, id);
    return versionResponse(await putFees(table, id, { month, fees, ...version }), { id, month });
  });
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
