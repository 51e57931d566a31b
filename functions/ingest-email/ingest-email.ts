import { ingestMail, type MailContext } from '../../shared/ingest/ingest-mail.ts';
import type { MailMessage } from '../../shared/ingest/mail-message.ts';
import type { DeliveryResult } from '../../shared/ingest/record-notice-message.ts';
import { InvalidInput } from '../../shared/lib/validation.ts';
import { mailKey, type BucketReader } from '../../shared/statements/bucket-reader.ts';

export type IngestEmailContext = MailContext & {
  readonly readMail: BucketReader;
  /**
   * Answers a recorded message.
   * @default no answer: receipts are not configured
   */
  readonly answer?:
    | ((received: { readonly mail: MailMessage; readonly result: DeliveryResult }) => Promise<unknown>)
    | undefined;
};

/** The event of SES, as Lambda passes it on: one message. */
type MailEvent = { readonly Records: readonly { readonly ses: unknown }[] };

type SesMessage = { readonly mail: { readonly messageId?: string | undefined } };

const objectOf = ({ mail }: SesMessage): string | undefined =>
  mail.messageId === undefined ? undefined : mailKey(mail.messageId);

/**
 * Returns the handler of received messages. Each becomes a notice or an unmatched message.
 * A failure is retried twice; then the event goes to the dead-letter queue, and the message stays in the bucket.
 */
export const ingestEmail =
  (context: IngestEmailContext) =>
  async ({ Records }: MailEvent): Promise<readonly DeliveryResult[]> => {
    const results: DeliveryResult[] = [];
    for (const { ses } of Records) {
      try {
        const mail = {
          event: ses,
          readRaw: (event: SesMessage) => context.readMail(objectOf(event) ?? ''),
          objectOf,
        };
        const received = await ingestMail(context, mail);
        await context.answer?.(received);
        results.push(received.result);
      } catch (error) {
        if (error instanceof InvalidInput) context.telemetry.rejected('email', error);
        throw error;
      }
    }
    return results;
  };
