import type { Telemetry } from '../config/telemetry-names.ts';
import type { RecordingResult } from '../persistence/record-fact.ts';

/**
 * Counts what became of a fact, by its kind, and how long it took to get here. One that was known already is no news; one in conflict
 * with what stands is for a person to see.
 */
export const countRecordedFact = ({ count, note }: Telemetry, { outcome, stored: { fact } }: RecordingResult): void => {
  const by = { kind: fact.kind };
  if (outcome === 'conflict') note('a fact came again with other content; what was recorded first stands', by);
  count(outcome === 'recorded' ? 'FactsRecorded' : outcome === 'conflict' ? 'FactsConflicting' : 'FactsKnown', 1, by);
  if (outcome === 'recorded' && 'at' in fact && fact.recordedAt !== undefined)
    count('FactLag', fact.recordedAt - fact.at, by);
};
