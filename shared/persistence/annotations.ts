import { factKey } from '../domain/facts/facts.ts';
import type { StoredFact } from './record-fact.ts';

/**
 * Free text beside facts, by `factKey`: a notice's text and channel, an exclusion's evidence, the incident of a status update.
 * It decides nothing.
 */
export type Annotations = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Returns the annotations of recorded facts; a retracted fact has the reason under `retracted`. */
export const annotationsOf = (records: readonly StoredFact[]): Annotations => {
  const annotations: Record<string, Annotations[string]> = {};
  for (const { fact, said } of records) {
    const key = factKey(fact.kind === 'retraction' ? fact.of : fact);
    const added = fact.kind === 'retraction' ? { retracted: fact.reason } : said;
    if (added !== undefined) annotations[key] = { ...annotations[key], ...added };
  }
  return annotations;
};
