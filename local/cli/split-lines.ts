/** Yields the lines of a text. Only a line feed ends a line: `readline` also splits at U+2028, which JSON can contain. */
export async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let pending = '';
  for await (const chunk of chunks) {
    const [first = '', ...more] = chunk.split('\n');
    const last = more.pop();
    if (last === undefined) {
      pending += first;
      continue;
    }
    yield pending + first;
    yield* more;
    pending = last;
  }
  yield pending;
}
