import * as z from 'zod/mini';
import { anyText } from '../facts/fields.ts';
import { POLICY_SHAPE, policy } from '../policy/policy.ts';
import { component } from './component-timeline.ts';

/**
 * The configuration of a month as it was when the month was closed. Policies have their holidays as dates. `defaultPolicy` applies
 * to customers that name none. `shape` is the version of the policy shape. `formerPolicies`: policies of earlier runs that are no longer
 * configured; customers that still name one are blocked.
 */
export const configurationSnapshot = z.object({
  shape: z.literal(POLICY_SHAPE),
  defaultPolicy: anyText,
  policies: z.record(z.string(), policy),
  components: z.array(component),
  formerPolicies: z.optional(z.array(z.string())),
});
export type ConfigurationSnapshot = z.output<typeof configurationSnapshot>;
