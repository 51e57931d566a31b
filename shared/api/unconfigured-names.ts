import * as z from 'zod/mini';
import type { Config } from '../config/config.ts';
import { text } from '../domain/facts/fields.ts';
import { tryParse, type ValidationIssue } from '../lib/validation.ts';

const withServices = z.object({ services: z.array(z.unknown()) });
const withComponents = z.object({ components: z.array(z.unknown()) });
const withPolicy = z.object({ policy: text });

/** Returns an issue for each unconfigured component or policy, also of a record that is invalid otherwise. */
export const unconfiguredNames = (record: unknown, config: Config): ValidationIssue[] => {
  const services = tryParse(withServices, record).value?.services ?? [];
  return [
    ...unconfiguredIn(record, [], config),
    ...services.flatMap((service, i) => unconfiguredIn(service, ['services', i], config)),
  ];
};

/** `contract`: a record, or one of its services, at a path of the record. */
const unconfiguredIn = (
  contract: unknown,
  path: readonly PropertyKey[],
  { components, policies }: Config,
): ValidationIssue[] => {
  const used = tryParse(withComponents, contract).value?.components ?? [];
  const policy = tryParse(withPolicy, contract).value?.policy;
  return [
    ...used.flatMap((component, i) =>
      typeof component !== 'string' || component === '' || Object.hasOwn(components, component)
        ? []
        : [{ path: [...path, 'components', i], rule: 'not a configured component' }],
    ),
    ...(policy === undefined || Object.hasOwn(policies, policy)
      ? []
      : [{ path: [...path, 'policy'], rule: 'not a configured policy' }]),
  ];
};
