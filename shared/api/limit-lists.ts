/** JSON of all lists of one answer. A Lambda response holds 6 MB, with the other fields. */
const LIST_BYTES_MAX = 4 * 1024 * 1024;

/** Returns a function that shortens the lists of one answer, one after the other, until their common limit is reached. */
export const limitLists = (): (<T>(list: readonly T[]) => readonly T[]) => {
  let bytesLeft = LIST_BYTES_MAX;
  return (list) => {
    const end = list.findIndex((each) => {
      bytesLeft -= Buffer.byteLength(JSON.stringify(each)) + 1;
      return bytesLeft < 0;
    });
    return end < 0 ? list : list.slice(0, end);
  };
};

/** Returns an answer with one list. `notListed`: the number of entries that the answer cannot hold; absent without any. */
export const listAnswer = (name: string, entries: readonly object[]): Response => {
  const listed = limitLists()(entries);
  const notListed = entries.length - listed.length;
  return Response.json({ [name]: listed, ...(notListed > 0 ? { notListed } : {}) });
};
