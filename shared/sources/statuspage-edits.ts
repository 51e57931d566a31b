import * as z from 'zod/mini';
import { PROVIDER_STATUSES } from '../domain/facts.ts';
import { instant, text, word } from '../domain/fields.ts';
import type { Word } from './statuspage.ts';
import { type Decision, decide, type Update, type Version, versionFields, withdrawn } from './versions.ts';

/** A version of what an update said of a component, as it is stored: instants in UTC outside, milliseconds inside. */
export const storedWord = z.union([
  z.object({ ...versionFields, factId: text, status: word(PROVIDER_STATUSES), at: instant }),
  withdrawn,
]);

/**
 * What follows from an update of a status page, given all that is stored of this update: see `decide`.
 * Words of other updates among `words` are left alone.
 */
export const decideWords = (stored: readonly Version<Word>[], update: Update, words: readonly Word[]): Decision<Word> =>
  decide(stored, update, words, (a, b) => a.status === b.status && a.at === b.at);
