import * as z from 'zod/mini';
import { customerId, flag, instantField, month, text, keywordField } from '../domain/facts/fields.ts';

/** `closed`: evaluate under the policies of the last closing. `current`: under the current policies. */
export const POLICY_CHOICES = ['closed', 'current'] as const;

/**
 * An order to close a month.
 * `scheduled` closes the month before the one in which the schedule fired, as of that instant.
 * `sweep` reassesses the last closed months for facts recorded since.
 * `requested` closes the named month.
 * `approved` issues the credit of a customer that a person approved.
 * The queue delays an order by five minutes, so that writes with an earlier `recordedAt` finish first.
 * A preview decides nothing, and an approved credit has its evidence, so these are not delayed.
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
  z.object({ kind: z.literal('approved'), customer: customerId, month }),
]);
export type ClosingOrder = z.output<typeof closingOrder>;
