import * as z from 'zod/mini';
import { flag, instant, month, text } from '../domain/fields.ts';

/**
 * An order to close a month. The schedule's names the instant at which it fired: the month before is closed, as of that instant.
 * A person's names the month. The queue holds an order back for five minutes, so that whatever bears an earlier `recordedAt` is
 * stored by the time the facts are read; a preview, which decides nothing, does not wait.
 */
export const closingOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scheduled'), scheduledTime: instant }),
  z.object({
    kind: z.literal('requested'),
    month,
    asOf: instant,
    preview: flag,
    reason: z.optional(text),
    by: text,
    startedAt: instant,
  }),
]);
export type ClosingOrder = z.output<typeof closingOrder>;
