import type { FormKind } from '../../shared/console/forms.ts';
import type { Supposed } from '../../shared/closing/effect.ts';
import type { Fact } from '../../shared/domain/facts.ts';
import { ownerOf } from '../../shared/domain/month.ts';
import { type Fault, Rejected } from '../../shared/rejected.ts';
import { retractionRecord } from '../../shared/sources/records.ts';
import { type Found, findFact } from '../../shared/store/facts.ts';
import { retractionId } from '../../shared/store/keys.ts';
import { retractable } from '../../shared/store/retractions.ts';
import type { Records } from '../records/handler.ts';
import { readEvidence, retracted } from '../records/read-evidence.ts';
import type { Said } from './said.ts';

/** What a form would record; `target`: what a retraction would take back. */
export type WouldBe = Supposed & { readonly target: Fact | undefined };

/**
 * What a form would record, read as the API reads it, and nothing is. Throws `Rejected` with every fault, also for what would change
 * nothing since it is recorded already.
 */
export const supposedBy = async (context: Records, kind: FormKind, { body, faults }: Said): Promise<WouldBe> => {
  try {
    const would = kind === 'retraction' ? await retraction(context, body) : await evidence(context, kind, body);
    if (faults.length > 0) throw new Rejected(faults);
    return would;
  } catch (error) {
    if (!(error instanceof Rejected) || faults.length === 0) throw error;
    // Of a time that no clock shows the form knows better what is wrong with it.
    const own = new Set(faults.map(({ at }) => at));
    throw new Rejected([...faults, ...error.faults.filter(({ at }) => !own.has(at) && error.faults !== faults)]);
  }
};

const evidence = async (context: Records, kind: Exclude<FormKind, 'retraction'>, body: unknown): Promise<WouldBe> => {
  const { fact, ownId } = readEvidence(kind, body, context);
  const found = await findFact(context.table, fact);
  if (found !== undefined) throw new Rejected([alreadyThere(found, ownId)]);
  return { fact, customer: ownerOf(fact), target: undefined };
};

/** An id that is made of what is said stands for just that; one of the caller's own may stand for something else. */
const alreadyThere = ({ standing: { fact }, retraction }: Found, ownId: string | undefined): Fault => {
  const what = ownId === undefined ? 'this' : 'this, or something else under this id,';
  return {
    at: 'id',
    rule:
      retraction === undefined
        ? `${what} is recorded already: ${fact.id}`
        : `${what} was recorded and retracted: give it a number of its own (${fact.id})`,
  };
};

const retraction = async ({ table, clock }: Records, body: unknown): Promise<WouldBe> => {
  const read = retractionRecord(body);
  const named = await retracted(table, read.of);
  const of = named === undefined ? undefined : retractable(named);
  const found = of === undefined ? undefined : await findFact(table, of);
  if (of === undefined || found === undefined)
    throw new Rejected([{ at: 'of.id', rule: `there is no ${read.of.kind} of this id` }]);
  if (found.retraction !== undefined) throw new Rejected([{ at: 'of.id', rule: 'it is retracted already' }]);
  const fact: Fact = { kind: 'retraction', id: retractionId(of), recordedAt: clock(), of, reason: read.reason };
  const target = found.standing.fact;
  return { fact, customer: ownerOf(target), target };
};
