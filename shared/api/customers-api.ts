import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { billedFees } from '../domain/facts/customer.ts';
import { text } from '../domain/facts/fields.ts';
import { tryParse, type ValidationIssue, faultAt, parse, InvalidInput, toFaults } from '../lib/validation.ts';
import { keepPayload } from '../persistence/payload-store.ts';
import { putFees, putProfile, type VersionOutcome } from '../persistence/customer-versions.ts';
import { customerRecordInput, type CustomerRecord } from '../persistence/customer-record.ts';
import { bodyOf, type ApiCall, caller, customerParam, failWith, monthParam } from './api-call.ts';
import type { ApiContext } from './context.ts';

/** A customer's record and fees: kept as versions, never overwritten; a closing uses those in force at its `asOf`. */
export const customersApi = (app: Hono<ApiCall>, { table, deployment: { config }, clock }: ApiContext): void => {
  app.put('/customers/:id', async (call) => {
    const id = customerParam(call);
    const read = profileOf(id, await bodyOf(call), config);
    const version = { recordedAt: clock(), by: caller(call) };
    await keepPayload(table, {
      door: 'records',
      body: await call.req.text(),
      receivedAt: version.recordedAt,
      by: version.by,
    });
    return versioned(await putProfile(table, { profile: read, ...version }), { id });
  });

  app.put('/customers/:id/fees/:month', async (call) => {
    const [id, month] = [customerParam(call), monthParam(call)];
    const charged = parse(billedFees, await bodyOf(call));
    const version = { recordedAt: clock(), by: caller(call) };
    await keepPayload(table, {
      door: 'records',
      body: await call.req.text(),
      receivedAt: version.recordedAt,
      by: version.by,
    });
    return versioned(await putFees(table, id, { month, fees: charged, ...version }), { id, month });
  });
};

/** The record; its id is the path's, and may stand in the body too if it is the same. Throws `Rejected` with every fault. */
const profileOf = (id: string, body: unknown, config: ApiContext['deployment']['config']): CustomerRecord => {
  const named = typeof body === 'object' && body !== null && !Array.isArray(body) ? { id, ...body } : body;
  const { value, complaints = [] } = tryParse(customerRecordInput, named);
  const faults = toFaults([...complaints, ...unconfigured(named, config)], named);
  if (value === undefined || faults.length > 0) throw new InvalidInput(faults);
  if (value.id !== id) throw new InvalidInput([faultAt(named, ['id'], `not the customer of the path (${id})`)]);
  return value;
};

/** What of a record names something that is not configured, whatever else is wrong with it. */
const unconfigured = (
  record: unknown,
  { components, policies }: ApiContext['deployment']['config'],
): ValidationIssue[] => {
  const used = tryParse(z.object({ components: z.array(z.unknown()) }), record).value?.components ?? [];
  const policy = tryParse(z.object({ policy: text }), record).value?.policy;
  return [
    ...used.flatMap((component, i) =>
      typeof component !== 'string' || component === '' || Object.hasOwn(components, component)
        ? []
        : [{ path: ['components', i], rule: 'not a configured component' }],
    ),
    ...(policy === undefined || Object.hasOwn(policies, policy)
      ? []
      : [{ path: ['policy'], rule: 'not a configured policy' }]),
  ];
};

const versioned = (outcome: VersionOutcome, what: Readonly<Record<string, string>>): Response => {
  if (outcome !== 'conflict') return Response.json({ ...what, outcome: outcome === 'known' ? 'unchanged' : 'stored' });
  return failWith(409, 'Another version came in the same millisecond; try again');
};
