import { expect, test } from 'vitest';
import { fuzz, INPUT_COUNT } from './fuzz-target.ts';
import { configTarget } from './targets/config-target.ts';
import { csvTarget } from './targets/csv-target.ts';
import { evaluateTarget, twoPartsTarget } from './targets/evaluate-target.ts';
import { queueTarget } from './targets/queue-target.ts';

test('the CSV import rejects hostile files with every fault or accepts them', async () => {
  expect(await fuzz(csvTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});

test('a hostile configuration is rejected with every fault or usable', async () => {
  expect(await fuzz(configTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});

test('hostile messages between the functions are rejected or processed', async () => {
  expect(await fuzz(queueTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});

test('a hostile case is evaluated or rejected with ordered faults', async () => {
  expect(await fuzz(evaluateTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});

test('a fault in one part of a case hides none in another', async () => {
  expect(await fuzz(twoPartsTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});
