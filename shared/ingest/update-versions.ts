import * as z from 'zod/mini';
import { instant, text, whole } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';

/**
 * A provider's update can be edited after it was published, while a fact never changes and, once retracted, stays so.
 * Hence each update is kept as versions, a row of them for each component; the newest decides which fact stands.
 */

/** What an update says of one component, and the id of the fact made of it. `updatedAt`: when the update was last edited. */
export type UpdateStatement = {
  readonly update: string;
  readonly component: string;
  readonly factId: string;
  readonly updatedAt?: Instant | undefined;
};

/** What every stored version has; versions of a component's row are numbered from 1. */
export const versionFields = { update: text, component: text, version: whole(1), updatedAt: z.optional(instant) };

/** A stored version that says: the update names the component no longer. */
export const isWithdrawn = z.object({ ...versionFields, withdrawn: z.literal(true) });

type Numbered<W extends UpdateStatement> = W & { readonly version: number };
export type Version<W extends UpdateStatement> = Numbered<W> | Readonly<z.output<typeof isWithdrawn>>;

/** An update as it arrives. `codes`: the components that it names; undefined if it says nothing about components. */
export type Update = {
  readonly id: string;
  readonly codes: readonly string[] | undefined;
  readonly updatedAt?: Instant | undefined;
};

/**
 * First append `versions`, each only if its number is free: if one is taken, another delivery came between, so load and decide again.
 * Then see that the facts of `record` stand, and after them that those of `retract` do not. Both are told whole, not only what is
 * new: a repeat completes what a crash left undone, and an append that is there already changes nothing.
 */
export type VersionChanges<W extends UpdateStatement> = {
  readonly versions: readonly Version<W>[];
  readonly record: readonly Numbered<W>[];
  readonly retract: readonly Numbered<W>[];
};

/**
 * What follows from an update, given all that is stored of it. `says` compares two words by what they say.
 * The same as before changes nothing; something else replaces it, under a fresh fact id if its own was used before (A, B, A again;
 * or of another component, by a page that says now this of an update and now that);
 * an update edited earlier than what is stored came late, and is ignored.
 */
export const planVersionChanges = <W extends UpdateStatement>(
  stored: readonly Version<W>[],
  update: Update,
  words: readonly W[],
  says: (a: W, b: W) => boolean,
): VersionChanges<W> => {
  const rows = Map.groupBy(stored, ({ component }) => component);
  const named = isStale(stored, update) ? undefined : update.codes;
  const versions = [...new Set([...rows.keys(), ...(named ?? [])])].flatMap((component) => {
    if (named === undefined) return [];
    const heard = words.find((word) => word.update === update.id && word.component === component);
    return next(rows.get(component) ?? [], { component, heard: freshly(heard, stored), update }, says);
  });
  return { versions, ...standing([...stored, ...versions]) };
};

const isStale = <W extends UpdateStatement>(stored: readonly Version<W>[], { updatedAt = Infinity }: Update): boolean =>
  stored.some((version) => version.updatedAt !== undefined && version.updatedAt > updatedAt);

/** A word whose fact id no other component's row has. Ids of updates have no blank, so that this one is nobody's. */
const freshly = <W extends UpdateStatement>(heard: W | undefined, stored: readonly Version<W>[]): W | undefined => {
  const isTaken = stored.some(
    (version) => isSaid(version) && version.component !== heard?.component && version.factId === heard?.factId,
  );
  return heard === undefined || !isTaken ? heard : { ...heard, factId: `${heard.factId} ${heard.component}` };
};

type Heard<W> = { readonly component: string; readonly heard: W | undefined; readonly update: Update };

/** The next version of a component's row, if it needs one. */
const next = <W extends UpdateStatement>(
  row: readonly Version<W>[],
  { component, heard, update }: Heard<W>,
  says: (a: W, b: W) => boolean,
): Version<W>[] => {
  const last = newest(row);
  const before = last !== undefined && isSaid(last) ? last : undefined;
  const version = (last?.version ?? 0) + 1;
  if (heard === undefined) {
    const edited = update.updatedAt === undefined ? {} : { updatedAt: update.updatedAt };
    return before === undefined ? [] : [{ update: update.id, component, version, withdrawn: true, ...edited }];
  }
  if (before !== undefined && says(before, heard)) return [];
  const isUsed = row.some((version) => isSaid(version) && version.factId === heard.factId);
  return [{ ...heard, version, factId: isUsed ? `${heard.factId}~${version}` : heard.factId }];
};

/** Each row's newest version stands, unless it withdraws; nothing else in the row does. */
const standing = <W extends UpdateStatement>(versions: readonly Version<W>[]): Omit<VersionChanges<W>, 'versions'> => {
  const newestOnes = new Set([...Map.groupBy(versions, ({ component }) => component).values()].map(newest));
  const words = versions.filter(isSaid);
  return {
    record: words.filter((version) => newestOnes.has(version)),
    retract: words.filter((version) => !newestOnes.has(version)),
  };
};

const newest = <W extends UpdateStatement>(row: readonly Version<W>[]): Version<W> | undefined =>
  row.reduce<Version<W> | undefined>(
    (best, version) => (best === undefined || version.version > best.version ? version : best),
    undefined,
  );

const isSaid = <W extends UpdateStatement>(version: Version<W>): version is Numbered<W> => !('withdrawn' in version);
