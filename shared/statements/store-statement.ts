import { createHash } from 'node:crypto';
import type { Statement } from '../domain/statement/statement.ts';
import type { Bucket } from './statement-bucket.ts';

/** A statement as it is stored: its very text, the SHA-256 of that in hex, where it lies, and where its page does. */
export type StoredStatement = {
  readonly text: string;
  readonly sha256: string;
  readonly url: string;
  readonly page: string;
};

type Named = Pick<Statement, 'month' | 'customer'>;

/**
 * How a statement is stored: under the hash of its text, so that the same again is the same object, and another never takes its place.
 * Keys: `statements/{month}/{customer}/{sha256}.json`, and `.html` for its page.
 */
export const asStored = ({ name }: Pick<Bucket, 'name'>, statement: Statement): StoredStatement => {
  const text = JSON.stringify(statement);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const urlOf = (type: 'json' | 'html'): string => `s3://${name}/${keyOf(statement, sha256, type)}`;
  return { text, sha256, url: urlOf('json'), page: urlOf('html') };
};

const keyOf = ({ month, customer }: Named, sha256: string, type: 'json' | 'html'): string =>
  `statements/${month}/${customer}/${sha256}.${type}`;

/** Stores a statement with the page that shows it. */
export const storeStatement = async (
  bucket: Bucket,
  statement: Named,
  { text, sha256 }: StoredStatement,
  page: string,
): Promise<void> => {
  await Promise.all([
    bucket.put(keyOf(statement, sha256, 'json'), text, 'application/json'),
    bucket.put(keyOf(statement, sha256, 'html'), page, 'text/html; charset=utf-8'),
  ]);
};
