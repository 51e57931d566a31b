import { describe, expect, it } from 'vitest';
import type { CreditMessage } from '../../shared/invoicing/credit-message.ts';
import { creditRevision } from '../support/builders/credit-revision.ts';
import { type StripeOctober, stripeOctober } from '../support/builders/stripe-october.ts';

type OctoberStep = CreditMessage | 'finalise' | 'pay';

const next = { apply: 'next-invoice' } as const;
const lines = (api: number, mail: number) => [api + mail, {}, { api, mail }] as const;

const SCENARIOS: Readonly<Record<string, readonly OctoberStep[]>> = {
  'a draft with two lines': [
    creditRevision(1, ...lines(100, 200)),
    creditRevision(2, ...lines(150, 250)),
    creditRevision(3, ...lines(0, 50)),
    creditRevision(4, ...lines(0, 0)),
    creditRevision(5, ...lines(10, 0)),
  ],
  'an open invoice': [
    'finalise',
    creditRevision(1, 100),
    creditRevision(2, 250),
    creditRevision(3, 180),
    creditRevision(4, 0),
    creditRevision(5, 70),
  ],
  'an invoice that is finalised later': [
    creditRevision(1, 100),
    'finalise',
    creditRevision(2, 250),
    creditRevision(3, 180),
  ],
  'a paid invoice': [
    'finalise',
    'pay',
    creditRevision(1, 100, next),
    creditRevision(2, 250, next),
    creditRevision(3, 80, next),
    creditRevision(4, 0, next),
  ],
  'no invoice': [creditRevision(1, 100, next), creditRevision(2, 250, next), creditRevision(3, 80, next)],
};

const charges = (name: string): readonly number[] => (name === 'no invoice' ? [] : [100_000]);

/** Plays the steps. From request `crashAt` on the process is gone: the message is delivered again to another one. */
const playWithCrash = async (
  october: StripeOctober,
  steps: readonly OctoberStep[],
  crashAt: number,
  repeat: boolean,
) => {
  const { stripe, invoice, book } = october;
  let crashed = false;
  const start = stripe.requests.length;
  stripe.fault = (_, place) => {
    if (crashed || place - start < crashAt) return undefined;
    return place - start === crashAt ? 'lost-after' : 'lost-before';
  };
  let last: CreditMessage | undefined;
  const deliver = async (message: CreditMessage): Promise<void> => {
    try {
      await book(message);
    } catch (error) {
      if (crashed) throw error;
      crashed = true;
      // An older message is delivered again before the interrupted one.
      if (repeat && last !== undefined) await book(last, message.data.revision);
      await book(message);
    }
    expect(stripe.creditInForce('acme:2026-10')).toBe(message.data.amountMinor);
  };
  for (const step of steps) {
    if (step === 'finalise') stripe.finalise(invoice);
    else if (step === 'pay') stripe.pay(invoice);
    else {
      await deliver(step);
      await deliver(step);
      last = step;
    }
  }
  return crashed;
};

describe('a consumer that ends at any request', () => {
  for (const [name, steps] of Object.entries(SCENARIOS))
    it(`doubles and loses no credit on ${name}`, async () => {
      let crashes = 0;
      for (let crashAt = 0; ; crashAt += 1) {
        const crashed = await playWithCrash(
          stripeOctober({ amounts: charges(name) }),
          steps,
          crashAt,
          crashAt % 2 === 0,
        );
        if (!crashed) break;
        crashes += 1;
      }
      expect(crashes).toBeGreaterThan(10);
      console.log(`${name}: ${crashes} crash points`);
    });
});
