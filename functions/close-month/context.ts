import type { MonthReaderContext } from '../../shared/closing/select-customers.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';

export type CloseMonthContext = MonthReaderContext & {
  readonly work: Queue;
  /**
   * Whether alarms are polled here; then a run lists those that were not.
   * @default false - a replay has recorded events only
   */
  readonly readings?: boolean;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};
