import * as z from 'zod/mini';
import { type QueriedRange, queriedRange } from '../support/emulators/memory-dynamo.ts';
import { numbering, type OutgoingRequest, requestNumbered } from './numbered-requests.ts';

/**
 * Two requests conflict if one of them writes something that the other reads or writes. That is an item or the order of a message group. Requests without a conflict commute: they have the same answers and leave the same table in either order.
 */

type Place = { readonly partition: string; readonly sortKey: string };
type Footprint = {
  readonly writes: readonly Place[];
  readonly reads: readonly Place[];
  readonly range: QueriedRange | undefined;
};

const text = z.object({ S: z.string() });
const key = z.object({ pk: text, sk: text });
const put = z.object({ Item: key });
const byKey = z.object({ Key: key });
const batch = z.object({ QueueUrl: z.string(), Entries: z.array(z.object({ MessageGroupId: z.string() })) });

const NOTHING: Footprint = { writes: [], reads: [], range: undefined };

const read = ({ service, operation, body }: OutgoingRequest): Footprint => {
  if (service === 's3') return NOTHING; // A statement's name is the hash of its text, and no handler reads it.
  const input: unknown = JSON.parse(body);
  if (service === 'sqs') {
    const { QueueUrl, Entries } = z.parse(batch, input);
    const groups = Entries.map(({ MessageGroupId: sortKey }) => ({ partition: QueueUrl, sortKey }));
    return { ...NOTHING, writes: groups };
  }
  switch (operation) {
    case 'PutItem':
      return { ...NOTHING, writes: [placeOf(z.parse(put, input).Item)] };
    case 'UpdateItem':
      return { ...NOTHING, writes: [placeOf(z.parse(byKey, input).Key)] };
    case 'GetItem':
      return { ...NOTHING, reads: [placeOf(z.parse(byKey, input).Key)] };
    case 'Query':
      return { ...NOTHING, range: queriedRange(input) };
    default:
      throw new Error(`the footprint of ${operation} is not known`);
  }
};

const placeOf = ({ pk, sk }: z.output<typeof key>): Place => ({ partition: pk.S, sortKey: sk.S });

const touches = (write: Place, { writes, reads, range }: Footprint): boolean =>
  [...writes, ...reads].some(({ partition, sortKey }) => partition === write.partition && sortKey === write.sortKey) ||
  (range !== undefined && range.partition === write.partition && range.includes(write.sortKey));

const footprints = numbering<Footprint>(({ writes, reads, range }) =>
  JSON.stringify([writes, reads, range?.partition, range?.condition]),
);
const known: number[] = [];

/** The number of a request's footprint. */
export const footprintOf = (request: number): number =>
  (known[request] ??= footprints.numberOf(read(requestNumbered(request))));

/** For each footprint: the set of those that it conflicts with, and how many were compared. */
const compared: { conflicts: bigint; upTo: number }[] = [];

/** The footprints with which one conflicts, as a set of bits. */
export const conflictsOf = (footprint: number): bigint => {
  const entry = (compared[footprint] ??= { conflicts: 0n, upTo: 0 });
  const own = footprints.valueOf(footprint);
  for (; entry.upTo < footprints.all.length; entry.upTo += 1) {
    const other = footprints.valueOf(entry.upTo);
    if (own.writes.some((write) => touches(write, other)) || other.writes.some((write) => touches(write, own)))
      entry.conflicts |= 1n << BigInt(entry.upTo);
  }
  return entry.conflicts;
};
