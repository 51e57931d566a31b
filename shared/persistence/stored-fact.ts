import * as z from 'zod/mini';
import { fact, type Fact } from '../domain/facts/facts.ts';
import { jsonEqual } from '../lib/json-equal.ts';

/**
 * A fact as it is kept: as JSON carries it, with the payload that it came in (by SHA-256), who said it, and what else was said
 * (a notice's text, an exclusion's evidence), which decides nothing.
 */
export const storedFact = z.object({
  fact,
  by: z.string(),
  payload: z.optional(z.string()),
  said: z.optional(z.record(z.string(), z.string())),
});
export type StoredFact = z.output<typeof storedFact>;

/** A fact that bears when the system learned it, as everything that is recorded does. */
export type FactRecording<F extends Fact> = F & { readonly recordedAt: number };

/**
 * Whether two say the same: equal but for `recordedAt` (semantics, section 2), who said it, the payload, and the fields that the
 * door filled in from its own clock.
 */
export const sameContent = (a: StoredFact, b: StoredFact, filledIn: readonly string[] = []): boolean =>
  jsonEqual(content(a, filledIn), content(b, filledIn));

const content = ({ fact, said = {} }: StoredFact, filledIn: readonly string[]): unknown => ({
  fact: Object.fromEntries(Object.entries(fact).filter(([name]) => name !== 'recordedAt' && !filledIn.includes(name))),
  said,
});
