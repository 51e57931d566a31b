import { parseJson } from '../../shared/json.ts';
import { providerOfPage, statuspageFact, statuspageWords, type Word } from '../../shared/sources/statuspage.ts';
import { decideWords, storedWord } from '../../shared/sources/statuspage-edits.ts';
import { keepPayload } from '../../shared/store/payloads.ts';
import { recordEdited } from '../record-edited.ts';
import type { IngestTwilio } from './handler.ts';

/** Takes the body of a webhook in: all its updates, of either form. Throws `Rejected` for one that will never work. */
export const takeWebhook = async (
  context: Pick<IngestTwilio, 'table' | 'sources' | 'telemetry' | 'clock'>,
  body: string,
): Promise<void> => {
  const { table, sources, clock } = context;
  const { page, words, updates } = statuspageWords(parseJson(body));
  const provider = providerOfPage(sources.providers, page);
  const payload = await keepPayload(table, { door: 'twilio', body, receivedAt: clock(), by: provider });
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
