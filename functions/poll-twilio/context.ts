import type { Instant } from '../../shared/domain/time/instant.ts';
import type { StatuspageContext } from '../../shared/ingest/ingest-statuspage.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';

export type FetchContext = {
  /** Time limit of one attempt in ms, from the first byte sent to the last byte received. */
  readonly timeoutMs: number;
  /** Waits between attempts; tests replace it. */
  readonly pause?: (ms: number) => Promise<void>;
  readonly clock: () => Instant;
};

export type PollTwilioContext = StatuspageContext &
  FetchContext & {
    /** Receives invalid incidents. */
    readonly deadLetters: Queue;
  };
