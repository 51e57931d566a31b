import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import type { BookingContext } from '../../shared/invoicing/book-credit.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';

export type InvoiceStripeContext = {
  readonly table: Table;
  /** Reads the API key, so that a new one applies without a deployment. */
  readonly booking: () => Promise<BookingContext>;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};
