import { current } from './function-invocation.ts';

/**
 * Time of the tests of faults. Nobody waits: what code of the product is to do after some time (try again) it does after a hundredth
 * of it. A message that failed comes back at once, and yet as after its time: by then a FIFO queue has forgotten what it dropped
 * repeats of (five minutes), so ids of deduplication get another beginning each time.
 */
const HURRY = 100;

let absences = 0;

/** More time passes than a FIFO queue remembers. */
export const passTime = (): void => {
  absences += 1;
};

/** The body of a request to SQS as it would count at this time. */
export const atThisTime = (body: string): string =>
  body.replaceAll('"MessageDeduplicationId":"', `"MessageDeduplicationId":"${absences}.`);

/** Takes the timers over; once for each process. */
export const hurry = (): void => {
  const later = globalThis.setTimeout;
  const sooner = (code: (...rest: unknown[]) => void, ms = 0, ...rest: unknown[]): NodeJS.Timeout =>
    later(() => code(...rest), current() === undefined ? ms : ms / HURRY);
  globalThis.setTimeout = Object.assign(sooner, later);
};
