import { AwsClient } from 'aws4fetch';
import * as z from 'zod/mini';
import { AWS_RETRIES } from '../lib/aws-retries.ts';
import { parseJson } from '../lib/parse-json.ts';
import { parse } from '../lib/validation.ts';
import type { OutgoingMail } from './outgoing-mail.ts';

/** The result of sending a message. `rejected`: SES rejects it for good, such as an address outside the sandbox. */
export type SendResult =
  | { readonly kind: 'sent'; readonly messageId: string }
  | { readonly kind: 'rejected'; readonly reason: string };

/** Sends one message. Throws if SES may accept it later. */
export type MailSender = (mail: OutgoingMail) => Promise<SendResult>;

export type SesSettings = {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Names the configuration set that publishes bounces and complaints. @default no events */
  readonly configurationSet?: string | undefined;
  /** The origin of SES, without a slash at the end. */
  readonly base: string;
  /** @default as many as for other services */
  readonly retries?: number;
};

const REASON_CHARACTERS_MAX = 300;

/** Statuses of permanent errors. Another credential or permission may come, so 401 and 403 are tried again. */
const REJECTED = new Set([400, 404, 413]);

/** Errors about the account. SES accepts the same message later, or after an operator corrects the account. */
const ACCOUNT_ERRORS =
  /^(?:AccountSuspended|LimitExceeded|MailFromDomainNotVerified|NotFound|SendingPaused|Throttling)(?:Exception)?(?::|$)/;

const answer = z.object({ MessageId: z.string() });

/** Returns a sender by SES (API version 2). SES composes the message from its parts, so no text can add a header. */
export const mailSender = ({
  region,
  credentials,
  configurationSet,
  base,
  retries = AWS_RETRIES.maxAttempts - 1,
}: SesSettings): MailSender => {
  const client = new AwsClient({ ...credentials, service: 'ses', region, retries });
  return async (mail) => {
    const response = await client.fetch(`${base}/v2/email/outbound-emails`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sesRequest(mail, configurationSet)),
    });
    const body = await response.text();
    if (response.ok) return { kind: 'sent', messageId: parse(answer, parseJson(body)).MessageId };
    const reason = `${response.status} ${body.slice(0, REASON_CHARACTERS_MAX)}`;
    const isOfAccount = ACCOUNT_ERRORS.test(response.headers.get('x-amzn-errortype') ?? '');
    if (REJECTED.has(response.status) && !isOfAccount) return { kind: 'rejected', reason };
    throw new Error(`SES answered ${reason}`);
  };
};

const utf8 = (text: string) => ({ Data: text, Charset: 'UTF-8' });

/** Returns the body of `SendEmail`. */
export const sesRequest = (
  { from, to, subject, text, headers, attachment }: OutgoingMail,
  configurationSet?: string,
): object => ({
  ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
  FromEmailAddress: from,
  Destination: { ToAddresses: [to] },
  Content: {
    Simple: {
      Subject: utf8(subject),
      Body: { Text: utf8(text) },
      Headers: headers.map(({ name, value }) => ({ Name: name, Value: value })),
      ...(attachment === undefined ? {} : { Attachments: [sesAttachment(attachment)] }),
    },
  },
});

const sesAttachment = ({ name, type, content }: NonNullable<OutgoingMail['attachment']>): object => ({
  FileName: name,
  ContentType: type,
  ContentDisposition: 'ATTACHMENT',
  ContentTransferEncoding: 'BASE64',
  RawContent: Buffer.from(content).toString('base64'),
});

/** An address in an error of SES. */
const ADDRESS = /[^\s<>,;:"']+@[^\s<>,;:"']+/g;

/** Returns the reason of SES without addresses, for logs. */
export const loggedReason = (reason: string): string => reason.replaceAll(ADDRESS, '(address)');
