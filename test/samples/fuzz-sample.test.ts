import { expect, test } from 'vitest';
import { fuzz } from '../fuzz/fuzz-target.ts';
import { configTarget } from '../fuzz/targets/config-target.ts';
import { csvTarget } from '../fuzz/targets/csv-target.ts';
import { evaluateTarget, twoPartsTarget } from '../fuzz/targets/evaluate-target.ts';
import { eventbridgeTarget } from '../fuzz/targets/eventbridge-target.ts';
import { helpdeskTarget } from '../fuzz/targets/helpdesk-target.ts';
import { mailTarget } from '../fuzz/targets/mail-target.ts';
import { queueTarget } from '../fuzz/targets/queue-target.ts';
import { statusPageTarget } from '../fuzz/targets/status-page-target.ts';
import { apiTarget } from '../fuzz/targets/api-target.ts';
import { webhookTarget } from '../fuzz/targets/webhook-target.ts';

/** A sample of `npm run test:fuzz` with a fixed seed. */
const SEED = 20_261_125;

test('the intake queue survives hostile events and stores nothing incomplete', async () => {
  expect(await fuzz(eventbridgeTarget, 400, SEED)).toBe(400);
});

test('the webhook survives hostile bodies and stores nothing incomplete', async () => {
  expect(await fuzz(webhookTarget, 300, SEED)).toBe(300);
});

test('the webhook of help desks survives hostile posts and stores nothing incomplete', async () => {
  expect(await fuzz(helpdeskTarget, 300, SEED)).toBe(300);
});

test('the e-mail entry point survives hostile messages', async () => {
  expect(await fuzz(mailTarget, 1000, SEED)).toBe(1000);
});

test('the HTTP API survives hostile calls and stores nothing incomplete', async () => {
  expect(await fuzz(apiTarget, 300, SEED)).toBe(300);
});

test('the poller survives hostile documents and stores nothing incomplete', async () => {
  expect(await fuzz(statusPageTarget, 300, SEED)).toBe(300);
});

test('the CSV import rejects hostile files with every fault or accepts them', async () => {
  expect(await fuzz(csvTarget, 1000, SEED)).toBe(1000);
});

test('a hostile configuration is rejected with every fault or usable', async () => {
  expect(await fuzz(configTarget, 400, SEED)).toBe(400);
});

test('hostile messages between the functions are rejected or processed', async () => {
  expect(await fuzz(queueTarget, 600, SEED)).toBe(600);
});

test('a hostile case is evaluated or rejected with ordered faults', async () => {
  expect(await fuzz(evaluateTarget, 300, SEED)).toBe(300);
});

test('a fault in one part of a case hides none in another', async () => {
  expect(await fuzz(twoPartsTarget, 100, SEED)).toBe(100);
});
