import type { Instant } from '../domain/instant.ts';
import { Rejected } from '../rejected.ts';
import { recordFact, type Recording } from './facts.ts';
import type { Evidence } from './keys.ts';
import type { RecordedFact } from './recorded.ts';
import { retractFact } from './retractions.ts';
import type { Table } from './table.ts';

/** Which facts of a source stand and which do not, as its newest word has it. */
export type Standing = { readonly stand: readonly Evidence[]; readonly fall: readonly Evidence[] };

/** Where that comes from: who said it, in which payload, when it was learned, and why the others fall. */
export type Provenance = Omit<RecordedFact, 'fact'> & { readonly recordedAt: Instant; readonly reason: string };

/**
 * Makes facts stand and others not, and gives back what became of those that stand. Again changes nothing.
 * Throws `Rejected` where an id stands for something else already (another source's, a person's): no further try would change that.
 *
 * Order: what falls is recorded first and then retracted, even if it never stood: a slower delivery that was still about to
 * record it then finds it retracted. A crash anywhere is made good by doing it all again.
 */
export const settle = async (
  table: Table,
  { stand, fall }: Standing,
  { recordedAt, reason, ...rest }: Provenance,
): Promise<Recording[]> => {
  const record = async (fact: Evidence): Promise<Recording> => {
    const recording = await recordFact(table, { ...rest, fact: { ...fact, recordedAt } });
    if (recording.outcome === 'conflict') {
      throw new Rejected([{ at: 'id', rule: `the id of another ${fact.kind} with other content`, value: fact.id }]);
    }
    return recording;
  };
  for (const fact of fall) await record(fact);
  const standing: Recording[] = [];
  for (const fact of stand) standing.push(await record(fact));
  for (const of of fall) await retractFact(table, { ...rest, of: { kind: of.kind, id: of.id }, reason, recordedAt });
  return standing;
};
