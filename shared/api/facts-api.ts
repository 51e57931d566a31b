import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { AWS_PROVIDER } from '../config/sources.ts';
import { componentsOf } from '../closing/load-month.ts';
import { pageOfAllCustomers } from '../closing/select-customers.ts';
import { fact as factSchema } from '../domain/facts/facts.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { InvalidInput, parse } from '../lib/validation.ts';
import { readFactPage } from '../persistence/fact-pages.ts';
import type { KeptFact } from '../persistence/facts-about.ts';
import {
  componentPartition,
  customerFactPartition,
  GLOBAL_PARTITION,
  monitorPartition,
  providerPartition,
} from '../persistence/keys.ts';
import type { ApiCall } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { type EVIDENCE_KINDS, READ_QUERIES } from './read-queries.ts';

const PAGE_FACTS_MAX = 100;

/** Instants of a call without `from` or `to`. */
const FROM_DEFAULT = 0;
const TO_DEFAULT = Date.parse('9999-12-31T23:59:59.999Z');

const cursorPlace = z.strictObject({ pk: z.string(), sk: z.optional(z.string()) });

type Kind = (typeof EVIDENCE_KINDS)[number];

/** Adds the route that reads the facts of one customer, or of everything that is configured and of all customers. */
export const factsApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.get('/facts', async (call) => {
    const {
      kind,
      customer,
      from = FROM_DEFAULT,
      to = TO_DEFAULT,
      cursor,
    } = parse(READ_QUERIES.facts, call.req.query());
    const after = readCursor(cursorPlace, cursor);
    const partitions =
      customer === undefined ? partitionsFrom(context, kind, after?.pk) : [customerFactPartition(customer)];
    const { facts, next } = await readFactPage(context.table, partitions, { kind, from, to }, after, PAGE_FACTS_MAX);
    return Response.json({ facts: facts.map(factJson), ...(next === undefined ? {} : { next: writeCursor(next) }) });
  });
};

/** Returns the partitions of facts of a kind, from one on: those that customers share, and then the customers'. */
async function* partitionsFrom(
  context: ApiContext,
  kind: Kind | undefined,
  first: string | undefined,
): AsyncGenerator<string, undefined> {
  const customer = first?.startsWith(CUSTOMER_PREFIX) === true ? first.slice(CUSTOMER_PREFIX.length) : undefined;
  if (customer === undefined) {
    const shared = sharedPartitions(context, kind);
    const start = first === undefined ? 0 : shared.indexOf(first);
    if (start < 0)
      throw new InvalidInput([{ at: 'cursor', rule: 'the configuration changed: start without a cursor' }]);
    yield* shared.slice(start);
  } else yield customerFactPartition(customer);
  if (kind !== undefined && !OF_CUSTOMERS.has(kind)) return undefined;
  let after = customer;
  do {
    const page = await pageOfAllCustomers(context, context.clock(), after);
    yield* page.customers.map(customerFactPartition);
    after = page.next;
  } while (after !== undefined);
  return undefined;
}

const CUSTOMER_PREFIX = customerFactPartition('');

const OF_CUSTOMERS: ReadonlySet<Kind> = new Set(['notice', 'maintenance', 'exclusion']);
const OF_COMPONENTS: ReadonlySet<Kind> = new Set(['downtime', 'maintenance', 'exclusion']);

const sharedPartitions = ({ deployment }: ApiContext, kind: Kind | undefined): string[] => {
  const components = componentsOf(deployment);
  const has = (kinds: ReadonlySet<Kind>): boolean => kind === undefined || kinds.has(kind);
  const partitions = [
    ...(has(new Set(['monitor-state']))
      ? components.flatMap(({ monitors }) => monitors.map(({ monitor }) => monitorPartition(monitor)))
      : []),
    ...(has(new Set(['provider-status']))
      ? components.flatMap(({ dependsOn }) =>
          dependsOn.filter(({ provider }) => provider !== AWS_PROVIDER).map(providerPartition),
        )
      : []),
    ...(has(OF_COMPONENTS) ? [...components.map(({ id }) => componentPartition(id)), GLOBAL_PARTITION] : []),
  ];
  return [...new Set(partitions)];
};

/** Returns a fact as JSON with its origin, its texts, and its retraction. */
const factJson = ({ kept, retraction }: KeptFact): object => ({
  ...z.encode(factSchema, kept.fact),
  by: kept.by,
  ...(kept.said === undefined || Object.keys(kept.said).length === 0 ? {} : { texts: kept.said }),
  ...(retraction?.fact.kind === 'retraction'
    ? {
        retracted: {
          ...(retraction.fact.recordedAt === undefined ? {} : { at: formatInstant(retraction.fact.recordedAt) }),
          by: retraction.by,
          reason: retraction.fact.reason,
        },
      }
    : {}),
});
