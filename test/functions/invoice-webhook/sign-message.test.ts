import { expect, test } from 'vitest';
import { signMessage } from '../../../functions/invoice-webhook/sign-message.ts';

/** The example of the specification's libraries (standard-webhooks, `TestWebhookSign`). */
const EXAMPLE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', seconds: 1_614_265_330, body: '{"test": 2432232314}' };
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

test('signs the published example as the specification does', () => {
  expect(signMessage(EXAMPLE, [SECRET])).toEqual({
    'webhook-id': EXAMPLE.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': SIGNATURE,
  });
});

test('signs with both secrets during a rotation, the current one first', () => {
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const signatures = signMessage(EXAMPLE, [other, ` ${SECRET}\n`])['webhook-signature']?.split(' ');
  expect(signatures).toHaveLength(2);
  expect(signatures?.[1]).toBe(SIGNATURE);
  expect(signatures?.[0]).not.toBe(SIGNATURE);
});

test.each([
  ['no prefix', Buffer.alloc(32).toString('base64')],
  ['too few bytes', `whsec_${Buffer.alloc(16).toString('base64')}`],
  ['no base64', `whsec_${'ü'.repeat(40)}`],
  ['nothing', ''],
])('rejects a secret with %s, and does not print it', (_, secret) => {
  expect(() => signMessage(EXAMPLE, [secret])).toThrow(
    /^The secret of the outgoing webhook is not whsec_ and 24 to 64 bytes/,
  );
});
