import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { serveStripe, type StripeServer } from '../../../local/emulator/serve-stripe.ts';
import {
  acmeRecord,
  callArrival,
  downtimeArrival,
  folderConfig,
  makeReplayFolder,
  type ProcessResult,
  runLocal,
} from '../../support/builders/replay-folders.ts';
import { stripeOctober } from '../../support/builders/stripe-october.ts';

/**
 * A folder with a credit above the limit, goodwill and decisions, replayed by the command. Its messages are booked in a fake Stripe
 * by the other command.
 */
const config = {
  ...folderConfig,
  approval: { above: [{ amountMinor: 6000, currency: 'USD' }] },
  invoicing: { stripe: { secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:stripe-AbCdEf' } },
};
const goodwill = (at: string, amountMinor: number) =>
  callArrival(at, 'POST', '/goodwill', {
    customer: 'acme',
    month: '2026-10',
    amountMinor,
    currency: 'USD',
    reason: 'Slow support.',
  });
const close = (at: string) => callArrival(at, 'POST', '/months/2026-10/close', { reason: 'a test' });
const decide = (at: string, number: number, approve: boolean) =>
  callArrival(at, 'POST', `/approvals/2026-10-${number}-acme`, { approve, reason: 'checked' });

const data = z.object({
  id: z.string(),
  data: z.object({
    amountMinor: z.int(),
    previousAmountMinor: z.int(),
    approval: z.optional(z.object({ by: z.string(), at: z.string() })),
    lines: z.array(z.object({ kind: z.string(), amountMinor: z.int() })),
  }),
});

const folders: ReturnType<typeof makeReplayFolder>[] = [];
let server: StripeServer;
const { stripe } = stripeOctober({ amounts: [60_000, 40_000] });
beforeAll(async () => {
  server = await serveStripe(stripe);
});
afterAll(async () => {
  for (const folder of folders) folder.remove();
  await server.stop();
});

const replay = async (events: readonly unknown[]): Promise<ProcessResult> => {
  const customers = [{ ...acmeRecord, externalRefs: { stripe: 'cus_acme' } }];
  const folder = makeReplayFolder({ config, events, customers });
  folders.push(folder);
  return runLocal('replay.ts', [folder.directory, '--month', '2026-10', '--as-of', '2026-11-06T12:00:00Z']);
};

const messagesOf = ({ stdout }: ProcessResult) =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => z.parse(data, JSON.parse(line)));

const book = async (messages: string): Promise<readonly unknown[]> => {
  const child = spawn(process.execPath, ['local/cli/invoice.ts', 'stripe', '--api-base', server.origin], {
    env: { ...process.env, STRIPE_API_KEY: 'sk_test_fake' },
  });
  child.stdin.end(messages);
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
};

describe('a replayed folder', () => {
  test('issues goodwill and approved credits, which reach the invoice', async () => {
    const replayed = await replay([
      downtimeArrival('10-14T13:00', 'web-14', '14'),
      goodwill('10-20T09:00', 700),
      close('11-02T12:00'),
      downtimeArrival('11-03T09:00', 'web-15', '15'),
      close('11-03T12:00'),
      decide('11-04T12:00', 1, true),
    ]);
    expect(replayed).toMatchObject({ status: 0, stderr: '' });
    const messages = messagesOf(replayed);
    expect(messages.map(({ id, data: credit }) => [id, credit.amountMinor, credit.previousAmountMinor])).toEqual([
      ['acme:2026-10:1', 5700, 0],
      ['acme:2026-10:2', 10_700, 5700],
    ]);
    expect(messages.map(({ data: credit }) => credit.approval !== undefined)).toEqual([false, true]);
    expect(messages[1]?.data.lines.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['computed', 10_000],
      ['goodwill', 700],
    ]);
    const lines = await book(replayed.stdout + replayed.stdout);
    expect(lines).toMatchObject([
      { id: 'acme:2026-10:1', action: 'created', amountMinor: 5700 },
      { id: 'acme:2026-10:2', action: 'updated', objects: [{ amount: -10_000 }, { amount: -700 }] },
      { id: 'acme:2026-10:1', action: 'superseded' },
      { id: 'acme:2026-10:2', action: 'unchanged' },
    ]);
    expect(stripe.creditInForce('acme:2026-10')).toBe(10_700);
  });

  test('publishes no declined credit, and does not propose it again', async () => {
    const replayed = await replay([
      downtimeArrival('10-14T13:00', 'web-14', '14'),
      downtimeArrival('10-15T13:00', 'web-15', '15'),
      close('11-02T12:00'),
      decide('11-03T12:00', 1, false),
      close('11-04T12:00'),
    ]);
    expect(replayed).toMatchObject({ status: 0, stdout: '' });
  });

  test('reports a decision about a proposal that was replaced', async () => {
    const replayed = await replay([
      downtimeArrival('10-14T13:00', 'web-14', '14'),
      downtimeArrival('10-15T13:00', 'web-15', '15'),
      close('11-02T12:00'),
      downtimeArrival('11-03T09:00', 'web-16', '16'),
      close('11-03T12:00'),
      decide('11-04T12:00', 1, true),
      decide('11-04T13:00', 2, true),
    ]);
    expect(replayed.stderr).toContain('409');
    expect(messagesOf(replayed).map(({ id, data: credit }) => [id, credit.amountMinor])).toEqual([
      ['acme:2026-10:1', 15_000],
    ]);
  });
});
