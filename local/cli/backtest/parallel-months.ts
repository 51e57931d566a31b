import { Worker } from 'node:worker_threads';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import type { BacktestMonth, BacktestOptions } from './backtest-months.ts';
import type { FolderResult, FolderTask, ThreadOptions } from './folder-task.ts';

type ParallelOptions = ThreadOptions & {
  readonly onRejection: BacktestOptions['onRejection'];
  readonly threads: number;
};

/**
 * Evaluates folders in threads, one folder at a time in each, and yields the months in order of the folders.
 * Throws `InvalidInput` for an invalid folder.
 */
export async function* parallelMonths(
  folders: readonly FolderTask[],
  { threads, onRejection, ...options }: ParallelOptions,
): AsyncGenerator<BacktestMonth> {
  const workers = Array.from({ length: Math.min(threads, folders.length) }, () => newThread(options));
  const results = folders.map(() => Promise.withResolvers<FolderResult>());
  let next = 0;
  const work = async (evaluate: (task: FolderTask) => Promise<FolderResult>): Promise<void> => {
    for (;;) {
      const [task, result] = [folders[next], results[next]];
      next += 1;
      if (task === undefined || result === undefined) return;
      // The reader of the results awaits them in order, so an early failure waits for its turn.
      result.promise.catch(() => {});
      await evaluate(task).then(result.resolve, result.reject);
    }
  };
  const working = workers.map(({ evaluate }) => work(evaluate));
  try {
    for (const { promise } of results) {
      const result = await promise;
      if ('faults' in result) throw new InvalidInput(result.faults);
      for (const rejection of result.rejections) onRejection(rejection);
      yield* result.months;
    }
    await Promise.all(working);
  } finally {
    await Promise.all(workers.map(({ stop }) => stop()));
  }
}

/** Megabytes of new objects of a thread, which V8 reserves for each. */
const YOUNG_GENERATION_MB = 24;

type Thread = {
  readonly evaluate: (task: FolderTask) => Promise<FolderResult>;
  readonly stop: () => Promise<unknown>;
};

const newThread = (options: ThreadOptions): Thread => {
  const worker = new Worker(new URL('./folder-task.ts', import.meta.url), {
    workerData: options,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  return {
    evaluate: async (task) => {
      const { promise, resolve, reject } = Promise.withResolvers<FolderResult>();
      worker.once('message', resolve).once('error', reject);
      worker.postMessage(task, []);
      try {
        return await promise;
      } finally {
        worker.off('message', resolve).off('error', reject);
      }
    },
    stop: () => worker.terminate(),
  };
};
