import { describe, expect, test } from 'vitest';
import { type AttemptResult, backoff, retry } from '../../../shared/lib/retry.ts';

const failing = (failures: number) => {
  let attempts = 0;
  return async (): Promise<number> => {
    attempts += 1;
    if (attempts <= failures) throw new Error(`attempt ${attempts}`);
    return attempts;
  };
};

const untilThree = (result: AttemptResult<number>, attempts: number): number | undefined =>
  'error' in result && attempts < 3 ? attempts * 10 : undefined;

const untilFour = (result: AttemptResult<number>): number | undefined =>
  'value' in result && result.value < 4 ? 0 : undefined;

describe('retry', () => {
  test.each([0, 1, 2])('returns the value after %i failures, and waits after each', async (failures) => {
    const waits: number[] = [];
    const pause = async (ms: number): Promise<void> => void waits.push(ms);
    expect(await retry(failing(failures), untilThree, pause)).toBe(failures + 1);
    expect(waits).toEqual([10, 20].slice(0, failures));
  });

  test('throws the error of the last attempt', async () => {
    await expect(retry(failing(9), untilThree, async () => {})).rejects.toThrow('attempt 3');
  });

  test('repeats a value that is not accepted', async () => {
    expect(await retry(failing(0), untilFour)).toBe(4);
  });
});

test('backoff doubles its limit after each attempt, and ends', () => {
  for (const [attempts, limit] of [
    [1, 50],
    [2, 100],
    [3, 200],
  ] as const) {
    const wait = backoff(attempts, 4, 50);
    expect(wait).toBeGreaterThanOrEqual(0);
    expect(wait).toBeLessThan(limit);
  }
  expect(backoff(4, 4, 50)).toBeUndefined();
});
