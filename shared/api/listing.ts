/** How long the lists of an answer are together, in bytes of JSON: Lambda lets an answer have 6 MB, and what is not a list needs some of it. */
const LONGEST = 4 * 1024 * 1024;

/** Of the lists of one answer, one after the other, as much as it holds: each is given back whole, or cut where the answer is full. */
export const listing = (): (<T>(list: readonly T[]) => readonly T[]) => {
  let left = LONGEST;
  return (list) => {
    const end = list.findIndex((each) => {
      left -= Buffer.byteLength(JSON.stringify(each)) + 1;
      return left < 0;
    });
    return end < 0 ? list : list.slice(0, end);
  };
};
