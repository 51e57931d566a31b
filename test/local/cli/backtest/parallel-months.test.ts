import { afterAll, expect, test } from 'vitest';
import { backtestMonths, type BacktestMonth } from '../../../../local/cli/backtest/backtest-months.ts';
import { parallelMonths } from '../../../../local/cli/backtest/parallel-months.ts';
import { readFolder } from '../../../../local/emulator/replay-folder.ts';
import { InvalidInput } from '../../../../shared/lib/validation.ts';
import { alarmArrival, callArrival, folderConfig, makeReplayFolder } from '../../../support/builders/replay-folders.ts';

const removals: (() => void)[] = [];
afterAll(() => removals.forEach((remove) => remove()));

const HERE = { account: '000000000000', region: 'us-east-1' };

const folderOfDays = (days: readonly number[], month: string): string => {
  const events = days.flatMap((day) => [
    alarmArrival(`${month}-${day}T10:00`, 'ALARM', HERE),
    alarmArrival(`${month}-${day}T12:00`, 'OK', HERE),
  ]);
  const rejected = callArrival(`${month}-28T00:00`, 'POST', '/retractions', {
    of: { kind: 'notice', id: 'none' },
    reason: 'x',
  });
  const { directory, remove } = makeReplayFolder({ config: folderConfig, events: [...events, rejected] });
  removals.push(remove);
  return directory;
};

const OPTIONS = { asOf: 'closing', differencesMax: 10 } as const;

const all = async (months: AsyncIterable<BacktestMonth>): Promise<BacktestMonth[]> => {
  const found: BacktestMonth[] = [];
  for await (const month of months) found.push(month);
  return found;
};

test('threads give the months of one thread, in order', async () => {
  const tasks = [
    { directory: folderOfDays([14, 15], '10'), months: ['2026-10'] },
    { directory: folderOfDays([16], '11'), months: ['2026-11', '2026-12'] },
    { directory: folderOfDays([17, 18, 19], '10'), months: ['2026-10'] },
  ];
  const alone: BacktestMonth[] = [];
  const [rejected, places]: [string[], string[]] = [[], []];
  for (const { directory, months } of tasks) {
    const reader = { directory, read: () => readFolder(directory) };
    const onRejection = ({ place }: { readonly place: string }): void => void rejected.push(place);
    alone.push(...(await all(backtestMonths([reader], { ...OPTIONS, months, policies: [], onRejection }))));
  }
  const onRejection = ({ place }: { readonly place: string }): void => void places.push(place);
  const together = await all(parallelMonths(tasks, { ...OPTIONS, policyFiles: [], threads: 2, onRejection }));
  expect(together).toEqual(alone);
  expect(together.map(({ policies }) => policies[0]?.affected)).toEqual([1, 1, 0, 1]);
  expect([places.length, places]).toEqual([3, rejected]);
});

test('an invalid folder is an invalid input', async () => {
  const { directory, remove } = makeReplayFolder({ config: { policies: {} }, events: [] });
  removals.push(remove);
  const tasks = [{ directory, months: ['2026-10'] }];
  const months = parallelMonths(tasks, { ...OPTIONS, policyFiles: [], threads: 2, onRejection: () => {} });
  await expect(all(months)).rejects.toThrow(InvalidInput);
});
