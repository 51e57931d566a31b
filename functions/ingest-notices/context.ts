import type { NoticeDoorContext } from '../../shared/ingest/record-notice-message.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import type { SignatureSecrets } from './has-valid-signature.ts';

export type IngestNoticesContext = NoticeDoorContext & {
  /** Receives invalid posts. */
  readonly deadLetters: Queue;
  /** The secrets that are valid as the last segment of the URL. */
  readonly secrets: () => Promise<readonly string[]>;
  /** The secrets of signatures. Without any, no signature is checked. */
  readonly signatureSecrets: () => Promise<SignatureSecrets>;
};
