import * as z from 'zod/mini';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';

/** An entry of the index: the keys of an item. */
const indexEntry = z.object({ pk: z.string(), sk: z.string(), indexPk: z.string(), indexSk: z.string() });
type IndexEntry = z.output<typeof indexEntry>;

const indexQuery = z.object({ IndexName: z.string() });
const answered = z.object({ output: z.object({ Items: z.array(z.unknown()) }) });

/**
 * Makes the index of a table lag, as DynamoDB's may. A Query of the index leaves out the hidden entries; reads of the table stay consistent.
 * `isHidden` decides for each entry of each answer, so a later answer may show less.
 */
export const makeIndexLag = ({ documents }: Table, isHidden: (entry: IndexEntry) => boolean): void => {
  documents.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      if (!z.safeParse(indexQuery, args.input).success) return answer;
      const { Items } = z.parse(answered, answer).output;
      const shown = Items.filter((item) => !isHidden(z.parse(indexEntry, item)));
      return { ...answer, output: Object.assign(answer.output, { Items: shown, Count: shown.length }) };
    },
    { step: 'initialize', priority: 'low', name: 'laggingIndex' },
  );
};
