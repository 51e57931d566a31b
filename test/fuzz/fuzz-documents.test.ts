import { expect, test } from 'vitest';
import { fuzz, INPUT_COUNT } from './fuzz-target.ts';
import { configTarget } from './targets/config-target.ts';
import { csvTarget } from './targets/csv-target.ts';
import { evaluateTarget, twoPartsTarget } from './targets/evaluate-target.ts';
import { queueTarget } from './targets/queue-target.ts';

test('a CSV file of customers is refused with every fault, or the API takes it', async () => {
  expect(await fuzz(csvTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});

test('a configuration is refused with every fault, or can be used', async () => {
  expect(await fuzz(configTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});

test('the messages between the functions: an order is refused or carried out', async () => {
  expect(await fuzz(queueTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});

test('a case is refused with its faults in the order of the input, or worked out', async () => {
  expect(await fuzz(evaluateTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});

test('two parts of a case: one fault hides no other', async () => {
  expect(await fuzz(twoPartsTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});
