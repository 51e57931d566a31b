import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { FakeFault } from '../../../local/emulator/fake-stripe.ts';
import type { BookingResult } from '../../../shared/invoicing/book-credit.ts';
import { creditRevision } from './credit-revision.ts';
import { stripeOctober } from './stripe-october.ts';

const CREDIT = 'acme:2026-10';
/** The charges of the month's invoice, and the largest credit: a credit is never more than the fees. */
const FEES = 10_000;

type Apply = 'incident-month' | 'next-invoice';
type Change = 'finalise' | 'pay' | 'void' | 'uncollectible' | 'replace' | 'day';
type Step =
  | { readonly kind: 'revision'; readonly amounts: readonly number[] }
  | { readonly kind: 'repeat'; readonly back: number }
  | { readonly kind: 'change'; readonly change: Change };

/** A month of one customer: revisions, repeats of old ones, changes of the invoice, and disturbed requests. */
export type StripeHistory = {
  readonly apply: Apply;
  readonly hasInvoice: boolean;
  readonly steps: readonly Step[];
  /** The places of requests, and their disturbances. */
  readonly faults: readonly (readonly [place: number, fault: FakeFault])[];
};

const amount = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: FEES / 2 }));

export const stripeHistories: fc.Arbitrary<StripeHistory> = fc.record({
  apply: fc.constantFrom<Apply>('incident-month', 'next-invoice'),
  hasInvoice: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  steps: fc.array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('revision' as const), amounts: fc.tuple(amount, amount) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('repeat' as const), back: fc.integer({ min: 0, max: 4 }) }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('change' as const),
          change: fc.constantFrom<Change>('finalise', 'finalise', 'pay', 'void', 'uncollectible', 'replace', 'day'),
        }),
      },
    ),
    { minLength: 1, maxLength: 12 },
  ),
  faults: fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 120 }),
      fc.constantFrom<FakeFault>('lost-before', 'lost-after', 'error-before', 'error-after', 'busy', 'conflict'),
    ),
    { maxLength: 6 },
  ),
});

/** The model: where the parts of the credit are, without requests, keys and repeats. */
type Model = {
  status: 'none' | 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
  items: number;
  notes: number;
  balance: number;
  /** Whether a part was ever on the balance: the credit stays there, also after a void invoice. */
  usesBalance: boolean;
};

const totalOf = ({ items, notes, balance }: Model): number => items + notes + balance;

/** Books an amount in the model. Returns false if a person must decide; then nothing changes. */
const bookInModel = (model: Model, target: number, apply: Apply): boolean => {
  const due = target - totalOf(model);
  const mayUseBalance = apply === 'next-invoice';
  const useBalance = (): boolean => {
    if (!mayUseBalance) return false;
    model.balance += due;
    model.usesBalance = true;
    return true;
  };
  const hasParts = model.items !== 0 || model.notes !== 0;
  if (!hasParts && model.usesBalance) return due === 0 || useBalance();
  if (model.status === 'draft') {
    if (model.usesBalance) return due === 0 || useBalance();
    model.items = target;
    return true;
  }
  if (due === 0) return true;
  if (model.status === 'none') return useBalance();
  if (model.status !== 'open' && model.status !== 'paid') return false;
  if (model.status === 'paid' && !mayUseBalance) return false;
  if (due > FEES - model.items - model.notes && mayUseBalance) return useBalance();
  if (due > 0) {
    model.notes += due;
    return true;
  }
  if (model.status === 'paid') return useBalance();
  const rest = model.notes + due;
  if (rest < 0 && !mayUseBalance) return false;
  model.notes = Math.max(0, rest);
  model.balance += Math.min(0, rest);
  model.usesBalance ||= rest < 0;
  return true;
};

/** Plays a history against the fake Stripe and the model, and compares the credit after each step. Returns the results. */
export const playHistory = async ({ apply, hasInvoice, steps, faults }: StripeHistory): Promise<BookingResult[]> => {
  const { stripe, invoice: first, book } = stripeOctober({ amounts: hasInvoice ? [FEES] : [] });
  const disturbances = new Map(faults);
  stripe.fault = (_, place) => disturbances.get(place);
  const model: Model = { status: hasInvoice ? 'draft' : 'none', items: 0, notes: 0, balance: 0, usesBalance: false };
  const messages: ReturnType<typeof creditRevision>[] = [];
  const results: BookingResult[] = [];
  let invoice = first;
  // A revision that went to review is due again when it is repeated.
  for (const step of steps) {
    if (step.kind === 'change') {
      invoice = change(step.change, stripe, invoice, model);
      continue;
    }
    if (step.kind === 'revision') {
      const [api = 0, mail = 0] = step.amounts;
      messages.push(creditRevision(messages.length + 1, api + mail, { apply }, { api, mail }));
    }
    const message = messages.at(step.kind === 'revision' ? -1 : -1 - step.back);
    if (message === undefined) continue;
    const before = stripe.creditInForce(CREDIT);
    const result = await book(message, messages.length);
    results.push(result);
    if (message.data.revision < messages.length) {
      expect(result.action).toBe('superseded');
      expect(stripe.creditInForce(CREDIT)).toBe(before);
      continue;
    }
    const isBooked = bookInModel(model, message.data.amountMinor, apply);
    expect([result.action === 'review', stripe.creditInForce(CREDIT)]).toEqual([!isBooked, totalOf(model)]);
    // A credit note of the whole rest pays the invoice.
    model.status = stripe.invoices.get(invoice)?.status ?? 'none';
    if (isBooked) expect(totalOf(model)).toBe(message.data.amountMinor);
  }
  return results;
};

type Stripe = ReturnType<typeof stripeOctober>['stripe'];

/** Changes the invoice in Stripe and in the model. Returns the id of the month's invoice. */
const change = (kind: Change, stripe: Stripe, invoice: string, model: Model): string => {
  if (kind === 'day') stripe.now += 2 * 86_400;
  if (model.status === 'none') return invoice;
  if (kind === 'finalise') stripe.finalise(invoice);
  if (kind === 'pay') stripe.pay(invoice);
  if (kind === 'void') stripe.voidInvoice(invoice);
  if (kind === 'uncollectible') stripe.markUncollectible(invoice);
  let current = invoice;
  if (kind === 'replace' && model.status === 'void') {
    const { charges } = stripe.invoices.get(invoice) ?? { charges: [] };
    const [{ start, end } = { start: 0, end: 0 }] = charges;
    current = stripe.addInvoice({ customer: 'cus_acme', currency: 'usd', amounts: [FEES], start, end });
  }
  model.status = stripe.invoices.get(current)?.status ?? 'none';
  if (model.status === 'void') [model.items, model.notes] = [0, 0];
  return current;
};
