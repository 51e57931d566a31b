import { createServer, type IncomingMessage } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import { loggedReason, mailSender, sesRequest } from '../../../shared/mail/mail-sender.ts';
import { sesUrl } from '../../../shared/mail/ses-url.ts';

const requests: {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}[] = [];
const state: { status: number; answer: string; headers: Record<string, string> } = {
  status: 200,
  answer: '{"MessageId":"0100-abc"}',
  headers: {},
};
const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
};
const server = createServer(async (request, response) => {
  const { authorization } = request.headers;
  requests.push({ path: request.url, authorization, body: await bodyOf(request) });
  response.writeHead(state.status, state.headers).end(state.answer);
});
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
afterAll(() => server.close());
const address = server.address();
const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

const send = mailSender({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  base,
  retries: 0,
});
const mail = { from: 'sla@notices.example.com', to: 'ops@acme.example', subject: 'Re: x', text: 'Hi', headers: [] };

describe('mailSender', () => {
  test('signs the request for SES and returns the id', async () => {
    expect(await send(mail)).toEqual({ kind: 'sent', messageId: '0100-abc' });
    const [request] = requests;
    expect(request?.path).toBe('/v2/email/outbound-emails');
    expect(request?.authorization).toContain('/eu-west-1/ses/aws4_request');
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ Destination: { ToAddresses: ['ops@acme.example'] } });
  });

  test('a message that SES rejects for good has its reason', async () => {
    Object.assign(state, { status: 400, answer: '{"message":"Email address is not verified."}' });
    expect(await send(mail)).toEqual({
      kind: 'rejected',
      reason: '400 {"message":"Email address is not verified."}',
    });
  });

  test.each([403, 429, 500, 503])('throws for the status %i, so that Lambda retries', async (status) => {
    Object.assign(state, { status, answer: '{}' });
    await expect(send(mail)).rejects.toThrow(`SES answered ${status}`);
  });

  test.each(['SendingPausedException', 'LimitExceededException', 'ThrottlingException'])(
    'does not drop a message when SES answers 400 %s',
    async (type) => {
      const headers = { 'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/com.amazonaws.sesv2/` };
      Object.assign(state, { status: 400, answer: '{"message":"Try later"}', headers });
      await expect(send(mail)).rejects.toThrow('SES answered 400');
      Object.assign(state, { headers: {} });
    },
  );

  test('throws for an answer without an id', async () => {
    Object.assign(state, { status: 200, answer: '{}' });
    await expect(send(mail)).rejects.toThrow('MessageId');
  });
});

test.each([
  [{}, 'https://email.eu-west-1.amazonaws.com'],
  [{ AWS_ENDPOINT_URL: 'http://localhost:4566/' }, 'http://localhost:4566'],
  [{ AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_SESV2: 'http://b' }, 'http://b'],
  [
    { AWS_ENDPOINT_URL: 'http://a', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    'https://email.eu-west-1.amazonaws.com',
  ],
])('the origin of SES under %j is %s', (environment, url) => {
  expect(sesUrl('eu-west-1', environment)).toBe(url);
});

describe('sesRequest', () => {
  test('has the attachment in base64 and the configuration set', () => {
    const attachment = { name: 'a.html', type: 'text/html', content: Buffer.from('<p>ü</p>') };
    expect(sesRequest({ ...mail, attachment }, 'sla-credits-prod')).toMatchObject({
      ConfigurationSetName: 'sla-credits-prod',
      Content: {
        Simple: {
          Attachments: [{ FileName: 'a.html', ContentType: 'text/html', RawContent: 'PHA+w7w8L3A+' }],
        },
      },
    });
  });
});

test('a logged reason has no address', () => {
  const reason = '400 {"message":"Email address is not verified: ops@acme.example, <b.c@d.example>"}';
  expect(loggedReason(reason)).toBe('400 {"message":"Email address is not verified: (address), <(address)>"}');
});
