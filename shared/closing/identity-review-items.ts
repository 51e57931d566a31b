import type { Instant } from '../domain/time/instant.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import type { ReviewItem } from '../persistence/run-results.ts';
import { sharedExternalIds } from '../persistence/shared-external-ids.ts';

/** An id such as `none` may belong to every customer. */
const ITEMS_MAX = 100;
const CUSTOMERS_MAX = 20;

/** Returns an item for each external id that several customers share: they may be one customer, credited twice. */
export const identityReviewItems = async (table: Table, asOf: Instant): Promise<ReviewItem[]> =>
  (await sharedExternalIds(table, asOf)).slice(0, ITEMS_MAX).map(({ system, customers }) => {
    const left = customers.length - CUSTOMERS_MAX;
    const names = customers.slice(0, CUSTOMERS_MAX).join(', ');
    return { kind: 'external-id-shared', subject: system, note: `${names}${left > 0 ? ` and ${left} more` : ''}` };
  });
