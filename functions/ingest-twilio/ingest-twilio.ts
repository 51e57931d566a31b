import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';
import { ingestStatuspage } from '../../shared/ingest/ingest-statuspage.ts';
import { problem } from '../../shared/lib/problem.ts';
import { InvalidInput } from '../../shared/lib/validation.ts';
import { sendInvalidMessage } from '../../shared/messaging/send-invalid-message.ts';
import { authenticateWebhook, WEBHOOK_BYTES_MAX } from '../lambda/authenticate-webhook.ts';
import type { IngestTwilioContext } from './context.ts';

/**
 * Returns the handler of a status page's webhooks. It responds with 200 after all updates are stored.
 * An invalid webhook with the right secret gets 400 with its faults, or 413, and goes to the dead-letter queue.
 */
export const ingestTwilio =
  (context: IngestTwilioContext) =>
  async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyResultV2> => {
    const request = authenticateWebhook(event, await context.secrets());
    if (request.kind === 'rejected') return request.response;
    if (request.kind === 'too long') {
      await reportInvalid(context, request.body, tooLong(request.bytes));
      return problem(413, `Longer than ${WEBHOOK_BYTES_MAX} bytes`);
    }
    try {
      await ingestStatuspage(context, 'twilio', request.body);
      return { statusCode: 200 };
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      await reportInvalid(context, request.body, error);
      return problem(400, 'Invalid request', error.faults);
    }
  };

const reportInvalid = async (context: IngestTwilioContext, body: string, error: InvalidInput): Promise<void> => {
  await sendInvalidMessage(context.deadLetters, body, error);
  context.telemetry.rejected('twilio', error);
};

const tooLong = (bytes: number): InvalidInput =>
  new InvalidInput([{ at: '', rule: `longer than ${WEBHOOK_BYTES_MAX} bytes`, value: bytes }]);
