import type { Instant } from '../domain/time/instant.ts';
import { InvalidInput } from '../lib/validation.ts';
import { recordFact, type Recording } from './record-fact.ts';
import type { EvidenceOrigin } from './keys.ts';
import type { StoredFact } from './stored-fact.ts';
import { retractFact } from './retract-fact.ts';
import type { Table } from './dynamo-table.ts';

/** Which facts of a source stand and which do not, as its newest word has it. */
export type StoredVersion = { readonly stand: readonly EvidenceOrigin[]; readonly fall: readonly EvidenceOrigin[] };

/** Where that comes from: who said it, in which payload, when it was learned, and why the others fall. */
export type Provenance = Omit<StoredFact, 'fact'> & { readonly recordedAt: Instant; readonly reason: string };

/**
 * Makes facts stand and others not, and gives back what became of those that stand. Again changes nothing.
 * Throws `Rejected` where an id stands for something else already (another source's, a person's): no further try would change that.
 *
 * Order: what falls is recorded first and then retracted, even if it never stood: a slower delivery that was still about to
 * record it then finds it retracted. A crash anywhere is made good by doing it all again.
 */
export const reconcileFacts = async (
  table: Table,
  { stand, fall }: StoredVersion,
  { recordedAt, reason, ...rest }: Provenance,
): Promise<Recording[]> => {
  const record = async (fact: EvidenceOrigin): Promise<Recording> => {
    const recording = await recordFact(table, { ...rest, fact: { ...fact, recordedAt } });
    if (recording.outcome === 'conflict') {
      throw new InvalidInput([{ at: 'id', rule: `the id of another ${fact.kind} with other content`, value: fact.id }]);
    }
    return recording;
  };
  for (const fact of fall) await record(fact);
  const standing: Recording[] = [];
  for (const fact of stand) standing.push(await record(fact));
  for (const of of fall) await retractFact(table, { ...rest, of: { kind: of.kind, id: of.id }, reason, recordedAt });
  return standing;
};
