import * as z from 'zod/mini';
import { activity, billedFees, endsAfterItBegan, usedComponents } from '../domain/facts/customer.ts';
import { customerId, text } from '../domain/facts/fields.ts';
import { tryParse } from '../lib/validation.ts';

const terms = {
  id: customerId,
  name: text,
  components: usedComponents,
  /** The id of a policy; without it, the default policy. */
  policy: z.optional(text),
  ...activity,
  /** The customer's ids in other systems, by system. */
  externalRefs: z.optional(z.record(z.string(), text, 'not an object')),
};

/**
 * A customer's record, as `PUT /customers/{id}` receives it and as it is stored.
 * `serviceFees` is the recurring monthly fee. Without it, a month without charged fees is blocked.
 */
export const customerRecord = z.strictObject({ ...terms, serviceFees: z.optional(billedFees) }).check(endsAfterItBegan);
export type CustomerRecord = z.output<typeof customerRecord>;

/** For a customer's name and each external id. */
const NAME_CHARACTERS_MAX = 1000;

const EXTERNAL_REFS_MAX = 50;

/**
 * All external ids as JSON. Each revision holds them, and its message up to three times (escaped).
 * An item has 400 KB, and ten messages 1 MB. A longer revision could not be stored, and its close would never end.
 */
const EXTERNAL_REFS_BYTES_MAX = 24 * 1024;

/** Each version of a record holds its components. */
const COMPONENTS_MAX = 500;

/**
 * Names that every object inherits (`constructor`, `toString`, `__proto__`) cannot be stored.
 * The DynamoDB SDK reads them to find a value's type, and an object has no own property `__proto__`.
 */
const isInherited = (name: string): boolean => name in Object.prototype;
const INHERITED_NAME = 'not a name that can be kept';

const shortText = text.check(z.maxLength(NAME_CHARACTERS_MAX, `longer than ${NAME_CHARACTERS_MAX} characters`));
const jsonBytes = (value: object): number => Buffer.byteLength(JSON.stringify(value));
const isDotSegment = (id: string): boolean => id === '.' || id === '..';

/** External ids by system. Names are checked first, since `z.record` drops `__proto__` silently. */
const externalRefs = z.pipe(
  z.unknown().check(({ value, issues }) => {
    if (typeof value !== 'object' || value === null) return;
    for (const name of Object.keys(value)) {
      const wrong = isInherited(name) ? INHERITED_NAME : tryParse(shortText, name).issues?.[0]?.rule;
      if (wrong !== undefined) issues.push({ code: 'custom', input: value, path: [name], message: wrong });
    }
  }),
  z.record(z.string(), shortText, 'not an object').check(
    z.refine((refs) => Object.keys(refs).length <= EXTERNAL_REFS_MAX, `more than ${EXTERNAL_REFS_MAX}`),
    z.refine((refs) => jsonBytes(refs) <= EXTERNAL_REFS_BYTES_MAX, {
      error: `longer than ${EXTERNAL_REFS_BYTES_MAX} bytes together`,
      when: ({ issues }) => issues.length === 0,
    }),
  ),
);

/** A customer's record as entry points accept it: with the limits of storage, which the rules do not have. */
export const customerRecordInput = z
  .strictObject({
    ...customerRecord.shape,
    id: customerId.check(z.refine((id) => !isDotSegment(id), 'not to be written in a URL')),
    name: shortText,
    components: usedComponents.check(z.maxLength(COMPONENTS_MAX, `more than ${COMPONENTS_MAX}`)),
    externalRefs: z.optional(externalRefs),
  })
  .check(endsAfterItBegan);
