import * as z from 'zod/mini';
import { instantField, text, whole } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';

/**
 * A provider can edit an update after publishing it, but a fact never changes, and a retraction is final.
 * So each update is stored as a row of versions for each component. The newest version decides which fact is effective.
 */

/** An update's statement about one component, and the id of the fact that it makes. `updatedAt`: its last edit. */
export type UpdateStatement = {
  readonly update: string;
  readonly component: string;
  readonly factId: string;
  readonly updatedAt?: Instant | undefined;
};

/** Fields of every stored version. The versions of a row are numbered from 1. */
export const versionFields = { update: text, component: text, version: whole(1), updatedAt: z.optional(instantField) };

/** A stored version of an update that no longer names the component. */
export const withdrawnVersion = z.object({ ...versionFields, withdrawn: z.literal(true) });

type StatementVersion<S extends UpdateStatement> = S & { readonly version: number };
export type UpdateVersion<S extends UpdateStatement> =
  | StatementVersion<S>
  | Readonly<z.output<typeof withdrawnVersion>>;

/** A received update. `codes`: the components that it names; undefined if it does not list components. */
export type ProviderUpdate = {
  readonly id: string;
  readonly codes: readonly string[] | undefined;
  readonly updatedAt?: Instant | undefined;
};

/**
 * The changes that an update requires, in the order of writes.
 * First append `versions`, each only if its number is free; if one is taken, load and plan again.
 * Then record the facts of `record`, and at last retract those of `retract`.
 * Both lists are complete, not only new, so that a repeat finishes the work of a crashed invocation.
 */
export type VersionChanges<S extends UpdateStatement> = {
  readonly versions: readonly UpdateVersion<S>[];
  readonly record: readonly StatementVersion<S>[];
  readonly retract: readonly StatementVersion<S>[];
};

/**
 * Returns the changes that an update requires, given its stored versions.
 * Equal content (`isSame`) changes nothing; other content becomes a new version.
 * An update that was edited before a stored version is stale and ignored.
 */
export const planVersionChanges = <S extends UpdateStatement>(
  stored: readonly UpdateVersion<S>[],
  update: ProviderUpdate,
  statements: readonly S[],
  isSame: (a: S, b: S) => boolean,
): VersionChanges<S> => {
  const rows = Map.groupBy(stored, ({ component }) => component);
  const named = isStale(stored, update) ? undefined : update.codes;
  const versions = [...new Set([...rows.keys(), ...(named ?? [])])].flatMap((component) => {
    if (named === undefined) return [];
    const statement = statements.find((each) => each.update === update.id && each.component === component);
    const received = { component, statement: withUniqueFactId(statement, stored), update };
    return nextVersion(rows.get(component) ?? [], received, isSame);
  });
  return { versions, ...factChanges([...stored, ...versions]) };
};

const isStale = <S extends UpdateStatement>(
  stored: readonly UpdateVersion<S>[],
  { updatedAt = Infinity }: ProviderUpdate,
): boolean => stored.some((version) => version.updatedAt !== undefined && version.updatedAt > updatedAt);

/** Appends the component to a fact id that another component's row uses. Ids of updates contain no blank. */
const withUniqueFactId = <S extends UpdateStatement>(
  statement: S | undefined,
  stored: readonly UpdateVersion<S>[],
): S | undefined => {
  const isTaken = stored.some(
    (version) =>
      isActive(version) && version.component !== statement?.component && version.factId === statement?.factId,
  );
  return statement === undefined || !isTaken
    ? statement
    : { ...statement, factId: `${statement.factId} ${statement.component}` };
};

type Received<S> = { readonly component: string; readonly statement: S | undefined; readonly update: ProviderUpdate };

/** The fact of an id that its row used before (A, B, A again) is retracted. So the id gets the version's number. */
const nextVersion = <S extends UpdateStatement>(
  row: readonly UpdateVersion<S>[],
  { component, statement, update }: Received<S>,
  isSame: (a: S, b: S) => boolean,
): UpdateVersion<S>[] => {
  const last = newestVersion(row);
  const before = last !== undefined && isActive(last) ? last : undefined;
  const version = (last?.version ?? 0) + 1;
  if (statement === undefined) {
    const edited = update.updatedAt === undefined ? {} : { updatedAt: update.updatedAt };
    return before === undefined ? [] : [{ update: update.id, component, version, withdrawn: true, ...edited }];
  }
  if (before !== undefined && isSame(before, statement)) return [];
  const isUsed = row.some((version) => isActive(version) && version.factId === statement.factId);
  return [{ ...statement, version, factId: isUsed ? `${statement.factId}~${version}` : statement.factId }];
};

/** The newest version of each row makes the effective fact, unless it is withdrawn. All other facts are retracted. */
const factChanges = <S extends UpdateStatement>(
  versions: readonly UpdateVersion<S>[],
): Omit<VersionChanges<S>, 'versions'> => {
  const newest = new Set([...Map.groupBy(versions, ({ component }) => component).values()].map(newestVersion));
  const active = versions.filter(isActive);
  return {
    record: active.filter((version) => newest.has(version)),
    retract: active.filter((version) => !newest.has(version)),
  };
};

const newestVersion = <S extends UpdateStatement>(row: readonly UpdateVersion<S>[]): UpdateVersion<S> | undefined =>
  row.reduce<UpdateVersion<S> | undefined>(
    (best, version) => (best === undefined || version.version > best.version ? version : best),
    undefined,
  );

const isActive = <S extends UpdateStatement>(version: UpdateVersion<S>): version is StatementVersion<S> =>
  !('withdrawn' in version);
