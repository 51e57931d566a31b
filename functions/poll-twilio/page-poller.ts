import type { ProviderPage } from '../../shared/config/sources.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { ingestStatuspage } from '../../shared/ingest/ingest-statuspage.ts';
import {
  documentEntries,
  type DocumentName,
  DOCUMENTS,
  documentUrl,
  webhookBody,
} from '../../shared/ingest/statuspage-documents.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { MINUTE_MS } from '../../shared/lib/time-units.ts';
import { InvalidInput } from '../../shared/lib/validation.ts';
import { sendInvalidMessage } from '../../shared/messaging/send-invalid-message.ts';
import { compareComponents } from './compare-components.ts';
import type { PollTwilioContext } from './context.ts';
import { FetchFailure, fetchDocument, type Validators } from './fetch-document.ts';

/** A document that was ingested completely; kept in memory for the next poll. */
type IngestedDocument = { readonly validators: Validators; readonly entries: readonly unknown[] };

/** A longer `Retry-After` of a page is ignored after this time. */
const RETRY_AFTER_MS_MAX = 20 * MINUTE_MS;

/** Incidents ingested at the same time. Twilio's page lists a hundred, with about a thousand component statuses. */
const CONCURRENT_INCIDENTS = 8;

/**
 * Returns a poller of one status page, which returns one message for each document that failed.
 * A warm function remembers the versions of ingested documents, so that the page need not send them again.
 * It also remembers until when the page asked it to wait.
 */
export const pagePoller = (
  context: PollTwilioContext,
  provider: string,
  { id, url }: ProviderPage,
): (() => Promise<readonly string[]>) => {
  const ingested = new Map<DocumentName, IngestedDocument>();
  const waitUntil = new Map<DocumentName, Instant>();
  const ingesters = { incidents: incidentIngester(context, id), scheduled_maintenances: incidentIngester(context, id) };

  const read = async (
    name: DocumentName,
    before: IngestedDocument | undefined,
  ): Promise<IngestedDocument | undefined> => {
    const fetched = await fetchDocument(documentUrl(url, name), before?.validators, context);
    if (fetched === 'unchanged') return before;
    return { validators: fetched.validators, entries: documentEntries(name, id, fetched.document) };
  };

  const ingest = async (name: DocumentName, isComplete: boolean): Promise<void> => {
    const now = context.clock();
    if (now < (waitUntil.get(name) ?? now)) throw new Error('skipped: Retry-After has not elapsed');
    const before = ingested.get(name);
    const current = await read(name, before);
    if (current === undefined) return;
    if (name === 'components') await compareComponents(context, { provider, page: id, isComplete }, current.entries);
    else if (current !== before) await ingesters[name](current.entries);
    ingested.set(name, current);
  };

  const attempt = async (name: DocumentName, isComplete: boolean): Promise<string[]> => {
    try {
      await ingest(name, isComplete);
      return [];
    } catch (error) {
      if (error instanceof FetchFailure && error.waitMs !== undefined)
        waitUntil.set(name, context.clock() + Math.min(error.waitMs, RETRY_AFTER_MS_MAX));
      return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
    }
  };

  // Incidents come first: their statuses then are not differences from the displayed components.
  return async () => {
    const failures: string[] = [];
    for (const name of DOCUMENTS) failures.push(...(await attempt(name, failures.length === 0)));
    return failures;
  };
};

/**
 * Returns an ingester of a page's incidents, each as if a webhook had delivered it. Incidents are independent.
 * An invalid incident goes to the dead-letter queue.
 * Incidents that have not changed since the last poll of a warm function are skipped.
 */
const incidentIngester = (
  context: PollTwilioContext,
  page: string,
): ((incidents: readonly unknown[]) => Promise<void>) => {
  let ingested = new Set<string>();
  return async (incidents) => {
    const bodies = incidents.map((incident) => webhookBody(page, { incident }));
    ingested = new Set(bodies.filter((body) => ingested.has(body)));
    await mapConcurrently(
      CONCURRENT_INCIDENTS,
      bodies.filter((body) => !ingested.has(body)),
      async (body) => {
        await ingestIncident(context, body);
        ingested.add(body);
      },
    );
  };
};

const ingestIncident = async (context: PollTwilioContext, body: string): Promise<void> => {
  try {
    await ingestStatuspage(context, 'poll', body);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    await sendInvalidMessage(context.deadLetters, body, error);
    context.telemetry.rejected('poll', error);
  }
};
