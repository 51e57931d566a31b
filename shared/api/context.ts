import type { Deployment, monthReader } from '../closing/load-month.ts';
import type { Telemetry } from '../config/telemetry-names.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Queue } from '../messaging/send-messages.ts';
import type { Table } from '../persistence/dynamo-table.ts';

/** The dependencies of the HTTP API and the console. */
export type ApiContext = {
  readonly table: Table;
  readonly closing: Queue;
  /** The billing queue, if the stage books its credits in Stripe: a person can order another attempt. */
  readonly billing?: Queue | undefined;
  readonly deployment: Deployment;
  readonly monthOf: ReturnType<typeof monthReader>;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};
