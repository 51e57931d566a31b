import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { InvalidInput } from '../../shared/lib/validation.ts';

/** What a door made of an input. `ignored`: it was in order, and said nothing that concerns us. */
type Answer = 'accepted' | 'ignored' | 'refused';

/** A door: what is tried on it, and what it makes of it. Throws if anything is not as promised. */
type Door<I> = {
  readonly inputs: fc.Arbitrary<I>;
  readonly take: (input: I) => Answer | Promise<Answer>;
  /** Forgets what an earlier input did: one that failed is tried again in smaller forms, each for itself. */
  readonly forget?: () => unknown;
  readonly stop?: () => Promise<void>;
};

/** A door by its name, opened anew every so often: what it has stored goes then. */
export type Attacked<I> = { readonly name: string; readonly open: () => Promise<Door<I>> | Door<I> };

/** How many inputs a door is given by `npm run test:fuzz`: FUZZ_INPUTS, or 100,000. */
export const INPUTS = Number(process.env['FUZZ_INPUTS'] ?? 100_000);

/** What the inputs are drawn from: FUZZ_SEED, or another each time. */
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

/** Inputs of one opening; each has a seed of its own, one more than the last. */
const ROUND = 5000;

const everyObjects = (): string => Reflect.ownKeys(Object.prototype).map(String).join(' ');
const before = everyObjects();

/** Tries a door with so many inputs, and prints the seed and the counts; gives how many it was. */
export const attack = async <I>({ name, open }: Attacked<I>, inputs: number, seed = SEED): Promise<number> => {
  const counts = { accepted: 0, ignored: 0, refused: 0 };
  const began = performance.now();
  try {
    for (let round = 0; round * ROUND < inputs; round += 1) {
      const door = await open();
      const property = fc.asyncProperty(door.inputs, async (input) => {
        door.forget?.();
        counts[await door.take(input)] += 1;
        must(everyObjects() === before, 'Object.prototype was changed', everyObjects());
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
  must(counts.accepted > 0 && counts.refused > 0, `${name} takes everything, or nothing`, counts);
  return counts.accepted + counts.ignored + counts.refused;
};

/** Prints a line of the report. */
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What `act` gives, or `refused` where it throws `Rejected` with faults that have a place and a rule. Whatever else is thrown passes. */
export const orRefused = <T>(act: () => T): T | 'refused' => {
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

/** Faults as they are promised: at least one, each with a place and a rule in words. */
export const expectFaults = (faults: unknown): void => {
  const { error } = z.safeParse(promised, faults);
  if (error !== undefined) throw new Error(`no faults with place and rule: ${JSON.stringify(faults)}`);
};

/** What must hold of an input, and what was found if it does not. */
export const must = (holds: boolean, otherwise: string, found?: unknown): void => {
  if (!holds) throw new Error(`${otherwise}${found === undefined ? '' : `: ${JSON.stringify(found)}`}`);
};
