import type { Hono } from 'hono/tiny';
import { billedFees } from '../../shared/domain/customer.ts';
import { type Fault, faultAt, parse, Rejected } from '../../shared/rejected.ts';
import { keepPayload } from '../../shared/store/payloads.ts';
import { putFees, putProfile, type Versioning } from '../../shared/store/customers.ts';
import { givenProfile, type Profile } from '../../shared/store/profile.ts';
import { bodyOf, type Call, caller, customerOf, fail, monthOf } from './call.ts';
import type { Records } from './handler.ts';

/** A customer's record and fees: kept as versions, never overwritten; a closing uses those in force at its `asOf`. */
export const customerRoutes = (app: Hono<Call>, { table, deployment: { config }, clock }: Records): void => {
  app.put('/customers/:id', async (call) => {
    const id = customerOf(call);
    const read = profileOf(id, await bodyOf(call));
    const faults = unconfigured(read, config);
    if (faults.length > 0) throw new Rejected(faults);
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
    const [id, month] = [customerOf(call), monthOf(call)];
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

/** The record; its id is the path's, and may stand in the body too if it is the same. */
const profileOf = (id: string, body: unknown): Profile => {
  const named = typeof body === 'object' && body !== null && !Array.isArray(body) ? { id, ...body } : body;
  const read = parse(givenProfile, named);
  if (read.id !== id) throw new Rejected([faultAt(named, ['id'], `not the customer of the path (${id})`)]);
  return read;
};

const unconfigured = (read: Profile, config: Records['deployment']['config']): Fault[] => [
  ...read.components.flatMap((component, i) =>
    Object.hasOwn(config.components, component) ? [] : [faultAt(read, ['components', i], 'not a configured component')],
  ),
  ...(read.policy === undefined || Object.hasOwn(config.policies, read.policy)
    ? []
    : [faultAt(read, ['policy'], 'not a configured policy')]),
];

const versioned = (outcome: Versioning, what: Readonly<Record<string, string>>): Response => {
  if (outcome !== 'conflict') return Response.json({ ...what, outcome: outcome === 'known' ? 'unchanged' : 'stored' });
  return fail(409, 'Another version came in the same millisecond; try again');
};
