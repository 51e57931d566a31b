import type { Sources } from '../config/sources.ts';
import type { Instant } from '../domain/time/instant.ts';
import { parseJson } from '../lib/parse-json.ts';
import {
  type ComponentStatus,
  parseStatuspageUpdate,
  planStatusChanges,
  providerOfPage,
  statuspageFact,
  statusVersion,
} from './statuspage-webhook.ts';
import { keepPayload } from '../persistence/payload-store.ts';
import type { Table } from '../persistence/dynamo-table.ts';
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
 * Throws `InvalidInput` for an invalid body.
 */
export const ingestStatuspage = async (
  context: StatuspageContext,
  door: 'twilio' | 'poll',
  body: string,
): Promise<void> => {
  const { table, sources, clock } = context;
  const { page, statuses, updates } = parseStatuspageUpdate(parseJson(body));
  const provider = providerOfPage(sources.providers, page);
  const payload = await keepPayload(table, { door, body, receivedAt: clock(), by: provider });
  for (const update of updates) {
    await recordVersionedUpdate<ComponentStatus>(context, {
      provider,
      update: update.id,
      schema: statusVersion,
      plan: (stored) => planStatusChanges(stored, update, statuses),
      toFact: (status) => statuspageFact(provider, status),
      payload,
      by: provider,
    });
  }
};
