import { expect, test } from 'vitest';
import { attack, INPUTS } from './fuzz-target.ts';
import { config } from './targets/config-target.ts';
import { csv } from './targets/csv-target.ts';
import { evaluate, together } from './targets/evaluate-target.ts';
import { queued } from './targets/queue-target.ts';

test('a CSV file of customers is refused with every fault, or the API takes it', async () => {
  expect(await attack(csv, INPUTS)).toBe(INPUTS);
});

test('a configuration is refused with every fault, or can be used', async () => {
  expect(await attack(config, INPUTS)).toBe(INPUTS);
});

test('the messages between the functions: an order is refused or carried out', async () => {
  expect(await attack(queued, INPUTS)).toBe(INPUTS);
});

test('a case is refused with its faults in the order of the input, or worked out', async () => {
  expect(await attack(evaluate, INPUTS)).toBe(INPUTS);
});

test('two parts of a case: one fault hides no other', async () => {
  expect(await attack(together, INPUTS)).toBe(INPUTS);
});
