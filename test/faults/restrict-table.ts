import type { Table } from '../../shared/persistence/dynamo-table.ts';
import { TABLE_ACCESS, type TableAccess } from '../../infra/table-access.ts';
import * as z from 'zod/mini';

const key = z.object({ pk: z.string() });
const request = z.object({
  Item: z.optional(key),
  Key: z.optional(key),
  ExpressionAttributeValues: z.optional(z.looseObject({ ':pk': z.optional(z.string()) })),
});

/** The operations of the document client, by the access that they need. */
const NEEDED: Readonly<Record<string, keyof TableAccess>> = {
  GetItemCommand: 'read',
  QueryCommand: 'read',
  PutItemCommand: 'append',
  UpdateItemCommand: 'update',
};

/** Returns whether a pattern of IAM with `*` at its end matches a key. */
const matches = (pattern: string, pk: string): boolean =>
  pattern.endsWith('*') ? pk.startsWith(pattern.slice(0, -1)) : pk === pattern;

/** The permitted requests of each function (`read run#*`), and the requests that its role would deny. */
export type AccessLog = { readonly used: Map<string, Set<string>>; readonly denied: Set<string> };
export const accessLog: AccessLog = { used: new Map(), denied: new Set() };

/** Restricts a function's table to its partition keys, as its role does; emulators check no permissions. */
export const restrictTable = (table: Table, fn: string): void => {
  const access = TABLE_ACCESS[fn];
  const used = accessLog.used.get(fn) ?? new Set();
  accessLog.used.set(fn, used);
  table.documents.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        const { Item, Key, ExpressionAttributeValues } = z.parse(request, args.input);
        const needed = NEEDED[commandName];
        const pk = (Item ?? Key)?.pk ?? ExpressionAttributeValues?.[':pk'] ?? '';
        const patterns = (needed === undefined ? [] : (access?.[needed] ?? [])).filter((each) => matches(each, pk));
        if (patterns.length === 0) {
          accessLog.denied.add(`${fn} ${commandName} ${pk}`);
          throw new Error(`AccessDenied: ${fn} may not ${commandName} ${pk}`);
        }
        for (const pattern of patterns) used.add(`${needed} ${pattern}`);
        return next(args);
      },
    { step: 'initialize', name: `restrict ${fn}` },
  );
};
