/** A text with more edits than one in three characters is no misspelling. */
const CHARACTERS_PER_EDIT = 3;

/** Returns the least number of edits that turn a text into a part of another one, in any case. */
export const editsWithin = (text: string, whole: string): number => {
  const [pattern, place] = [Array.from(text.toLowerCase()), Array.from(whole.toLowerCase())];
  // The part may begin and end anywhere (Sellers' algorithm).
  // So the first row is 0, and the best of the last row counts.
  let row = place.map(() => 0).concat(0);
  for (const [i, character] of pattern.entries()) {
    const next = [i + 1];
    for (const [j, other] of place.entries()) {
      const replaced = (row[j] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(...row);
};

/** Returns the known values of which a text is probably a misspelling, the most similar first. */
export const mostSimilar = <T>(
  known: readonly T[],
  text: string,
  textsOf: (value: T) => readonly string[],
  max: number,
): T[] =>
  known
    .map((value) => ({ value, edits: Math.min(...textsOf(value).map((each) => editsWithin(text, each))) }))
    .filter(({ edits }) => edits * CHARACTERS_PER_EDIT <= text.length)
    .toSorted((a, b) => a.edits - b.edits)
    .slice(0, max)
    .map(({ value }) => value);
