import type { FormKind } from './pages/form-definitions.ts';
import type { DraftFact } from '../../shared/closing/preview-fact.ts';
import type { Fact } from '../../shared/domain/facts/facts.ts';
import { ownerOf } from '../../shared/domain/month/month.ts';
import { type Fault, InvalidInput } from '../../shared/lib/validation.ts';
import { retractionRecord } from '../../shared/ingest/record-bodies.ts';
import { type StoredFactItem, findFact, retractableFact } from '../../shared/persistence/record-fact.ts';
import { retractionId } from '../../shared/persistence/keys.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { readEvidence, findRetractionTarget } from '../../shared/api/record-evidence.ts';
import type { FormInput } from './parse-form.ts';

/** What a form would record; `target`: what a retraction would take back. */
export type PreviewRequest = DraftFact & { readonly target: Fact | undefined };

/**
 * What a form would record, read as the API reads it, and nothing is. Throws `Rejected` with every fault, also for what would change
 * nothing since it is recorded already.
 */
export const draftFact = async (
  context: ApiContext,
  kind: FormKind,
  { body, faults }: FormInput,
): Promise<PreviewRequest> => {
  try {
    const would = kind === 'retraction' ? await retraction(context, body) : await evidence(context, kind, body);
    if (faults.length > 0) throw new InvalidInput(faults);
    return would;
  } catch (error) {
    if (!(error instanceof InvalidInput) || faults.length === 0) throw error;
    // Of a time that no clock shows the form knows better what is wrong with it.
    const own = new Set(faults.map(({ at }) => at));
    throw new InvalidInput([...faults, ...error.faults.filter(({ at }) => !own.has(at) && error.faults !== faults)]);
  }
};

const evidence = async (
  context: ApiContext,
  kind: Exclude<FormKind, 'retraction'>,
  body: unknown,
): Promise<PreviewRequest> => {
  const { fact, ownId } = readEvidence(kind, body, context);
  const found = await findFact(context.table, fact);
  if (found !== undefined) throw new InvalidInput([alreadyThere(found, ownId)]);
  return { fact, customer: ownerOf(fact), target: undefined };
};

/** An id that is made of what is said stands for just that; one of the caller's own may stand for something else. */
const alreadyThere = ({ stored: { fact }, retraction }: StoredFactItem, ownId: string | undefined): Fault => {
  const what = ownId === undefined ? 'this' : 'this, or something else under this id,';
  return {
    at: 'id',
    rule:
      retraction === undefined
        ? `${what} is recorded already: ${fact.id}`
        : `${what} was recorded and retracted: give it a number of its own (${fact.id})`,
  };
};

const retraction = async ({ table, clock }: ApiContext, body: unknown): Promise<PreviewRequest> => {
  const read = retractionRecord(body);
  const named = await findRetractionTarget(table, read.of);
  const of = named === undefined ? undefined : retractableFact(named);
  const found = of === undefined ? undefined : await findFact(table, of);
  if (of === undefined || found === undefined)
    throw new InvalidInput([{ at: 'of.id', rule: `there is no ${read.of.kind} of this id` }]);
  if (found.retraction !== undefined)
    throw new InvalidInput([{ at: 'of.id', rule: 'it is findRetractionTarget already' }]);
  const fact: Fact = { kind: 'retraction', id: retractionId(of), recordedAt: clock(), of, reason: read.reason };
  const target = found.stored.fact;
  return { fact, customer: ownerOf(target), target };
};
