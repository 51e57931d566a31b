import type { Instant } from '../domain/time/instant.ts';
import { InvalidInput } from '../lib/validation.ts';
import type { Table } from './dynamo-table.ts';
import type { EvidenceFact } from './keys.ts';
import { recordFact, type RecordingResult, retractFact, type StoredFact } from './record-fact.ts';

/** The facts of a source that its newest version confirms (`stand`) and supersedes (`fall`). */
export type StoredVersion = { readonly stand: readonly EvidenceFact[]; readonly fall: readonly EvidenceFact[] };

/** The origin of the facts, when they were recorded, and the reason of the retractions. */
export type Provenance = Omit<StoredFact, 'fact'> & { readonly recordedAt: Instant; readonly reason: string };

/**
 * Records the current facts of a source and retracts the superseded ones. Returns the results of the current facts.
 * Repeating it changes nothing. Throws `InvalidInput` if another source or a person uses one of the ids.
 *
 * Order: superseded facts are recorded, then retracted. A slower delivery that would record one finds it retracted.
 * Repeating everything repairs a crash at any point.
 */
export const reconcileFacts = async (
  table: Table,
  { stand, fall }: StoredVersion,
  { recordedAt, reason, ...rest }: Provenance,
): Promise<RecordingResult[]> => {
  const record = async (fact: EvidenceFact): Promise<RecordingResult> => {
    const recording = await recordFact(table, { ...rest, fact: { ...fact, recordedAt } });
    if (recording.outcome === 'conflict') {
      throw new InvalidInput([{ at: 'id', rule: `id already used by a different ${fact.kind}`, value: fact.id }]);
    }
    return recording;
  };
  for (const fact of fall) await record(fact);
  const recordings: RecordingResult[] = [];
  for (const fact of stand) recordings.push(await record(fact));
  for (const of of fall) await retractFact(table, { ...rest, of: { kind: of.kind, id: of.id }, reason, recordedAt });
  return recordings;
};
