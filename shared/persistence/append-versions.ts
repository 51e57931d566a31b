import * as z from 'zod/mini';
import { conditionalPut } from './conditional-put.ts';
import { versionKey, versionsOf } from './keys.ts';
import { decodeItem, readAll } from './dynamo-reads.ts';
import type { Table } from './dynamo-table.ts';

/** What a version of a source's own update needs, to be kept: which update, which component, and a number from 1. */
type Numbered = { readonly update: string; readonly component: string; readonly version: number };

/** A schema of versions: written as JSON carries them, read as the sources take them. It must bear the keys beside them. */
type VersionSchema = z.core.$ZodType<Numbered, Readonly<Record<string, unknown>>>;

/** All versions of what an update of a provider said, by component, each row in order. */
export const loadVersions = async <S extends VersionSchema>(
  table: Table,
  provider: string,
  update: string,
  schema: S,
): Promise<z.output<S>[]> => {
  const items = await readAll(table, versionsOf(provider, update));
  return items.map((item) => decodeItem(schema, item));
};

/**
 * Appends versions, each where its number is free. `taken`: another delivery came between; load, and decide again.
 *
 * Order: versions first, then `settle`. A crash between them leaves versions whose facts do not stand yet; they are told whole
 * on redelivery, and settled then.
 */
export const appendVersions = async <S extends VersionSchema>(
  table: Table,
  provider: string,
  schema: S,
  versions: readonly z.output<S>[],
): Promise<'appended' | 'taken'> => {
  for (const version of versions) {
    const item = { ...versionKey(provider, version), ...z.encode(schema, version) };
    if ((await conditionalPut(table, item)) === 'stood') return 'taken';
  }
  return 'appended';
};
