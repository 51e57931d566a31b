import * as z from 'zod/mini';
import { text } from '../domain/facts/fields.ts';
import { InvalidInput, parse } from '../lib/validation.ts';
import { ingestStatuspage, type StatuspageContext } from './ingest-statuspage.ts';
import { rejectOtherFormat } from './payload-format.ts';
import { documentEntries, webhookBody } from './statuspage-documents.ts';
import { providerOfPage } from './statuspage-webhook.ts';

const ofPage = z.object({ page: z.object({ id: text }, 'not an object') }, 'not an object');

/** Returns each incident of an incidents.json as the body of a webhook. Throws `InvalidInput` for other documents. */
export const incidentBodies = (payload: unknown): readonly string[] => {
  rejectOtherFormat(payload, 'incidents');
  const { id } = parse(ofPage, payload).page;
  return documentEntries('incidents', id, payload).map((incident) => webhookBody(id, { incident }));
};

/**
 * Records the incidents of a status page's incidents.json, each as if the poller had read it.
 * An invalid incident is reported; the others are recorded. Throws `InvalidInput` for other documents and other pages.
 */
export const ingestIncidents = async (context: StatuspageContext, payload: unknown): Promise<void> => {
  const bodies = incidentBodies(payload);
  providerOfPage(context.sources.providers, parse(ofPage, payload).page.id);
  for (const body of bodies) {
    try {
      await ingestStatuspage(context, 'poll', body);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      context.telemetry.rejected('poll', error);
    }
  }
};
