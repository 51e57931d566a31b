import { createHash } from 'node:crypto';
import type { Statement } from '../domain/statement.ts';
import type { Bucket } from './bucket.ts';

/** A statement as it was stored: its very text, the SHA-256 of that in hex, where it lies, and where its page has its place. */
export type StoredStatement = {
  readonly text: string;
  readonly sha256: string;
  readonly url: string;
  readonly page: string;
};

/**
 * Stores a statement under the hash of its text: the same again is the same object, another never takes its place.
 * Keys: `statements/{month}/{customer}/{sha256}.json`.
 */
export const storeStatement = async (bucket: Bucket, statement: Statement): Promise<StoredStatement> => {
  const text = JSON.stringify(statement);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const key = keyOf(statement, sha256, 'json');
  await bucket.put(key, text, 'application/json');
  return { text, sha256, url: urlOf(bucket, key), page: urlOf(bucket, keyOf(statement, sha256, 'html')) };
};

const urlOf = ({ name }: Bucket, key: string): string => `s3://${name}/${key}`;

type Named = Pick<Statement, 'month' | 'customer'>;

const keyOf = ({ month, customer }: Named, sha256: string, type: 'json' | 'html'): string =>
  `statements/${month}/${customer}/${sha256}.${type}`;

/** Stores a statement's page in its place beside it: the same key, with `.html`. */
export const storePage = async (
  bucket: Bucket,
  statement: Named,
  { sha256 }: Pick<StoredStatement, 'sha256'>,
  page: string,
): Promise<void> => bucket.put(keyOf(statement, sha256, 'html'), page, 'text/html; charset=utf-8');
