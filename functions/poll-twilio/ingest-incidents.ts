import { sendInvalid } from '../../shared/messaging/invalid-messages.ts';
import { InvalidInput } from '../../shared/lib/validation.ts';
import { asWebhook } from '../../shared/ingest/statuspage-documents.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { ingestStatuspage } from '../../shared/ingest/ingest-statuspage.ts';
import type { PollTwilioContext } from './handler.ts';

/** How many incidents are taken at once; Twilio's page tells of a hundred, with some thousand words on components. */
const AT_ONCE = 8;

/** As much of an incident as goes to the dead-letter queue, in characters: a message holds 1 MB, of up to 4 bytes each. */
const LONGEST_REFUSED = 200_000;

/**
 * Takes the incidents of a page, as if a webhook had brought each. One that will never work is refused with its reason, and holds
 * up no other. Those of the last poll that have not changed are not taken again, nor refused again: a warm function remembers them.
 */
export const incidentIngester = (
  context: PollTwilioContext,
  page: string,
): ((incidents: readonly unknown[]) => Promise<void>) => {
  let done = new Set<string>();
  return async (incidents) => {
    const bodies = incidents.map((incident) => asWebhook(page, { incident }));
    done = new Set(bodies.filter((body) => done.has(body)));
    await mapConcurrently(
      AT_ONCE,
      bodies.filter((body) => !done.has(body)),
      async (body) => {
        await takeOrRefuse(context, body);
        done.add(body);
      },
    );
  };
};

const takeOrRefuse = async (context: PollTwilioContext, body: string): Promise<void> => {
  try {
    await ingestStatuspage(context, 'poll', body);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    await sendInvalid(context.refused, body.slice(0, LONGEST_REFUSED), error);
    context.telemetry.refused('poll', error);
  }
};
