import { setTimeout as sleep } from 'node:timers/promises';

/** The result of one attempt: a value, or the error that it threw. */
export type AttemptResult<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Repeats `attempt` until `waitMs` returns undefined, then returns its last value or throws its last error.
 * `waitMs` gets the result and the number of attempts made, and returns how long to wait before the next one.
 */
export const retry = async <T>(
  attempt: () => Promise<T>,
  waitMs: (result: AttemptResult<T>, attempts: number) => number | undefined,
  pause: (ms: number) => Promise<void> = sleep,
): Promise<T> => {
  for (let attempts = 1; ; attempts += 1) {
    const result = await resultOf(attempt);
    const wait = waitMs(result, attempts);
    if (wait !== undefined) await pause(wait);
    else if ('error' in result) throw result.error;
    else return result.value;
  }
};

const resultOf = async <T>(attempt: () => Promise<T>): Promise<AttemptResult<T>> => {
  try {
    return { value: await attempt() };
  } catch (error) {
    return { error };
  }
};

/**
 * Returns a random wait in ms below `firstMs`, doubled after each attempt; undefined after `attemptsMax`.
 * Random, so that clients that failed together do not retry together.
 */
export const backoff = (attempts: number, attemptsMax: number, firstMs: number): number | undefined =>
  attempts < attemptsMax ? firstMs * 2 ** (attempts - 1) * Math.random() : undefined;
