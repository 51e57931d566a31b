import type { Sources } from '../config/sources.ts';
import type { Instant } from '../domain/time/instant.ts';
import { parseJson } from '../lib/parse-json.ts';
import { providerOfPage, statuspageFact, parseStatuspageUpdate, type ComponentStatus } from './statuspage-webhook.ts';
import { planStatusChanges, storedStatus } from './statuspage-edits.ts';
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
 * Takes what a status page says in a body of a webhook's form, through whichever door: all its updates, each as the fact that it
 * makes or the edit that it is. Throws `Rejected` for a body that will never work.
 */
export const ingestStatuspage = async (
  context: StatuspageContext,
  door: 'twilio' | 'poll',
  body: string,
): Promise<void> => {
  const { table, sources, clock } = context;
  const { page, words, updates } = parseStatuspageUpdate(parseJson(body));
  const provider = providerOfPage(sources.providers, page);
  const payload = await keepPayload(table, { door, body, receivedAt: clock(), by: provider });
  for (const update of updates) {
    await recordVersionedUpdate<ComponentStatus>(context, {
      provider,
      update: update.id,
      schema: storedStatus,
      decide: (stored) => planStatusChanges(stored, update, words),
      toFact: (word) => statuspageFact(provider, word),
      payload,
      by: provider,
    });
  }
};
