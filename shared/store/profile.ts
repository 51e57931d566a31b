import * as z from 'zod/mini';
import { activity, billedFees, endsAfterItBegan, usedComponents } from '../domain/customer.ts';
import { customerId, text } from '../domain/fields.ts';

const terms = {
  id: customerId,
  name: text,
  components: usedComponents,
  /** A policy's id; left out: the default policy. */
  policy: z.optional(text),
  ...activity,
  /** The customer's ids in other systems, by system. */
  externalRefs: z.optional(z.record(z.string(), text, 'not an object')),
};

/**
 * A customer's record, as `PUT /customers/{id}` takes it and as it is kept: what it uses, under which policy, and its standing
 * monthly fee. One without a standing fee is billed by what each month was really charged; a month without either blocks it.
 */
export const profile = z.strictObject({ ...terms, serviceFees: z.optional(billedFees) }).check(endsAfterItBegan);
export type Profile = z.output<typeof profile>;
