import type { Sources } from '../shared/config-sources.ts';
import type { Instant } from '../shared/domain/instant.ts';
import { parseJson } from '../shared/json.ts';
import { providerOfPage, statuspageFact, statuspageWords, type Word } from '../shared/sources/statuspage.ts';
import { decideWords, storedWord } from '../shared/sources/statuspage-edits.ts';
import { keepPayload } from '../shared/store/payloads.ts';
import type { Table } from '../shared/store/table.ts';
import { recordEdited } from './record-edited.ts';
import type { Telemetry } from './telemetry.ts';

export type TakingUpdates = {
  readonly table: Table;
  readonly sources: Sources;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};

/**
 * Takes what a status page says in a body of a webhook's form, through whichever door: all its updates, each as the fact that it
 * makes or the edit that it is. Throws `Rejected` for a body that will never work.
 */
export const takeUpdates = async (context: TakingUpdates, door: 'twilio' | 'poll', body: string): Promise<void> => {
  const { table, sources, clock } = context;
  const { page, words, updates } = statuspageWords(parseJson(body));
  const provider = providerOfPage(sources.providers, page);
  const payload = await keepPayload(table, { door, body, receivedAt: clock(), by: provider });
  for (const update of updates) {
    await recordEdited<Word>(context, {
      provider,
      update: update.id,
      schema: storedWord,
      decide: (stored) => decideWords(stored, update, words),
      toFact: (word) => statuspageFact(provider, word),
      payload,
      by: provider,
    });
  }
};
