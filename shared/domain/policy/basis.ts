import * as z from 'zod/mini';
import { component } from '../month/component-timeline.ts';
import { anyText } from '../facts/fields.ts';
import { policy } from './policy.ts';

/**
 * What a month is judged by, as it was when it was closed: the agreements with their holidays as dates, which of them holds for a
 * customer that names none, and the components with their alarms and what they depend on.
 */
export const basis = z.object({
  defaultPolicy: anyText,
  policies: z.record(z.string(), policy),
  components: z.array(component),
});
export type Basis = z.output<typeof basis>;
