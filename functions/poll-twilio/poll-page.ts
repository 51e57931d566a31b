import type { Sources } from '../../shared/config/sources.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { DOCUMENTS, type DocumentName, documentUrl, entriesOf } from '../../shared/ingest/statuspage-documents.ts';
import { compareComponents } from './compare-components.ts';
import { FetchFailure, fetchDocument, type Validators } from './fetch-document.ts';
import type { PollTwilioContext } from './handler.ts';
import { incidentIngester } from './ingest-incidents.ts';

type StatusPage = Sources['providers'][string]['statusPage'];

/** A document as it came, and as it is kept in memory once it was taken whole. */
type Taken = { readonly validators: Validators; readonly entries: readonly unknown[] };

/** However long a page asks for, it is asked again after this. */
const LONGEST_SILENCE_MS = 20 * 60_000;

/**
 * Polls one status page; gives back why what could not be read or taken could not, nothing if all was. What a warm function
 * remembers of a page: which versions of its documents were taken whole, so that the page need not send them again, and until
 * when it asked to be left alone.
 */
export const pagePoller = (
  context: PollTwilioContext,
  provider: string,
  { id, url }: StatusPage,
): (() => Promise<readonly string[]>) => {
  const taken = new Map<DocumentName, Taken>();
  const silentUntil = new Map<DocumentName, Instant>();
  const takers = { incidents: incidentIngester(context, id), scheduled_maintenances: incidentIngester(context, id) };

  const read = async (name: DocumentName, before: Taken | undefined): Promise<Taken | undefined> => {
    const fetched = await fetchDocument(documentUrl(url, name), before?.validators, context);
    if (fetched === 'unchanged') return before;
    return { validators: fetched.validators, entries: entriesOf(name, id, fetched.document) };
  };

  const take = async (name: DocumentName, isWhole: boolean): Promise<void> => {
    const now = context.clock();
    if (now < (silentUntil.get(name) ?? now)) throw new Error('asked to wait');
    const before = taken.get(name);
    const current = await read(name, before);
    if (current === undefined) return;
    if (name === 'components') await compareComponents(context, { provider, page: id, isWhole }, current.entries);
    else if (current !== before) await takers[name](current.entries);
    taken.set(name, current);
  };

  const attempt = async (name: DocumentName, isWhole: boolean): Promise<string[]> => {
    try {
      await take(name, isWhole);
      return [];
    } catch (error) {
      if (error instanceof FetchFailure && error.waitMs !== undefined)
        silentUntil.set(name, context.clock() + Math.min(error.waitMs, LONGEST_SILENCE_MS));
      return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
    }
  };

  // Incidents first: what they say of a component is not a difference from what the page shows.
  return async () => {
    const failures: string[] = [];
    for (const name of DOCUMENTS) failures.push(...(await attempt(name, failures.length === 0)));
    return failures;
  };
};
