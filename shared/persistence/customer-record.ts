import * as z from 'zod/mini';
import { activity, billedFees, endsAfterItBegan, type Fees, fees, usedComponents } from '../domain/facts/customer.ts';
import { customerId, decodeWith, isObject, text } from '../domain/facts/fields.ts';
import { tryParse, type ValidationIssue } from '../lib/validation.ts';
import {
  limitedNoticeSenders,
  limitedStatementRecipients,
  noticeSenders,
  statementRecipients,
} from './notice-senders.ts';

/**
 * A customer's record, as `PUT /customers/{id}` receives it and as it is stored: one contract, or a list of services.
 * `serviceFees` are recurring monthly fees. Without them, a month without charged fees is blocked.
 * Stored fees may be in a code that entry points reject today.
 * `policy` is the id of a policy. A service without one has the customer's, and a customer without one has the default policy.
 */

const contract = { components: usedComponents, serviceFees: z.optional(fees), policy: z.optional(text) };

const common = {
  id: customerId,
  name: text,
  ...activity,
  /** The customer's ids in other systems, by system. */
  externalRefs: z.optional(z.record(z.string(), text, 'not an object')),
  ...noticeSenders,
  ...statementRecipients,
};

const service = z.strictObject({ id: customerId, name: z.optional(text), ...contract });
type Service = z.output<typeof service>;

/** Components and fees beside services are parsed only so that their own faults are reported too. */
const besideServices = { components: z.optional(usedComponents), serviceFees: z.optional(fees) };

const onlyServices = z.refine<object>((value) => !('components' in value) && !('serviceFees' in value), {
  error: 'services beside components or serviceFees',
  path: ['services'],
  when: ({ value }) => isObject(value),
});

const listOf = <S extends z.core.SomeType>(one: S) => z.array(one).check(z.minLength(1, 'no services'));

const listAt = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const idOf = (one: unknown): unknown => (isObject(one) && 'id' in one ? one.id : undefined);

const currencyOf = (one: unknown): string | undefined =>
  tryParse(z.looseObject({ serviceFees: z.looseObject({ currency: text }) }), one).value?.serviceFees.currency;

/** Reports services that have the id or not the currency of an earlier one. */
const serviceIssues = (services: readonly unknown[]): ValidationIssue[] => {
  const ids = services.map(idOf);
  const billed = services.flatMap((one, i) => {
    const currency = currencyOf(one);
    return currency === undefined ? [] : [{ i, currency }];
  });
  return [
    ...ids.flatMap((id, i) =>
      typeof id === 'string' && ids.indexOf(id) < i ? [{ path: [i, 'id'], rule: 'a service twice' }] : [],
    ),
    ...billed
      .filter(({ currency }) => currency !== billed[0]?.currency)
      .map(({ i }) => ({
        path: [i, 'serviceFees', 'currency'],
        rule: `not the currency of the first service (${billed[0]?.currency})`,
      })),
  ];
};

const consistentServices = z.check<{ readonly services?: unknown }>(
  ({ value, issues }) => {
    for (const { path, rule } of serviceIssues(listAt(value.services)))
      issues.push({ code: 'custom', message: rule, path: ['services', ...path], input: value, continue: true });
  },
  { when: ({ value }) => isObject(value) },
);

const plainRecord = z.strictObject({ ...common, ...contract }).check(endsAfterItBegan);

const recordOfServices = z
  .strictObject({ ...common, policy: contract.policy, services: listOf(service), ...besideServices })
  .check(endsAfterItBegan, onlyServices, consistentServices);

export type CustomerRecord = z.output<typeof plainRecord> | z.output<typeof recordOfServices>;
type RecordJson = z.input<typeof plainRecord> | z.input<typeof recordOfServices>;

const hasServices = (value: unknown): value is { readonly services: unknown } => isObject(value) && 'services' in value;

/** Chooses the schema by the form of the record, so that each fault names its own place. */
const recordWith = (
  plain: z.core.$ZodType<z.output<typeof plainRecord>>,
  ofServices: z.core.$ZodType<z.output<typeof recordOfServices>>,
) =>
  z.codec(z.custom<RecordJson>(), z.custom<CustomerRecord>(), {
    decode: (input, context): CustomerRecord =>
      hasServices(input) ? decodeWith(ofServices, input, context) : decodeWith(plain, input, context),
    encode: (record): RecordJson =>
      'services' in record ? z.encode(recordOfServices, record) : z.encode(plainRecord, record),
  });

export const customerRecord = recordWith(plainRecord, recordOfServices);

/** The terms of one contract: of the customer, or of one of its services. */
export type ContractRecord = Pick<Service, 'components' | 'serviceFees' | 'policy'> & {
  readonly service?: string | undefined;
  readonly name?: string | undefined;
};

/** Returns a record's contracts in order: one for each service, or one for the customer. */
export const contractsOfRecord = (record: CustomerRecord): readonly ContractRecord[] => {
  const { policy } = record;
  if (!('services' in record)) return [{ components: record.components, serviceFees: record.serviceFees, policy }];
  return record.services.map(({ id, ...terms }) => ({ service: id, ...terms, policy: terms.policy ?? policy }));
};

/** For a customer's name, a service's name and each external id. */
const NAME_CHARACTERS_MAX = 1000;

const EXTERNAL_REFS_MAX = 50;

/**
 * All external ids as JSON. Each revision holds them, and its message up to three times (escaped).
 * An item has 400 KB. A longer revision could not be stored, and its close would never end.
 */
const EXTERNAL_REFS_BYTES_MAX = 24 * 1024;

/** Each version of a record holds its components. */
const COMPONENTS_MAX = 500;

