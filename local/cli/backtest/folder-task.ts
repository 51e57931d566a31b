import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { readFolder } from '../../emulator/replay-folder.ts';
import { backtestMonths, type BacktestMonth } from './backtest-months.ts';
import type { Rejection } from './ingest-history.ts';
import { readTestedPolicy } from './read-tested-policy.ts';

/** The options of all folders of a thread. */
const threadOptions = z.object({
  policyFiles: z.array(z.string()),
  asOf: z.enum(['closing', 'end']),
  differencesMax: z.number(),
});
export type ThreadOptions = z.output<typeof threadOptions>;

const folderTask = z.object({ directory: z.string(), months: z.array(z.string()) });
export type FolderTask = z.output<typeof folderTask>;

/** The result of a folder: its months with the rejected payloads, or the faults of an invalid folder. */
export type FolderResult =
  | { readonly months: readonly BacktestMonth[]; readonly rejections: readonly Rejection[] }
  | { readonly faults: InvalidInput['faults'] };

const evaluateFolder = async (
  { directory, months }: FolderTask,
  { policyFiles, ...options }: ThreadOptions,
): Promise<FolderResult> => {
  try {
    const policies = await Promise.all(policyFiles.map(readTestedPolicy));
    const rejections: Rejection[] = [];
    const onRejection = (rejection: Rejection): void => void rejections.push(rejection);
    const folders = [{ directory, read: () => readFolder(directory) }];
    const evaluated: BacktestMonth[] = [];
    for await (const month of backtestMonths(folders, { ...options, months, policies, onRejection }))
      evaluated.push(month);
    return { months: evaluated, rejections };
  } catch (error) {
    if (error instanceof InvalidInput) return { faults: error.faults };
    throw error;
  }
};

const port = parentPort;
if (port !== null) {
  const options = z.parse(threadOptions, workerData);
  port.on('message', async (task: unknown) => {
    port.postMessage(await evaluateFolder(z.parse(folderTask, task), options), []);
  });
}
