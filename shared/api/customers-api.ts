import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { policyZones } from '../config/policy-versions.ts';
import type { Config } from '../config/config.ts';
import { isObject, text } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { faultAt, InvalidInput, parse, toFaults, tryParse, type ValidationIssue } from '../lib/validation.ts';
import { chargedFeesInput } from '../persistence/customer-record.ts';
import { putFees, putProfile, type VersionOutcome } from '../persistence/customer-versions.ts';
import { keepPayload } from '../persistence/payload-store.ts';
import { tryParseRecordBody } from '../persistence/record-body.ts';
import { type ApiCall, callerOf, customerParam, monthParam, parseBody } from './api-call.ts';
import type { ApiContext } from './context.ts';

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

/** Returns an issue for each unconfigured component or policy, also of a record that is invalid otherwise. */
const unconfiguredNames = (record: unknown, config: Config): ValidationIssue[] => {
  const services = tryParse(z.object({ services: z.array(z.unknown()) }), record).value?.services ?? [];
  return [
    ...unconfiguredIn(record, [], config),
    ...services.flatMap((service, i) => unconfiguredIn(service, ['services', i], config)),
  ];
};

/** `contract`: a record, or one of its services, at a path of the record. */
const unconfiguredIn = (
  contract: unknown,
  path: readonly PropertyKey[],
  { components, policies }: Config,
): ValidationIssue[] => {
  const used = tryParse(z.object({ components: z.array(z.unknown()) }), contract).value?.components ?? [];
  const policy = tryParse(z.object({ policy: text }), contract).value?.policy;
  return [
    ...used.flatMap((component, i) =>
      typeof component !== 'string' || component === '' || Object.hasOwn(components, component)
        ? []
        : [{ path: [...path, 'components', i], rule: 'not a configured component' }],
    ),
    ...(policy === undefined || Object.hasOwn(policies, policy)
      ? []
      : [{ path: [...path, 'policy'], rule: 'not a configured policy' }]),
  ];
};

const versionResponse = (
  outcome: VersionOutcome,
  subject: Readonly<Record<string, string>>,
  status: 200 | 201 = 200,
): Response => Response.json({ ...subject, outcome: outcome === 'known' ? 'unchanged' : 'stored' }, { status });
