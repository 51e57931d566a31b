import type { Config } from '../../shared/config/config.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import type { BookingContext } from '../../shared/invoicing/book-credit.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';

export type CheckStripeContext = {
  readonly table: Table;
  /** Reads Stripe: with mode `report`, nothing changes there. */
  readonly booking: () => Promise<BookingContext>;
  readonly config: Pick<Config, 'policies' | 'closing'>;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};
