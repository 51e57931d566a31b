/**
 * What sorted sources yield, as one sorted sequence with each text once. Reads one ahead of each source, all sources at once,
 * and holds no more than that. Each source must be sorted by code unit; it may repeat itself.
 */
export async function* merged(sources: readonly AsyncIterator<string>[]): AsyncGenerator<string> {
  let heads = await Promise.all(sources.map(advance));
  for (;;) {
    const left = heads.filter((head) => head !== undefined);
    const first = least(left);
    if (first === undefined) return;
    yield first.value;
    heads = await Promise.all(left.map((head) => pastValue(head, first.value)));
  }
}

type Head = { readonly source: AsyncIterator<string>; readonly value: string };

const advance = async (source: AsyncIterator<string>): Promise<Head | undefined> => {
  const next = await source.next();
  return next.done === true ? undefined : { source, value: next.value };
};

const pastValue = async (head: Head, value: string): Promise<Head | undefined> => {
  let at: Head | undefined = head;
  while (at?.value === value) at = await advance(at.source);
  return at;
};

const least = (heads: readonly Head[]): Head | undefined =>
  heads.reduce<Head | undefined>(
    (least, head) => (least === undefined || head.value < least.value ? head : least),
    undefined,
  );