/** Each message holds a line for each service, of up to 2 KB. */
const SERVICES_MAX = 50;

/**
 * Names that every object inherits (`constructor`, `toString`, `__proto__`) cannot be stored.
 * The DynamoDB SDK reads them to find a value's type, and an object has no own property `__proto__`.
 */
const isInherited = (name: string): boolean => name in Object.prototype;
const INHERITED_NAME = 'not a name that can be kept';

const shortText = text.check(z.maxLength(NAME_CHARACTERS_MAX, `longer than ${NAME_CHARACTERS_MAX} characters`));
const jsonBytes = (value: object): number => Buffer.byteLength(JSON.stringify(value));
const isDotSegment = (id: string): boolean => id === '.' || id === '..';

/** Checks the names of an object before it is parsed, since `z.record` drops `__proto__` silently. */
const objectWithNames = (nameSchema: z.core.$ZodType) =>
  z.unknown().check(({ value, issues }) => {
    if (!isObject(value)) return;
    for (const name of Object.keys(value)) {
      const wrong = isInherited(name) ? INHERITED_NAME : tryParse(nameSchema, name).issues?.[0]?.rule;
      if (wrong !== undefined) issues.push({ code: 'custom', input: value, path: [name], message: wrong });
    }
  });

/** External ids by system. */
const externalRefs = z.pipe(
  objectWithNames(shortText),
  z.record(z.string(), shortText, 'not an object').check(
    z.refine((refs) => Object.keys(refs).length <= EXTERNAL_REFS_MAX, `more than ${EXTERNAL_REFS_MAX}`),
    z.refine((refs) => jsonBytes(refs) <= EXTERNAL_REFS_BYTES_MAX, {
      error: `longer than ${EXTERNAL_REFS_BYTES_MAX} bytes together`,
      when: ({ issues }) => issues.length === 0,
    }),
  ),
);

const limited = {
  id: customerId.check(z.refine((id) => !isDotSegment(id), 'not to be written in a URL')),
  name: shortText,
  serviceFees: z.optional(billedFees),
  externalRefs: z.optional(externalRefs),
  ...limitedNoticeSenders,
  ...limitedStatementRecipients,
};

const limitedComponents = usedComponents.check(z.maxLength(COMPONENTS_MAX, `more than ${COMPONENTS_MAX}`));

/** Charged fees name services as keys. */
const serviceId = customerId.check(z.refine((id) => !isInherited(id), INHERITED_NAME));

const limitedService = z.strictObject({
  ...service.shape,
  id: serviceId,
  name: z.optional(shortText),
  serviceFees: z.optional(billedFees),
  components: limitedComponents,
});

const usedTogether = (services: readonly unknown[]): number =>
  services.reduce<number>(
    (sum, one) => sum + listAt(isObject(one) && 'components' in one ? one.components : undefined).length,
    0,
  );

const limitedServices = listOf(limitedService).check(
  z.maxLength(SERVICES_MAX, `more than ${SERVICES_MAX}`),
  z.refine((services) => usedTogether(services) <= COMPONENTS_MAX, `more than ${COMPONENTS_MAX} components together`),
);

const limitedPlainRecord = z
  .strictObject({ ...plainRecord.shape, ...limited, components: limitedComponents })
  .check(endsAfterItBegan);

const limitedRecordOfServices = z
  .strictObject({ ...recordOfServices.shape, ...limited, services: limitedServices })
  .check(endsAfterItBegan, onlyServices, consistentServices);

/** A customer's record as entry points accept it: with the limits of storage, which the rules do not have. */
export const customerRecordInput = recordWith(limitedPlainRecord, limitedRecordOfServices);

/** The forms of a record, for the document of the API. */
export const CUSTOMER_RECORD_FORMS = [
  limitedPlainRecord,
  z.omit(z.strictObject(limitedRecordOfServices.shape), { components: true, serviceFees: true }),
] as const;

const feesByService = (one: z.core.$ZodType<Fees>) =>
  z.strictObject({
    services: z.pipe(
      objectWithNames(customerId),
      z
        .record(z.string(), one, 'not an object')
        .check(z.refine((services) => Object.keys(services).length > 0, 'no services')),
    ),
  });

const oneCurrency = z.check<{ readonly services?: unknown }>(
  ({ value, issues }) => {
    const entries = isObject(value.services) ? Object.entries<unknown>({ ...value.services }) : [];
    const found = serviceIssues(entries.map(([, serviceFees]) => ({ serviceFees })));
    for (const { path, rule } of found) {
      const [id = ''] = entries[Number(path[0])] ?? [];
      issues.push({ code: 'custom', message: rule, path: ['services', id, 'currency'], input: value, continue: true });
    }
  },
  { when: ({ value }) => isObject(value) },
);

/** The fees that a customer was charged for a month: one amount, or an amount for each service. */
export type ChargedFees = Fees | { readonly services: Readonly<Record<string, Fees>> };

const chargedWith = (one: z.core.$ZodType<Fees>) => {
  const byService = feesByService(one).check(oneCurrency);
  return z.codec(z.custom<ChargedFees>(), z.custom<ChargedFees>(), {
    decode: (input, context): ChargedFees =>
      hasServices(input) ? decodeWith(byService, input, context) : decodeWith(one, input, context),
    encode: (charged) => charged,
  });
};

export const chargedFees = chargedWith(fees);

/** Charged fees as entry points accept them. */
export const chargedFeesInput = chargedWith(billedFees);

/** The forms of charged fees, for the document of the API. */
export const CHARGED_FEES_FORMS = [billedFees, z.strictObject({ services: z.record(z.string(), billedFees) })] as const;
