import { expect, test } from 'vitest';
import { NO_PRIVACY, profileArrival } from '../../../../local/cli/sla/fact-arrival.ts';

const profile = {
  id: 'acme',
  name: 'Acme GmbH',
  components: ['web'],
  contacts: ['ops@acme.example'],
  noticeToken: 'acmetoken1234',
  statementTo: ['cfo@acme.example'],
  externalRefs: { stripe: 'cus_1' },
};
const version = { profile, recordedAt: 0, by: 'me' };

test('a record with pseudonyms names no address and no id', () => {
  const arrival = JSON.stringify(profileArrival(version, { ...NO_PRIVACY, idOf: () => 'customer-1' }));
  expect(arrival).toContain('customer-1');
  expect(arrival).not.toMatch(/acme|cus_1/i);
});

test('a record without pseudonyms is complete', () => {
  expect(JSON.stringify(profileArrival(version, NO_PRIVACY))).toContain('cfo@acme.example');
});
