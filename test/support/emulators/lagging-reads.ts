import * as z from 'zod/mini';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';

const read = z.object({ IndexName: z.optional(z.string()), ConsistentRead: z.optional(z.boolean()) });
const answer = z.looseObject({ output: z.looseObject({ Items: z.optional(z.array(z.unknown())) }) });
const keys = z.looseObject({ pk: z.string(), sk: z.string() });

/** Hides items from reads. */
export type LaggingReads = {
  /** Hides the items whose keys contain this text from now on. */
  readonly hide: (text: string) => void;
  readonly show: () => void;
};

/**
 * Makes a table behave like a replica that lags. Reads of an index and inconsistent reads miss hidden items.
 * The emulators answer these reads from the newest state, as DynamoDB need not.
 */
export const lagReads = ({ documents }: Table): LaggingReads => {
  let hidden: string | undefined;
  const isHidden = (item: unknown): boolean => {
    const { pk, sk } = z.parse(keys, item);
    return hidden !== undefined && `${pk} ${sk}`.includes(hidden);
  };
  documents.middlewareStack.add(
    (next) => async (args) => {
      const response = await next(args);
      const { IndexName, ConsistentRead = false } = z.parse(read, args.input);
      const items = z.parse(answer, response).output.Items;
      if (items === undefined || (IndexName === undefined && ConsistentRead)) return response;
      const left = items.filter((item) => !isHidden(item));
      return Object.assign(response, { output: Object.assign(response.output, { Items: left }) });
    },
    { step: 'initialize', priority: 'low', name: 'lagReads' },
  );
  return {
    hide: (text) => {
      hidden = text;
    },
    show: () => {
      hidden = undefined;
    },
  };
};
