import * as z from 'zod/mini';
import { flag, instantField, month, text, keywordField } from '../domain/facts/fields.ts';

/** `closed`: evaluate under the policies of the last closing. `current`: under the current policies. */
export const POLICY_CHOICES = ['closed', 'current'] as const;

/**
 * An order to close a month.
 * `scheduled` closes the month before the one in which the schedule fired, as of that instant.
 * `sweep` reassesses the last closed months for facts recorded since.
 * `requested` closes the named month.
 * The queue delays an order by five minutes, so that writes with an earlier `recordedAt` finish first.
 * A preview decides nothing, so it is not delayed.
 */
export const closingOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scheduled'), scheduledTime: instantField }),
  z.object({ kind: z.literal('sweep'), scheduledTime: instantField }),
  z.object({
    kind: z.literal('requested'),
    month,
    asOf: instantField,
    preview: flag,
    policies: z.optional(keywordField(POLICY_CHOICES)),
    reason: z.optional(text),
    by: text,
    startedAt: instantField,
  }),
]);
export type ClosingOrder = z.output<typeof closingOrder>;
