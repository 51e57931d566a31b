const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

/**
 * Seconds between two attempts to deliver a billing message, 72.6 hours in total.
 * The first waits are those of Standard Webhooks. SQS limits a visibility timeout to 12 hours, the attempt included.
 */
export const DELIVERY_WAITS_S: readonly number[] = [
  5,
  5 * MINUTE_S,
  30 * MINUTE_S,
  2 * HOUR_S,
  5 * HOUR_S,
  10 * HOUR_S,
  ...Array.from({ length: 5 }, () => 11 * HOUR_S),
];

/** After this many attempts a message moves to the dead-letter queue. */
export const DELIVERY_ATTEMPTS = DELIVERY_WAITS_S.length + 1;
