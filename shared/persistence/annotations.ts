import { factKey } from '../domain/facts/facts.ts';
import { formatInstant } from '../domain/time/instant.ts';
import type { StoredFact } from './record-fact.ts';

/**
 * Texts beside facts, by `factKey`: a notice's text and channel, an exclusion's evidence, the incident of a status update.
 * Maintenance also has the instants of its announcement and of its recording. They decide nothing.
 */
export type Annotations = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Returns the annotations of recorded facts; a retracted fact has the reason under `retracted`. */
export const annotationsOf = (records: readonly StoredFact[]): Annotations => {
  const annotations: Record<string, Annotations[string]> = {};
  for (const { fact, said } of records) {
    const key = factKey(fact.kind === 'retraction' ? fact.of : fact);
    const added = fact.kind === 'retraction' ? { retracted: fact.reason } : annotationOfFact({ fact, said });
    if (added !== undefined) annotations[key] = { ...annotations[key], ...added };
  }
  return annotations;
};

/** Returns the annotation of a recorded fact; undefined if it has none. */
export const annotationOfFact = ({
  fact,
  said,
}: Pick<StoredFact, 'fact' | 'said'>): Annotations[string] | undefined => {
  if (fact.kind !== 'maintenance') return said;
  const { announcedAt, recordedAt } = fact;
  return {
    ...said,
    announcedAt: formatInstant(announcedAt),
    ...(recordedAt === undefined ? {} : { recordedAt: formatInstant(recordedAt) }),
  };
};
