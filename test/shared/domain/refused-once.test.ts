import { expect, test } from 'vitest';
import { aCustomer, aMonth, faultsOf } from '../../support/builders/month-builder.ts';

const places = (change: object): string[] =>
  faultsOf({ ...aMonth(), ...change }).map(({ at, rule }) => `${at}: ${rule}`);

const state = (change: object) => ({
  kind: 'monitor-state',
  id: 'f',
  monitor: 'web-alarm',
  at: '2026-10-14T17:00:00Z',
  ...change,
});

test.each([
  { what: 'facts that are no list', change: { facts: 'x' }, faults: ['facts: not a list'] },
  { what: 'customers that are no list', change: { customers: { a: 1 } }, faults: ['customers: not a list'] },
  { what: 'components that are no list', change: { components: 'web' }, faults: ['components: not a list'] },
  {
    what: 'a component that is no text, and so is not looked up',
    change: { customers: [{ ...aCustomer(), components: ['web', 5] }] },
    faults: ['customers[0].components[1]: not text'],
  },
  {
    what: 'customers without ids, which are not the same customer',
    change: { customers: [1, 2].map(() => ({ ...aCustomer(), id: undefined })) },
    faults: ['customers[0].id: missing', 'customers[1].id: missing'],
  },
  {
    what: 'facts without ids, which are not the same fact',
    change: { facts: ['OK', 'ALARM'].map((word) => state({ state: word, id: undefined })) },
    faults: ['facts[0].id: missing', 'facts[1].id: missing'],
  },
  {
    what: 'a fact between two that say the same: the one in the middle',
    change: { facts: ['OK', 'ALARM', 'OK'].map((word) => state({ state: word })) },
    faults: ['facts[1].id: the id of another monitor-state with other content'],
  },
])('is refused once, for what is wrong with it: $what', ({ change, faults }) => {
  expect(places(change)).toEqual(faults);
});

test.each([[[]], ['text'], [null], [7]])('what is no object is no case: %j', (input) => {
  expect(faultsOf(input)).toMatchObject([{ at: '', rule: 'not an object' }]);
});
