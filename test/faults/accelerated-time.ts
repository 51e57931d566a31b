import { currentInvocation } from './function-invocation.ts';

/**
 * Time in the fault tests: delays of the product take a hundredth of their length. A failed message returns at once,
 * although its real delay is longer than a FIFO queue remembers ids. So deduplication ids get a new prefix.
 */
const SPEED_UP = 100;

let expirations = 0;

/** Lets more time pass than the five minutes for which a FIFO queue remembers deduplication ids. */
export const expireDeduplication = (): void => {
  expirations += 1;
};

/** Returns the body of an SQS request with the deduplication ids of the present time. */
export const renewDeduplicationIds = (body: string): string =>
  body.replaceAll('"MessageDeduplicationId":"', `"MessageDeduplicationId":"${expirations}.`);

/** Replaces the timers of this process. Returns a function that restores them. */
export const accelerateTimers = (): (() => void) => {
  const later = globalThis.setTimeout;
  const sooner = (code: (...rest: unknown[]) => void, ms = 0, ...rest: unknown[]): NodeJS.Timeout =>
    later(() => code(...rest), currentInvocation() === undefined ? ms : ms / SPEED_UP);
  globalThis.setTimeout = Object.assign(sooner, later);
  return () => {
    globalThis.setTimeout = later;
  };
};
