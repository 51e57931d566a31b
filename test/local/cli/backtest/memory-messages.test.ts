import { expect, test } from 'vitest';
import { MemoryMessages, MemorySenders } from '../../../../local/cli/backtest/memory-messages.ts';
import type { FactOf } from '../../../../shared/domain/facts/facts.ts';
import { customerRecord } from '../../../../shared/persistence/customer-record.ts';
import { parse } from '../../../../shared/lib/validation.ts';
import { unmatchedId } from '../../../../shared/persistence/unmatched-message.ts';
import { instant } from '../../../support/builders/instant-text.ts';

const RECEIVED = instant('2026-10-14T17:00:00Z');
const NOTICE: FactOf<'notice'> = {
  kind: 'notice',
  id: 'nemo/1',
  recordedAt: RECEIVED,
  customer: 'nemo',
  recognizedAt: RECEIVED,
  receivedAt: RECEIVED,
};
const ID = unmatchedId(RECEIVED, 'records nemo/1');
const record = (id: string) =>
  parse(customerRecord, { id, name: id, components: ['web'], activeFrom: '2026-01-01T00:00:00.000Z' });

test('a notice of an unknown customer is assigned once', () => {
  const senders = new MemorySenders();
  senders.put(record('acme'));
  const messages = new MemoryMessages(senders);
  messages.keepUnknown(NOTICE);
  expect(messages.decide(ID, { customer: 'acme', step: 'claim' }, RECEIVED)).toMatchObject({
    fact: { id: `acme/${ID}`, receivedAt: RECEIVED, step: 'claim' },
  });
  expect(messages.decide(ID, { customer: 'acme', step: 'claim' }, RECEIVED)).toBeUndefined();
});

test('a notice is not assigned after its customer has a record', () => {
  const senders = new MemorySenders();
  const messages = new MemoryMessages(senders);
  messages.keepUnknown(NOTICE);
  senders.put(record('nemo'));
  expect(() => messages.decide(ID, { dismiss: 'spam' }, RECEIVED)).toThrow('has a record now');
});
