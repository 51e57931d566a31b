import type { ApiContext } from '../../shared/api/context.ts';
import { readEvidence, findRetractionTarget } from '../../shared/api/record-evidence.ts';
import type { DraftFact } from '../../shared/closing/preview-fact.ts';
import { type Fact, ownerOf } from '../../shared/domain/facts/facts.ts';
import { retractionRecord } from '../../shared/ingest/record-bodies.ts';
import { type Fault, InvalidInput } from '../../shared/lib/validation.ts';
import { retractionId } from '../../shared/persistence/keys.ts';
import { findFact, type StoredFactItem, retractableFact } from '../../shared/persistence/record-fact.ts';
import type { FormKind } from './pages/form-definitions.ts';
import type { FormInput } from './parse-form.ts';

/** A draft fact; `target`: the fact that a draft retraction retracts. */
export type PreviewRequest = DraftFact & { readonly target: Fact | undefined };

/**
 * Returns the fact that a form would record, and writes nothing. Reads the form as the API does.
 * Throws `InvalidInput` with every fault, also for evidence that is already recorded.
 */
export const draftFact = async (
  context: ApiContext,
  kind: FormKind,
  { body, faults }: FormInput,
): Promise<PreviewRequest> => {
  try {
    const draft =
      kind === 'retraction' ? await draftRetraction(context, body) : await draftEvidence(context, kind, body);
    if (faults.length > 0) throw new InvalidInput(faults);
    return draft;
  } catch (error) {
    if (!(error instanceof InvalidInput) || faults.length === 0) throw error;
    // For a local time that a clock change skips or repeats, the form's error is more specific than the API's.
    const formFaults = new Set(faults.map(({ at }) => at));
    throw new InvalidInput([
      ...faults,
      ...error.faults.filter(({ at }) => !formFaults.has(at) && error.faults !== faults),
    ]);
  }
};

const draftEvidence = async (
  context: ApiContext,
  kind: Exclude<FormKind, 'retraction'>,
  body: unknown,
): Promise<PreviewRequest> => {
  const { fact, ownId } = await readEvidence(kind, body, context);
  const found = await findFact(context.table, fact);
  if (found !== undefined) throw new InvalidInput([alreadyRecorded(found, ownId)]);
  return { fact, customer: ownerOf(fact), target: undefined };
};

/** A derived id is recorded with the same content; a caller's reference may be recorded with other content. */
const alreadyRecorded = ({ stored: { fact }, retraction }: StoredFactItem, ownId: string | undefined): Fault => {
  const subject = ownId === undefined ? 'this evidence' : 'evidence with this reference';
  return {
    at: 'id',
    rule:
      retraction === undefined
        ? `${subject} is already recorded: ${fact.id}`
        : `${subject} was recorded and retracted (${fact.id}): enter a new reference`,
  };
};

const draftRetraction = async ({ table, clock }: ApiContext, body: unknown): Promise<PreviewRequest> => {
  const { of: named, reason } = retractionRecord(body);
  const target = await findRetractionTarget(table, named);
  const of = target === undefined ? undefined : retractableFact(target);
  const found = of === undefined ? undefined : await findFact(table, of);
  if (of === undefined || found === undefined)
    throw new InvalidInput([{ at: 'of.id', rule: `no ${named.kind} has this id` }]);
  if (found.retraction !== undefined) throw new InvalidInput([{ at: 'of.id', rule: 'already retracted' }]);
  const fact: Fact = { kind: 'retraction', id: retractionId(of), recordedAt: clock(), of, reason };
  return { fact, customer: ownerOf(found.stored.fact), target: found.stored.fact };
};
