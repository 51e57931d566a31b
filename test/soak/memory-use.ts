/** What a process holds once what nobody uses is gone: megabytes, and how many things keep it alive, by kind. */
export type Held = {
  readonly heap: number;
  /** Of buffers, outside the heap. */
  readonly buffers: number;
  readonly handles: Readonly<Record<string, number>>;
};

const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Measures this process; it must run with --expose-gc. */
export const held = async (): Promise<Held> => {
  // What a first collection finalises, a second one frees.
  for (let time = 0; time < 3; time += 1) {
    await settled();
    if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
    globalThis.gc();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const handles: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  return { heap: heapUsed / 1e6, buffers: arrayBuffers / 1e6, handles };
};
