import { expect, test } from 'vitest';
import { attack } from '../fuzz/fuzz-target.ts';
import { config } from '../fuzz/targets/config-target.ts';
import { csv } from '../fuzz/targets/csv-target.ts';
import { evaluate, together } from '../fuzz/targets/evaluate-target.ts';
import { eventbridge } from '../fuzz/targets/eventbridge-target.ts';
import { queued } from '../fuzz/targets/queue-target.ts';
import { page } from '../fuzz/targets/status-page-target.ts';
import { api } from '../fuzz/targets/api-target.ts';
import { twilio } from '../fuzz/targets/webhook-target.ts';

/** A sample of what `npm run test:fuzz` does whole, always the same. */
const SEED = 20_261_125;

test('events on the intake queue: nothing crashes it, nothing is half stored, twice is once', async () => {
  expect(await attack(eventbridge, 400, SEED)).toBe(400);
});

test('the webhook: nothing crashes it, nothing is half stored, twice is once', async () => {
  expect(await attack(twilio, 300, SEED)).toBe(300);
});

test('the HTTP API: nothing is answered 5xx, nothing is half stored, twice is once', async () => {
  expect(await attack(api, 300, SEED)).toBe(300);
});

test('the documents of a status page: nothing crashes the poller, nothing is half stored, twice is once', async () => {
  expect(await attack(page, 300, SEED)).toBe(300);
});

test('a CSV file of customers is refused with every fault, or the API takes it', async () => {
  expect(await attack(csv, 1000, SEED)).toBe(1000);
});

test('a configuration is refused with every fault, or can be used', async () => {
  expect(await attack(config, 400, SEED)).toBe(400);
});

test('the messages between the functions: an order is refused or carried out', async () => {
  expect(await attack(queued, 600, SEED)).toBe(600);
});

test('a case is refused with its faults in the order of the input, or worked out', async () => {
  expect(await attack(evaluate, 300, SEED)).toBe(300);
});

test('two parts of a case: one fault hides no other', async () => {
  expect(await attack(together, 100, SEED)).toBe(100);
});
