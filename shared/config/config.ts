import * as z from 'zod/mini';
import { configContradictions } from './config-references.ts';
import { byId, components, providers } from './sources.ts';
import { text, timeZone, whole } from '../domain/facts/fields.ts';
import { configuredPolicy } from '../domain/policy/policy.ts';
import { tryParse, InvalidInput, toFaults } from '../lib/validation.ts';
import type { Closing } from './schedule.ts';

const configured = z.strictObject({
  policies: byId(configuredPolicy),
  defaultPolicy: text,
  providers,
  components,
  closing: z.strictObject({
    day: whole(1).check(z.lte(28, 'not in every month (1 to 28)')),
    hour: whole(0).check(z.lte(23, 'not an hour (0 to 23)')),
    timeZone: z.optional(timeZone),
  }),
});

/** The operator's configuration as sla.config.ts has it, before it is checked. */
export type ConfigInput = z.input<typeof configured>;

type Configured = z.output<typeof configured>;

/** The operator's configuration, checked; the zone of the closing is there, given or not, and with it those of the policies. */
export type Config = Omit<Configured, 'closing'> & { readonly closing: Closing };

/**
 * Checks the operator's configuration, when the stack is synthesised and when a function starts.
 * Throws `Rejected` with every fault: the place, the rule, the value, in the order of the input.
 */
export const loadConfig = (value: unknown): Config => {
  const { value: read, complaints = [] } = tryParse(configured, value);
  const all = [...complaints, ...configContradictions(value)];
  if (read === undefined || all.length > 0) throw new InvalidInput(toFaults(all, value));
  const { closing, ...config } = read;
  const zones = [...new Set(Object.values(config.policies).map(({ timeZone }) => timeZone))];
  return { ...config, closing: { ...closing, timeZone: closing.timeZone ?? defaultZone(config), zones } };
};

const defaultZone = ({ policies, defaultPolicy }: Pick<Config, 'policies' | 'defaultPolicy'>): string => {
  const policy = policies[defaultPolicy];
  if (policy === undefined) throw new Error(`the default policy ${defaultPolicy} was checked, and is not there`);
  return policy.timeZone;
};
