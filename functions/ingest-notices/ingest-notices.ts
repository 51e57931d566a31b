import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';
import { formatInstant } from '../../shared/domain/time/instant.ts';
import { ingestHelpdesk } from '../../shared/ingest/ingest-helpdesk.ts';
import type { DeliveryResult } from '../../shared/ingest/record-notice-message.ts';
import { isPing } from '../../shared/ingest/helpdesk-post.ts';
import { tryParseJson } from '../../shared/lib/parse-json.ts';
import { JSON_HEADERS, problem } from '../../shared/lib/problem.ts';
import { InvalidInput } from '../../shared/lib/validation.ts';
import { sendInvalidMessage } from '../../shared/messaging/send-invalid-message.ts';
import { authenticateWebhook, WEBHOOK_BYTES_MAX } from '../lambda/authenticate-webhook.ts';
import type { IngestNoticesContext } from './context.ts';
import { hasValidSignature } from './has-valid-signature.ts';

/**
 * Returns the handler of a help desk's posts.
 * It answers 200 for a test of the URL by HEAD or by Intercom's `ping`, and stores nothing.
 * It answers 201 for a new notice, 200 for the same ticket again, and 202 if no customer matches.
 * An invalid post with the right secret gets 400 with its faults, or 413, and goes to the dead-letter queue.
 */
export const ingestNotices =
  (context: IngestNoticesContext) =>
  async (event: APIGatewayProxyEventV2): Promise<Exclude<APIGatewayProxyResultV2, string>> => {
    const request = authenticateWebhook(event, await context.secrets());
    if (request.kind === 'rejected') return isProbe(event, request.response) ? OK : request.response;
    const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
    const secrets = await context.signatureSecrets();
    if (!hasValidSignature({ headers: event.headers, body }, secrets, context.clock()))
      return problem(403, 'Wrong signature');
    if (request.kind === 'too long') {
      await reportInvalid(context, request.body, tooLong(request.bytes));
      return problem(413, `Longer than ${WEBHOOK_BYTES_MAX} bytes`);
    }
    if (isPing(tryParseJson(request.body))) return OK;
    try {
      return noticeAnswer(await ingestHelpdesk(context, request.body));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      await reportInvalid(context, request.body, error);
      return problem(400, 'Invalid request', error.faults);
    }
  };

const OK = { statusCode: 200, headers: JSON_HEADERS, body: '' };

/** Returns whether a sender with the right secret tests the URL by HEAD. Intercom does so before it accepts one. */
const isProbe = (
  { requestContext }: APIGatewayProxyEventV2,
  { statusCode }: { readonly statusCode: number },
): boolean => statusCode === 405 && requestContext.http.method === 'HEAD';

/** Returns the answer to a post: its notice, or its unmatched message. */
export const noticeAnswer = (result: DeliveryResult): Exclude<APIGatewayProxyResultV2, string> => {
  const receivedAt = formatInstant(result.receivedAt);
  const [statusCode, answer] =
    result.kind === 'unmatched'
      ? [202, { unmatched: result.id, receivedAt }]
      : [result.isNew ? 201 : 200, { id: result.id, receivedAt }];
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...JSON_HEADERS },
    body: JSON.stringify(answer),
  };
};

const reportInvalid = async (context: IngestNoticesContext, body: string, error: InvalidInput): Promise<void> => {
  await sendInvalidMessage(context.deadLetters, body, error);
  context.telemetry.rejected('notices', error);
};

const tooLong = (bytes: number): InvalidInput =>
  new InvalidInput([{ at: '', rule: `longer than ${WEBHOOK_BYTES_MAX} bytes`, value: bytes }]);
