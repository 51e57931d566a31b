/** The memory of a process after garbage collection, in MB, and the number of its open handles by kind. */
export type MemoryUse = {
  readonly heap: number;
  /** Buffers outside the heap, in MB. */
  readonly buffers: number;
  readonly handles: Readonly<Record<string, number>>;
};

const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Measures this process. Throws unless it runs with --expose-gc. */
export const measureMemory = async (): Promise<MemoryUse> => {
  // A second collection frees what the first one finalised.
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
