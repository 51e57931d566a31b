import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { serveStripe, type StripeServer } from '../../../../local/emulator/serve-stripe.ts';
import { stripeClient } from '../../../../shared/invoicing/stripe-client.ts';
import { closeStripeOctober, stripeConfig, stripeConsumer } from '../../../support/builders/stripe-product.ts';
import { stripeOctober } from '../../../support/builders/stripe-october.ts';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

const config = stripeConfig();
const { stage, product } = await usingDeployedStage(config);
const october = stripeOctober();
const { stripe, invoice } = october;
const consumer = stripeConsumer(product, config, october);
const KEY = { STRIPE_API_KEY: 'sk_test_fake' };

let server: StripeServer;
beforeAll(async () => {
  server = await serveStripe(stripe);
  stripe.finalise(invoice);
  stripe.markUncollectible(invoice);
  await closeStripeOctober(product);
  await consumer.invoice();
});
afterAll(() => server.stop());

const booked = z.object({ objects: z.tuple([z.object({ id: z.string() })]) });

const sla = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  stage.sla(['invoice', ...args, '--stage', 'test'], env);
const reading = (...args: string[]) => sla([...args, '--api-base', server.origin], KEY);

test('reviews lists a credit with its reason and both actions', async () => {
  const { stdout, status } = await sla(['reviews', '2026-10']);
  expect(status).toBe(0);
  expect(stdout).toContain('1 credit of October 2026 in review');
  expect(stdout).toContain(`acme, revision 1: invoice ${invoice} is uncollectible`);
  expect(stdout).toContain('invoice retry CUSTOMER 2026-10 --reason REASON');
  expect((await sla(['reviews', '2026-09'])).stdout).toBe('0 credits of September 2026 in review\n');
});

test('status shows that a credit in review is not booked', async () => {
  const { stdout, status } = await reading('status', 'acme', '2026-10');
  expect(status).toBe(0);
  expect(stdout).toContain('acme, October 2026: 50.00 USD, revision 1');
  expect(stdout).toContain('no objects in Stripe');
  expect(stdout).toContain(`not booked: invoice ${invoice} is uncollectible`);
});

test('check ends with 3 if a credit differs', async () => {
  const { stdout, status } = await reading('check', '2026-10');
  expect(stdout).toContain('1 credit of October 2026 checked, 1 different in Stripe');
  expect(status).toBe(3);
});

describe('a decision', () => {
  test('needs a reason and an open review', async () => {
    expect((await sla(['retry', 'acme', '2026-10'])).status).toBe(1);
    expect((await sla(['done', 'other', '2026-10', '--reason', 'x'])).status).toBe(2);
    expect((await sla(['done', 'acme'])).status).toBe(1);
  });

  test('retry sends the message again, and the credit is booked', async () => {
    const late = stripe.addInvoice({
      customer: 'cus_acme',
      currency: 'usd',
      amounts: [100_000],
      start: Date.parse('2026-10-01T00:00:00Z') / 1000,
      end: Date.parse('2026-11-01T00:00:00Z') / 1000,
    });
    stripe.voidInvoice(invoice);
    const { stdout, status } = await sla(['retry', 'acme', '2026-10', '--reason', 'new invoice']);
    expect({ stdout, status }).toEqual({
      stdout: 'Sent revision 1 of acme to the billing queue again\n',
      status: 0,
    });
    await consumer.invoice();
    expect(stripe.creditInForce('acme:2026-10')).toBe(5000);
    expect((await sla(['reviews', '2026-10'])).stdout).toContain('0 credits');
    const shown = await reading('status', 'acme', '2026-10');
    expect(shown.stdout).toContain('invoiceitem ');
    expect(shown.stdout).toContain('booked: ');
    expect((await reading('check', '2026-10')).status).toBe(0);
    expect(late).not.toBe(invoice);
  });

  test('done records the person of a credit that the daily check found', async () => {
    const { objects } = z.parse(booked, JSON.parse((await reading('status', 'acme', '2026-10', '--json')).stdout));
    const byHand = stripeClient({ key: 'sk_test_fake', fetch: stripe.fetch });
    await byHand.send({ kind: 'delete-item', item: objects[0].id }, 'a person');
    await consumer.checkDay('2026-11-03T00:00:00Z');
    expect((await sla(['reviews', '2026-10'])).stdout).toContain('the daily check found a difference');
    const done = await sla(['done', 'acme', '2026-10', '--reason', 'refunded', '--json']);
    expect(JSON.parse(done.stdout)).toMatchObject({
      id: '2026-10-1-acme',
      action: 'done',
      reason: 'refunded',
      by: expect.stringContaining('arn:aws:'),
    });
    expect((await sla(['reviews', '2026-10'])).stdout).toContain('0 credits');
  });
});
