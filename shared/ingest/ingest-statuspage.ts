import * as z from 'zod/mini';
import { providerComponentsOf, type Sources, statusPagesOf } from '../config/sources.ts';
import type { Instant } from '../domain/time/instant.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { parseJson } from '../lib/parse-json.ts';
import {
  type ComponentStatus,
  type ParsedUpdate,
  PartlyInvalid,
  parseStatuspageUpdate,
  planStatusChanges,
  providerOfPage,
  statuspageFact,
  statusVersion,
} from './statuspage-webhook.ts';
import { keepProviderIncident } from '../persistence/source-health.ts';
import { keepPayload } from '../persistence/payload-store.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { noteIgnored } from './count-recorded-fact.ts';
import { recordVersionedUpdate } from './record-versioned-update.ts';
import type { Telemetry } from '../config/telemetry-names.ts';

export type StatuspageContext = {
  readonly table: Table;
  readonly sources: Sources;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};

/**
 * Records all updates in a status page body of the webhook's form, received or polled.
 * Throws `InvalidInput` for an invalid body. If only some updates are invalid, it records the others first.
 */
export const ingestStatuspage = async (
  context: StatuspageContext,
  door: 'twilio' | 'poll',
  body: string,
): Promise<void> => {
  const parsed = parseJson(body);
  const codes = configuredCodes(context.sources, parsed);
  try {
    await recordUpdates(context, door, body, parseStatuspageUpdate(parsed, codes));
  } catch (error) {
    if (error instanceof PartlyInvalid && error.valid.updates.length > 0)
      await recordUpdates(context, door, body, error.valid);
    throw error;
  }
};

/** Updates recorded at the same time: a status page waits 30 s for the answer to its webhook. */
const CONCURRENT_UPDATES = 8;

const ofPage = z.object({ page: z.object({ id: z.string() }) });

/** Returns the configured codes of the components on the body's page: of dependencies, and of the provider's own SLA. */
export const configuredCodes = (sources: Sources, body: unknown): ReadonlySet<string> => {
  const page = z.safeParse(ofPage, body).data?.page.id;
  return new Set(
    statusPagesOf(sources).flatMap(({ provider, statusPage }) =>
      statusPage.id === page ? providerComponentsOf(sources, provider) : [],
    ),
  );
};

const recordUpdates = async (
  context: StatuspageContext,
  door: 'twilio' | 'poll',
  body: string,
  { page, statuses, updates, incident, only }: ParsedUpdate,
): Promise<void> => {
  const { table, sources, clock } = context;
  const provider = providerOfPage(sources.providers, page);
  const payload = await keepPayload(table, { door, body, receivedAt: clock(), by: provider });
  if (incident !== undefined) await keepProviderIncident(table, provider, incident, clock());
  if (statuses.length === 0 && door === 'twilio')
    noteIgnored(context.telemetry, 'it has no status of a component that a dependency names');
  const byUpdate = Map.groupBy(statuses, (each) => each.update);
  await mapConcurrently(CONCURRENT_UPDATES, updates, (update) =>
    recordVersionedUpdate<ComponentStatus>(context, {
      provider,
      update: update.id,
      schema: statusVersion,
      plan: (stored) => planStatusChanges(stored, update, byUpdate.get(update.id) ?? [], only),
      toFact: (status) => statuspageFact(provider, status),
      payload,
      by: provider,
    }),
  );
};
