import * as z from 'zod/mini';
import { flag, instant, month, text, keywordField } from '../domain/facts/fields.ts';

/** A month that was closed is judged by the policies it was closed with, or by those of now. */
export const POLICIES = ['closed', 'current'] as const;

/**
 * An order to close a month. The schedule's names the instant at which it fired: the month before is closed, as of that instant.
 * A person's names the month. A sweep looks for what was recorded since the last months were closed. The queue holds an order back for five minutes, so that whatever bears an earlier `recordedAt` is
 * stored by the time the facts are read; a preview, which decides nothing, does not wait.
 */
export const closingOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scheduled'), scheduledTime: instant }),
  z.object({ kind: z.literal('sweep'), scheduledTime: instant }),
  z.object({
    kind: z.literal('requested'),
    month,
    asOf: instant,
    preview: flag,
    policies: z.optional(keywordField(POLICIES)),
    reason: z.optional(text),
    by: text,
    startedAt: instant,
  }),
]);
export type ClosingOrder = z.output<typeof closingOrder>;
