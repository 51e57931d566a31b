import * as z from 'zod/mini';
import { signingClient } from './account-calls.ts';
import { EMULATED_ACCOUNT } from './account-emulator.ts';
import { callDeployedApi, endpoint, putEvent, stackOutput } from './deployed-stack.ts';
import { pollUntil } from './deployed-queues.ts';

/** Messages to and from customers in the deployed stack, as far as the emulator has them. */

const functions = z.object({ Functions: z.array(z.object({ FunctionName: z.string() })) });

/** Receives a message as SES does: the object in the bucket, then the function with the documented event. Returns its answer. */
export const receiveMail = async (
  id: string,
  { from, to, lines }: { readonly from: string; readonly to: string; readonly lines: readonly string[] },
): Promise<unknown> => {
  const raw = [`From: ${from}`, `To: ${to}`, ...lines].join('\r\n');
  const key = `${stackOutput('StatementsBucket')}/mail/${id}`;
  const stored = await signingClient('s3').fetch(`${endpoint}/${key}`, { method: 'PUT', body: raw });
  if (!stored.ok) throw new Error(`mail/${id}: ${stored.status}`);
  const lambda = signingClient('lambda');
  const { Functions } = z.parse(functions, await (await lambda.fetch(`${endpoint}/2015-03-31/functions`)).json());
  const name = Functions.find(({ FunctionName }) => FunctionName.includes('IngestEmail'))?.FunctionName;
  const receipt = { recipients: [to], dmarcVerdict: { status: 'PASS' }, spamVerdict: { status: 'PASS' } };
  const mail = { timestamp: new Date().toISOString(), source: from, messageId: id };
  const body = JSON.stringify({ Records: [{ eventSource: 'aws:ses', ses: { receipt, mail } }] });
  const answer = await lambda.fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, { method: 'POST', body });
  const text = await answer.text();
  if (answer.headers.has('x-amz-function-error')) throw new Error(`ingest-email failed: ${text}`);
  return JSON.parse(text);
};

const sentMessage = z.object({
  MessageId: z.string(),
  Source: z.string(),
  To: z.array(z.string()),
  Subject: z.string(),
  BodyText: z.string(),
});
const inbox = z.object({ messages: z.record(z.string(), z.array(sentMessage)) });
type SentMessage = z.output<typeof sentMessage>;

/** Returns the messages that SES accepted for an address, in order. */
export const messagesTo = async (address: string): Promise<readonly SentMessage[]> => {
  const answer = await fetch(`${endpoint}/_ministack/ses/messages?account=${EMULATED_ACCOUNT}`);
  const { messages } = z.parse(inbox, await answer.json());
  return Object.values(messages)
    .flat()
    .filter(({ To }) => To.includes(address));
};

/** Waits until SES accepted so many messages for an address. */
export const waitForMessages = (address: string, count: number): Promise<readonly SentMessage[]> =>
  pollUntil(`${count} messages to ${address}`, async () => {
    const messages = await messagesTo(address);
    return messages.length >= count ? messages : undefined;
  });

const sets = z.object({ ConfigurationSets: z.array(z.string()) });

/** Puts the documented event of a permanent bounce of the stack's configuration set. */
export const putBounce = async (address: string, messageId: string): Promise<void> => {
  const answer = await signingClient('ses').fetch(`${endpoint}/v2/email/configuration-sets`);
  const { ConfigurationSets } = z.parse(sets, await answer.json());
  const timestamp = new Date().toISOString();
  await putEvent({
    'detail-type': 'Email Bounced',
    source: 'aws.ses',
    detail: {
      eventType: 'Bounce',
      mail: { timestamp, messageId, destination: [address], tags: { 'ses:configuration-set': ConfigurationSets } },
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: address, action: 'failed', status: '5.1.1' }],
        timestamp,
      },
    },
  });
};

const stops = z.object({ addresses: z.array(z.object({ id: z.string(), address: z.string() })) });

/** Waits until an address gets no mail, and returns its id. */
export const waitUntilStopped = (address: string): Promise<string> =>
  pollUntil(`the stop of ${address}`, async () => {
    const { body } = await callDeployedApi('GET', '/mail-stops');
    return z.parse(stops, JSON.parse(body)).addresses.find((each) => each.address === address)?.id;
  });
