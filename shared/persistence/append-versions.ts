import * as z from 'zod/mini';
import { conditionalPut, decodeItem, readAll, type Table } from './dynamo-table.ts';
import { versionKey, versionKeys } from './keys.ts';

/** The identity of one version of a provider's update: the update, the component, and a number from 1. */
type VersionNumber = { readonly update: string; readonly component: string; readonly version: number };

/** A schema whose encoded form is JSON and whose output has the identity of a version. */
type VersionSchema = z.core.$ZodType<VersionNumber, Readonly<Record<string, unknown>>>;

/** Loads all versions of a provider's update, by component and then by number. */
export const loadVersions = async <S extends VersionSchema>(
  table: Table,
  provider: string,
  update: string,
  schema: S,
): Promise<z.output<S>[]> => {
  const items = await readAll(table, versionKeys(provider, update));
  return items.map((item) => decodeItem(schema, item));
};

/**
 * Appends versions. Returns `taken` if another delivery has used a number: load the versions and plan again.
 *
 * Order: versions, then `reconcileFacts`. After a crash between them, redelivery finds the versions and reconciles their facts.
 */
export const appendVersions = async <S extends VersionSchema>(
  table: Table,
  provider: string,
  schema: S,
  versions: readonly z.output<S>[],
): Promise<'appended' | 'taken'> => {
  for (const version of versions) {
    const item = { ...versionKey(provider, version), ...z.encode(schema, version) };
    if ((await conditionalPut(table, item)) === 'exists') return 'taken';
  }
  return 'appended';
};
