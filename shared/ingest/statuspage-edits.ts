import * as z from 'zod/mini';
import { PROVIDER_STATUSES } from '../domain/facts/facts.ts';
import { instant, text, keywordField } from '../domain/facts/fields.ts';
import type { ComponentStatus } from './statuspage-webhook.ts';
import {
  type VersionChanges,
  planVersionChanges,
  type Update,
  type Version,
  versionFields,
  isWithdrawn,
} from './update-versions.ts';

/** A version of what an update said of a component, as it is stored: instants in UTC outside, milliseconds inside. */
export const storedStatus = z.union([
  z.object({ ...versionFields, factId: text, status: keywordField(PROVIDER_STATUSES), at: instant }),
  isWithdrawn,
]);

/**
 * What follows from an update of a status page, given all that is stored of this update: see `decide`.
 * Words of other updates among `words` are left alone.
 */
export const planStatusChanges = (
  stored: readonly Version<ComponentStatus>[],
  update: Update,
  words: readonly ComponentStatus[],
): VersionChanges<ComponentStatus> =>
  planVersionChanges(stored, update, words, (a, b) => a.status === b.status && a.at === b.at);
