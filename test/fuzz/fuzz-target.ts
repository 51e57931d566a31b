import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { InvalidInput } from '../../shared/lib/validation.ts';

/** The result of an input. `ignored`: it is valid and has no effect. */
type Answer = 'accepted' | 'ignored' | 'refused';

/** An opened entry point: its inputs, and a function that processes one input and throws if a promise is broken. */
type Door<I> = {
  readonly inputs: fc.Arbitrary<I>;
  readonly take: (input: I) => Answer | Promise<Answer>;
  /** Resets the entry point, since a failed input is tried again in smaller forms. */
  readonly forget?: () => unknown;
  readonly stop?: () => Promise<void>;
};

/** An entry point by name. It is opened anew for each round, which removes all stored items. */
export type FuzzTarget<I> = { readonly name: string; readonly open: () => Promise<Door<I>> | Door<I> };

/** The number of inputs of an entry point in `npm run test:fuzz`: FUZZ_INPUTS, or 100,000. */
export const INPUT_COUNT = Number(process.env['FUZZ_INPUTS'] ?? 100_000);

/** The seed of the inputs: FUZZ_SEED, or a different one each time. */
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

/** Inputs of one round. The seed of a round is one more than that of the round before. */
const ROUND = 5000;

const everyObjects = (): string => Reflect.ownKeys(Object.prototype).map(String).join(' ');
const before = everyObjects();

/** Processes inputs at an entry point and prints the seed and the counts. Returns the number of inputs. */
export const fuzz = async <I>({ name, open }: FuzzTarget<I>, inputs: number, seed = SEED): Promise<number> => {
  const counts = { accepted: 0, ignored: 0, refused: 0 };
  const began = performance.now();
  try {
    for (let round = 0; round * ROUND < inputs; round += 1) {
      const door = await open();
      const property = fc.asyncProperty(door.inputs, async (input) => {
        door.forget?.();
        counts[await door.take(input)] += 1;
        assertHolds(everyObjects() === before, 'Object.prototype was changed', everyObjects());
      });
      try {
        await fc.assert(property, { numRuns: Math.min(ROUND, inputs - round * ROUND), seed: seed + round });
      } finally {
        await door.stop?.();
      }
    }
  } finally {
    const { accepted, ignored, refused } = counts;
    const seconds = Math.round((performance.now() - began) / 1000);
    print(
      `${name}: ${accepted + ignored + refused} inputs, seed ${seed}: ` +
        `${accepted} accepted, ${ignored} ignored, ${refused} refused; ${seconds} s`,
    );
  }
  assertHolds(counts.accepted > 0 && counts.refused > 0, `${name} accepts or rejects everything`, counts);
  return counts.accepted + counts.ignored + counts.refused;
};

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/**
 * Returns the result of `act`, or `refused` if it throws `InvalidInput` with valid faults. Passes on all other errors.
 */
export const orRejected = <T>(act: () => T): T | 'refused' => {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    expectFaults(error.faults);
    return 'refused';
  }
};

const promised = z
  .array(z.strictObject({ at: z.string(), rule: z.string().check(z.minLength(1)), value: z.optional(z.unknown()) }))
  .check(z.minLength(1));

/** Checks that there is at least one fault, each with a place and a rule. */
export const expectFaults = (faults: unknown): void => {
  const { error } = z.safeParse(promised, faults);
  if (error !== undefined) throw new Error(`faults without place and rule: ${JSON.stringify(faults)}`);
};

/** Throws with the value that breaks a promise. */
export const assertHolds = (holds: boolean, otherwise: string, found?: unknown): void => {
  if (!holds) throw new Error(`${otherwise}${found === undefined ? '' : `: ${JSON.stringify(found)}`}`);
};
