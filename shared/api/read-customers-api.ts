import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { pageOfAllCustomers } from '../closing/select-customers.ts';
import { customerId } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { parse } from '../lib/validation.ts';
import { customerRecord } from '../persistence/customer-record.ts';
import {
  customersWithRef,
  effectiveFromOf,
  feesVersion,
  latestInEffect,
  loadFees,
  loadProfiles,
  type ProfileVersion,
  withNewestIdentity,
} from '../persistence/customer-versions.ts';
import { type ApiCall, customerParam, problemResponse } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { READ_QUERIES } from './read-queries.ts';

const RECORD_READS_MAX = 16;

const cursorPlace = z.strictObject({ after: customerId });

/** Adds the routes that read customers: a list, and one customer with its versions and fees. */
export const readCustomersApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { table, clock } = context;

  app.get('/customers', async (call) => {
    const { externalRef, cursor } = parse(READ_QUERIES.customers, call.req.query());
    const after = readCursor(cursorPlace, cursor)?.after;
    const { customers, next } =
      externalRef === undefined
        ? await pageOfAllCustomers(context, clock(), after)
        : { customers: await customersOf(context, externalRef), next: undefined };
    const loaded = await mapConcurrently(RECORD_READS_MAX, customers, (id) => loadProfiles(table, id));
    const records = loaded.flatMap((versions) => {
      const record = recordJson(versions, clock());
      const isFound = externalRef === undefined || hasRef(record?.externalRefs, externalRef);
      return record !== undefined && isFound ? [record] : [];
    });
    return Response.json({
      customers: records,
      ...(next === undefined ? {} : { next: writeCursor({ after: next }) }),
    });
  });

  app.get('/customers/:id', async (call) => {
    const id = customerParam(call);
    const [versions, fees] = await Promise.all([loadProfiles(table, id), loadFees(table, id)]);
    const record = recordJson(versions, clock());
    if (record === undefined) return problemResponse(404, `There is no customer ${id}`);
    const newestFees = [...Map.groupBy(fees, ({ month }) => month).values()].flatMap((each) => each.slice(-1));
    return Response.json({
      ...record,
      fees: newestFees.map((version) => z.encode(feesVersion, version)),
      versions: versions.map((version) => ({ ...z.encode(customerRecord, version.profile), ...versionJson(version) })),
    });
  });
};

/** `SYSTEM:ID`: a system's name has no colon. */
const splitRef = (externalRef: string): readonly [string, string] => {
  const end = externalRef.indexOf(':');
  return [externalRef.slice(0, end), externalRef.slice(end + 1)];
};

const customersOf = ({ table }: ApiContext, externalRef: string): Promise<string[]> =>
  customersWithRef(table, ...splitRef(externalRef));

/** The list also has customers whose newer versions lack the id. */
const hasRef = (refs: Readonly<Record<string, string>> = {}, externalRef: string): boolean => {
  const [system, id] = splitRef(externalRef);
  return Object.hasOwn(refs, system) && refs[system] === id;
};

type RecordAnswer = z.input<typeof customerRecord> & ReturnType<typeof versionJson>;

/** Returns the record in force, under its newest name and external ids; before the first one takes effect, that one. */
const recordJson = (versions: readonly ProfileVersion[], now: Instant): RecordAnswer | undefined => {
  const inForce = latestInEffect(versions.filter((version) => effectiveFromOf(version) <= now)) ?? versions[0];
  if (inForce === undefined) return undefined;
  const record = withNewestIdentity(inForce.profile, versions);
  return { ...z.encode(customerRecord, record), ...versionJson(inForce) };
};

const versionJson = (version: ProfileVersion) => ({
  effectiveFrom: formatInstant(effectiveFromOf(version)),
  recordedAt: formatInstant(version.recordedAt),
  by: version.by,
});
