import type { ApiContext } from '../../shared/api/context.ts';
import { FACT_KINDS } from '../../shared/domain/facts/facts.ts';
import { findFact, findNotices, type StoredFactItem } from '../../shared/persistence/record-fact.ts';

/** Finds the facts of any kind, or of one kind, with an id; a notice also by its caller's reference. */
export const findFacts = async (
  { table }: Pick<ApiContext, 'table'>,
  id: string,
  kind?: string,
): Promise<StoredFactItem[]> => {
  const kinds = FACT_KINDS.filter((each) => each !== 'retraction').filter(
    (each) => kind === undefined || each === kind,
  );
  const byId = await Promise.all(kinds.map((each) => findFact(table, { kind: each, id })));
  const found = byId.filter((each) => each !== undefined);
  return found.length > 0 || !kinds.includes('notice') ? found : findNotices(table, id);
};
