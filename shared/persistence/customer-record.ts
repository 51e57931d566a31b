import * as z from 'zod/mini';
import { activity, billedFees, endsAfterItBegan, usedComponents } from '../domain/facts/customer.ts';
import { customerId, text } from '../domain/facts/fields.ts';
import { tryParse } from '../lib/validation.ts';

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
export const customerRecord = z.strictObject({ ...terms, serviceFees: z.optional(billedFees) }).check(endsAfterItBegan);
export type CustomerRecord = z.output<typeof customerRecord>;

/** The longest name of a customer, and of an id in another system, in characters. */
const LONGEST_NAME = 1000;

/** How many ids in other systems a customer has at most. */
const MOST_REFS = 50;

/**
 * How long these are together at most, as JSON in bytes. They stand in each revision and in its message, there at three times the length
 * where characters are escaped: an item holds 400 KB, and ten messages that are sent at once 1 MB. Longer ones would make revisions that
 * nothing holds, and a closing that never ends.
 */
const LONGEST_REFS = 24 * 1024;

/** How many components a customer names at most: they stand in each version of its record. */
const MOST_COMPONENTS = 500;

/**
 * What every object has by inheritance, `constructor` or `toString`, is no name of another system: the SDK of DynamoDB looks there for
 * what a value is, and an object takes no property `__proto__`.
 */
const isInherited = (name: string): boolean => name in Object.prototype;
const NO_NAME = 'not a name that can be kept';

const shortText = text.check(z.maxLength(LONGEST_NAME, `longer than ${LONGEST_NAME} characters`));
const bytesOf = (value: object): number => Buffer.byteLength(JSON.stringify(value));
const isDotSegment = (id: string): boolean => id === '.' || id === '..';

/**
 * Ids by system. Its names are looked at before anything else: a record would leave `__proto__` out without a word, and say of any
 * other wrong name that this is no object.
 */
const references = z.pipe(
  z.unknown().check(({ value, issues }) => {
    if (typeof value !== 'object' || value === null) return;
    for (const name of Object.keys(value)) {
      const wrong = isInherited(name) ? NO_NAME : tryParse(shortText, name).complaints?.[0]?.rule;
      if (wrong !== undefined) issues.push({ code: 'custom', input: value, path: [name], message: wrong });
    }
  }),
  z.record(z.string(), shortText, 'not an object').check(
    z.refine((refs) => Object.keys(refs).length <= MOST_REFS, `more than ${MOST_REFS}`),
    z.refine((refs) => bytesOf(refs) <= LONGEST_REFS, {
      error: `longer than ${LONGEST_REFS} bytes together`,
      when: ({ issues }) => issues.length === 0,
    }),
  ),
);

/** A customer's record as the doors take it: what has no bounds in the rules, and could not be kept, has them here. */
export const givenCustomerRecord = z
  .strictObject({
    ...customerRecord.shape,
    id: customerId.check(z.refine((id) => !isDotSegment(id), 'not to be written in a URL')),
    name: shortText,
    components: usedComponents.check(z.maxLength(MOST_COMPONENTS, `more than ${MOST_COMPONENTS}`)),
    externalRefs: z.optional(references),
  })
  .check(endsAfterItBegan);
