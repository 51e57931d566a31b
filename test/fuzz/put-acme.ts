import { parse } from '../../shared/lib/validation.ts';
import { customerRecord } from '../../shared/persistence/customer-record.ts';
import { putProfile } from '../../shared/persistence/customer-versions.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';

/** The domain of the contact of `acme`, and its token. */
export const CONTACT_DOMAIN = '@acme.example';
export const NOTICE_TOKEN = 'acmetoken1234';

/** Records the customer `acme`, who has a contact and an address of its own. */
export const putAcme = async (table: Table): Promise<void> => {
  const profile = parse(customerRecord, {
    id: 'acme',
    name: 'Acme',
    components: ['web'],
    activeFrom: '2026-01-01T00:00:00.000Z',
    serviceFees: { amountMinor: 1000, currency: 'USD' },
    contacts: [CONTACT_DOMAIN],
    noticeToken: NOTICE_TOKEN,
  });
  await putProfile(table, { profile, effectiveFrom: 0, recordedAt: 0, by: 'fuzz' });
};
