import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../shared/config/config.ts';
import { loadStripeInvoicing, loadWebhookInvoicing } from '../../../shared/config/invoicing.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import slaConfig from '../../../sla.config.ts';

const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:stripe-AbCdEf';
const faultsOf = (invoicing: unknown): unknown => {
  try {
    loadConfig({ ...slaConfig, invoicing });
    return [];
  } catch (error) {
    return error instanceof InvalidInput ? error.faults.map(({ at, rule }) => `${at}: ${rule}`) : error;
  }
};

describe('invoicing', () => {
  it('accepts Stripe with a secret', () => {
    expect(faultsOf({ stripe: { secretArn } })).toEqual([]);
    expect(faultsOf({ stripe: { secretArn, mode: 'report', mailCustomers: true } })).toEqual([]);
  });

  const webhook = { url: 'https://billing.example.com/credits?stage=prod', secretArn };

  it('accepts a webhook with https and a secret', () => {
    expect(faultsOf({ webhook })).toEqual([]);
    expect(loadWebhookInvoicing({ webhook })).toEqual({ url: webhook.url });
    expect(() => loadWebhookInvoicing({ stripe: { secretArn } })).toThrow(InvalidInput);
  });

  it.each([
    'http://billing.example.com',
    'https://user:pass@billing.example.com',
    'https://billing.example.com#a',
    'billing',
    '',
  ])('rejects the URL %j', (url) => {
    expect(faultsOf({ webhook: { ...webhook, url } })).not.toEqual([]);
  });

  it('applies and sends no mail by default', () => {
    expect(loadStripeInvoicing({ stripe: { secretArn } })).toEqual({ mode: 'apply', mailCustomers: false });
    expect(() => loadStripeInvoicing(undefined)).toThrow(InvalidInput);
  });

  it('rejects two consumers, none, and invalid settings', () => {
    expect(faultsOf({ stripe: { secretArn }, webhook })).toEqual([
      'invoicing: names two consumers of the billing queue (stripe, webhook)',
    ]);
    expect(faultsOf({})).toEqual(['invoicing: names no consumer of the billing queue (stripe, webhook)']);
    expect(faultsOf({ stripe: { secretArn: 'sk_live_key', mode: 'dry', other: 1 } })).toEqual([
      "invoicing.stripe.secretArn: not a secret's ARN",
      'invoicing.stripe.mode: not one of apply, report',
      'invoicing.stripe.other: not a known key',
    ]);
  });
});
