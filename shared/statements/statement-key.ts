import type { CustomerMonth } from '../domain/statement/customer-month.ts';

export type MonthName = Pick<CustomerMonth, 'month' | 'customer'>;

/** Returns the key of a statement, or of its page. It contains the hash, so no object is overwritten with other content. */
export const statementKey = ({ month, customer }: MonthName, sha256: string, type: 'json' | 'html'): string =>
  `statements/${month}/${customer}/${sha256}.${type}`;
