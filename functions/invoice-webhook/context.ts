import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import type { PostSettings } from './post-message.ts';

export type InvoiceWebhookContext = {
  readonly receiver: PostSettings;
  /** Reads the secrets that sign, the current one first. */
  readonly readSecrets: () => Promise<readonly string[]>;
  /** Hides a message from the consumer for some seconds. Later messages of its customer wait too. */
  readonly postpone: (receiptHandle: string, seconds: number) => Promise<void>;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};
