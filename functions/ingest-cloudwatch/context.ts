import type { Sources } from '../../shared/config/sources.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';

export type IngestCloudWatchContext = {
  readonly table: Table;
  /** Receives invalid events. */
  readonly deadLetters: Queue;
  readonly sources: Sources;
  /** The stack's region and account, to which alarms that are configured by name belong. */
  readonly own: { readonly region: string; readonly account: string };
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};
