import type { Telemetry } from '../config/telemetry-names.ts';
import type { RecordingResult } from '../persistence/record-fact.ts';

/**
 * Counts a recorded, known or conflicting fact by kind, and measures the lag of a recorded one in ms.
 * A conflict is also logged: the same id arrived with other content, and the first content stays effective.
 */
export const countRecordedFact = ({ count, note }: Telemetry, { outcome, stored: { fact } }: RecordingResult): void => {
  const by = { kind: fact.kind };
  if (outcome === 'conflict') note('fact received again with other content; the first content stays effective', by);
  count(outcome === 'recorded' ? 'FactsRecorded' : outcome === 'conflict' ? 'FactsConflicting' : 'FactsKnown', 1, by);
  if (outcome === 'recorded' && 'at' in fact && fact.recordedAt !== undefined)
    count('FactLag', fact.recordedAt - fact.at, by);
};

/** Logs why an event without any evidence was ignored. A replay reports it. */
export const noteIgnored = ({ note }: Pick<Telemetry, 'note'>, reason: string): void =>
  note('event ignored', { ignored: reason });
