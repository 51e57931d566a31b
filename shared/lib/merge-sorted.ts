/**
 * Merges sorted sources into one sorted sequence without duplicates. It holds one text of each source in memory.
 * Each source must be sorted by code unit and may contain duplicates.
 */
export async function* mergeSorted(sources: readonly AsyncIterator<string>[]): AsyncGenerator<string> {
  let heads = await Promise.all(sources.map(readHead));
  for (;;) {
    const left = heads.filter((head) => head !== undefined);
    const first = leastHead(left);
    if (first === undefined) return;
    yield first.value;
    heads = await Promise.all(left.map((head) => skipValue(head, first.value)));
  }
}

/** Returns the texts of a sorted sequence that are not in another one. Both must be sorted by code unit. */
export async function* withoutSorted(
  source: AsyncIterable<string>,
  excluded: AsyncIterator<string>,
): AsyncGenerator<string> {
  let next = await excluded.next();
  for await (const value of source) {
    while (next.done !== true && next.value < value) next = await excluded.next();
    if (next.done === true || next.value !== value) yield value;
  }
}

type Head = { readonly source: AsyncIterator<string>; readonly value: string };

const readHead = async (source: AsyncIterator<string>): Promise<Head | undefined> => {
  const next = await source.next();
  return next.done === true ? undefined : { source, value: next.value };
};

const skipValue = async (head: Head, value: string): Promise<Head | undefined> => {
  let current: Head | undefined = head;
  while (current?.value === value) current = await readHead(current.source);
  return current;
};

const leastHead = (heads: readonly Head[]): Head | undefined =>
  heads.reduce<Head | undefined>(
    (least, head) => (least === undefined || head.value < least.value ? head : least),
    undefined,
  );
