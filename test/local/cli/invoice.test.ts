import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { serveStripe, type StripeServer } from '../../../local/emulator/serve-stripe.ts';
import { creditRevision } from '../../support/builders/credit-revision.ts';
import { stripeOctober } from '../../support/builders/stripe-october.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const servers: StripeServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ stop }) => stop()));
});

const startOctober = async () => {
  const october = stripeOctober();
  const server = await serveStripe(october.stripe);
  servers.push(server);
  return { ...october, origin: server.origin };
};

const invoice = async (args: readonly string[], input: string, key = 'sk_test_fake') => {
  const env = { ...process.env, STRIPE_API_KEY: key };
  const child = spawn(process.execPath, ['local/cli/invoice.ts', ...args], { cwd: ROOT, env });
  child.stdin.end(input);
  const closed = once(child, 'close');
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await closed;
  const lines = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
  return { status: Number(status), lines, errors };
};

const asLines = (...values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

test('invoice books repeats and disorder, and prints a line each', async () => {
  const { stripe, origin } = await startOctober();
  const [first, second, third] = [creditRevision(1, 500), creditRevision(2, 800), creditRevision(3, 0)];
  const { status, lines, errors } = await invoice(
    ['stripe', '--api-base', origin],
    asLines(second, first, second, third, second, { ...creditRevision(4, 250), unknown: 'field' }),
  );
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
  expect(lines).toMatchObject([
    { id: 'acme:2026-10:2', action: 'created', amountMinor: 800, currency: 'USD', objects: [{ amount: -800 }] },
    { id: 'acme:2026-10:1', action: 'superseded' },
    { id: 'acme:2026-10:2', action: 'unchanged' },
    { id: 'acme:2026-10:3', action: 'removed', objects: [] },
    { id: 'acme:2026-10:2', action: 'superseded' },
    { id: 'acme:2026-10:4', action: 'created', objects: [{ type: 'invoiceitem', amount: -250 }] },
  ]);
  expect(stripe.creditInForce('acme:2026-10')).toBe(250);
});

test('invoice exits with 0 when a message needs review', async () => {
  const { origin } = await startOctober();
  const { status, lines } = await invoice(
    ['stripe', '--api-base', origin],
    asLines(creditRevision(1, 500, { externalRefs: { stripe: 'cus_none' } })),
  );
  expect(status).toBe(0);
  expect(lines).toMatchObject([{ action: 'review', objects: [] }]);
});

test('invoice continues after a dropped connection', async () => {
  const { stripe, origin } = await startOctober();
  let left = 3;
  stripe.fault = ({ method }) => (method === 'POST' && left-- > 0 ? 'lost-after' : undefined);
  const { status } = await invoice(['stripe', '--api-base', origin], asLines(creditRevision(1, 500)));
  expect(status).toBe(0);
  expect(stripe.items.size).toBe(1);
});

test('invoice rejects a wrong call, invalid messages and an invalid key', async () => {
  const { stripe, origin } = await startOctober();
  expect(await invoice(['stripe', '--api-base', 'nowhere'], '')).toMatchObject({ status: 1, lines: [] });
  expect(await invoice(['paypal'], '')).toMatchObject({ status: 1 });
  expect(await invoice(['stripe', '--api-base', origin], '', '')).toMatchObject({ status: 1 });
  const wrong = creditRevision(1, 500, { amountMinor: 600 });
  const mixed = await invoice(['stripe', '--api-base', origin], `no JSON\n${asLines(wrong, creditRevision(1, 500))}`);
  expect(mixed).toMatchObject({ status: 2, lines: [{ action: 'created' }] });
  expect(mixed.errors).toContain('Line 2 is invalid');
  const failed = await invoice(['stripe', '--api-base', origin], asLines(creditRevision(2, 1)), 'sk_test_other');
  expect(failed).toMatchObject({ status: 3, lines: [] });
  expect(stripe.items.size).toBe(1);
});
