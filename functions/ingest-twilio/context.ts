import type { StatuspageContext } from '../../shared/ingest/ingest-statuspage.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';

export type IngestTwilioContext = StatuspageContext & {
  /** Receives invalid webhooks. */
  readonly deadLetters: Queue;
  /** The secrets that are valid as the last segment of the URL. */
  readonly secrets: () => Promise<readonly string[]>;
};
