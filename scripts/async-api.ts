import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { billingMessage } from '../shared/messaging/billing-message.ts';
import { asyncApiPage } from './async-api-page.ts';
import { billingTypes } from './billing-types.ts';
import { isMain, ROOT } from './source-files.ts';

/**
 * Writes the AsyncAPI document, its page, and the types of the message: `node scripts/async-api.ts`.
 * The schema of the message is the one in shared/messaging/billing-message.ts.
 */

export const ASYNC_API_FILES = {
  document: `${ROOT}docs/asyncapi.json`,
  page: `${ROOT}docs/asyncapi.html`,
  types: `${ROOT}docs/billing-message.d.ts`,
} as const;

const CONTENT_TYPE = 'application/cloudevents+json';
const DAY_S = 24 * 60 * 60;

/** AsyncAPI's schemas are those of draft 7. */
const payload = () => {
  const { $schema: _, ...schema } = z.toJSONSchema(billingMessage, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return schema;
};

const header = (description: string, pattern: string) => ({ type: 'string', description, pattern });

const signatureHeaders = {
  type: 'object',
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  properties: {
    'webhook-id': header("The message's id. It stays the same in every attempt.", '^[!-~]+$'),
    'webhook-timestamp': header('The Unix time of the attempt in seconds.', '^[0-9]+$'),
    'webhook-signature': header(
      'One or two signatures with a space between them: v1, and the HMAC-SHA256 of id.timestamp.body in base64.',
      '^v1,[A-Za-z0-9+/=]+( v1,[A-Za-z0-9+/=]+)?$',
    ),
  },
};

/** Returns a message of the sample month. */
const exampleMessage = (): unknown => JSON.parse(readFileSync(`${ROOT}docs/billing-message.example.json`, 'utf8'));

/** Returns the AsyncAPI document. */
export const asyncApiDocument = () => ({
  asyncapi: '3.0.0',
  info: {
    title: 'sla-credits: credits for invoicing',
    version: '1',
    description:
      'Each message is one revision of the credit of one customer for one month. docs/consuming.md has the rules for consumers.',
    license: { name: 'MIT' },
  },
  defaultContentType: CONTENT_TYPE,
  servers: {
    sqs: {
      host: 'sqs.{region}.amazonaws.com',
      protocol: 'sqs',
      description: 'SQS in the region of the stage.',
      variables: { region: { description: 'The region of the stage.', default: 'us-east-1' } },
    },
    receiver: {
      host: '{host}',
      protocol: 'https',
      description: "The operator's billing system, at the URL of `invoicing.webhook` in sla.config.ts.",
      variables: { host: { description: 'The host in the URL.', default: 'billing.example.com' } },
    },
  },
  channels: {
    billingQueue: {
      address: 'sla-credits-{stage}-billing.fifo',
      title: 'Billing queue',
      description:
        'A FIFO queue; the message group is the customer. A message can arrive more than once, and messages of one customer are in order.',
      servers: [{ $ref: '#/servers/sqs' }],
      parameters: { stage: { description: 'The stage of the deployment.', examples: ['prod'] } },
      messages: { credit: { $ref: '#/components/messages/credit' } },
      bindings: {
        sqs: {
          queue: {
            name: 'sla-credits-{stage}-billing.fifo',
            fifoQueue: true,
            deduplicationScope: 'messageGroup',
            fifoThroughputLimit: 'perMessageGroupId',
            messageRetentionPeriod: 14 * DAY_S,
          },
          deadLetterQueue: {
            name: 'sla-credits-{stage}-billing-dead-letters.fifo',
            fifoQueue: true,
            messageRetentionPeriod: 14 * DAY_S,
          },
          bindingVersion: '0.2.0',
        },
      },
    },
    outgoingWebhook: {
      address: '{path}',
      title: 'Outgoing webhook',
      description:
        'A POST for each message, signed by Standard Webhooks. Every status from 200 to 299 is a success. Other answers are tried again for three days, and later messages of the customer wait.',
      servers: [{ $ref: '#/servers/receiver' }],
      parameters: { path: { description: 'The path in the URL.', examples: ['/credits'] } },
      messages: { signedCredit: { $ref: '#/components/messages/signedCredit' } },
    },
  },
  operations: {
    publishCredit: {
      action: 'send',
      title: 'Publish a credit',
      summary: 'A close or a sweep publishes each new revision. Your own consumer receives it here.',
      channel: { $ref: '#/channels/billingQueue' },
      messages: [{ $ref: '#/channels/billingQueue/messages/credit' }],
    },
    postCredit: {
      action: 'send',
      title: 'Post a credit',
      summary: 'With invoicing.webhook in sla.config.ts, the stack consumes the queue and posts each message.',
      channel: { $ref: '#/channels/outgoingWebhook' },
      messages: [{ $ref: '#/channels/outgoingWebhook/messages/signedCredit' }],
      bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
    },
  },
  components: {
    messages: {
      credit: {
        name: 'credit',
        title: 'Billing message, version 1',
        summary: 'A CloudEvents 1.0 JSON object.',
        contentType: CONTENT_TYPE,
        payload: { $ref: '#/components/schemas/billingMessage' },
        examples: [{ name: 'issued', summary: 'The first revision of a credit.', payload: exampleMessage() }],
      },
      signedCredit: {
        name: 'signedCredit',
        title: 'Signed billing message, version 1',
        summary: 'The same message, byte for byte, with the headers of Standard Webhooks.',
        contentType: CONTENT_TYPE,
        headers: { $ref: '#/components/schemas/signatureHeaders' },
        payload: { $ref: '#/components/schemas/billingMessage' },
      },
    },
    schemas: { billingMessage: payload(), signatureHeaders },
  },
});

/** Returns the text of each generated file. */
export const asyncApiFiles = (): Readonly<Record<keyof typeof ASYNC_API_FILES, string>> => {
  const document = asyncApiDocument();
  return {
    document: `${JSON.stringify(document, null, 2)}\n`,
    page: asyncApiPage(document),
    types: billingTypes(document.components.schemas.billingMessage),
  };
};

if (isMain(import.meta.url)) {
  const { document, page, types } = asyncApiFiles();
  writeFileSync(ASYNC_API_FILES.document, document);
  writeFileSync(ASYNC_API_FILES.page, page);
  writeFileSync(ASYNC_API_FILES.types, types);
}
