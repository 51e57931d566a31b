import { afterAll, expect, test } from 'vitest';
import { pageComponents } from '../../../../local/cli/sla/page-components.ts';
import { respondWith } from '../../../support/http/broken-answers.ts';
import { respondWithJson, startStatusPage } from '../../../support/http/status-page.ts';

const document = {
  page: { id: 'gpkpyklzq55q', name: 'Twilio', url: 'https://status.twilio.com' },
  components: [
    { id: 'voicegroup00', name: 'Voice', status: 'operational', group: true, group_id: null },
    { id: '3p9vb6w1zk5c', name: 'Voice EU', status: 'degraded_performance', group: false, group_id: 'voicegroup00' },
    { id: 'r7y2hd40mxqt', name: 'Messaging', status: 'operational', group: false, group_id: null },
  ],
};
const page = await startStatusPage('gpkpyklzq55q');
afterAll(page.stop);

test('every component is listed with its group and code', async () => {
  page.on.components = respondWithJson(document);
  const { json, text } = await pageComponents(`${page.url}/history`);
  expect(json).toEqual({
    page: { id: 'gpkpyklzq55q', name: 'Twilio' },
    components: [
      {
        code: '3p9vb6w1zk5c',
        name: 'Voice EU',
        status: 'degraded_performance',
        group: { code: 'voicegroup00', name: 'Voice' },
      },
      { code: 'r7y2hd40mxqt', name: 'Messaging', status: 'operational', group: null },
    ],
    groups: [{ code: 'voicegroup00', name: 'Voice' }],
  });
  expect(text).toEqual([
    "Twilio: the page's id is gpkpyklzq55q",
    'code          group  component  status',
    '3p9vb6w1zk5c  Voice  Voice EU   degraded_performance',
    'r7y2hd40mxqt  –      Messaging  operational',
    '1 group: depend on its components, since incidents name no group.',
  ]);
});

test.each([
  [404, '', 'answered 404'],
  [200, 'not JSON', 'has no list of components'],
  [200, '{"page":{"id":"x"}}', 'has no list of components'],
])('rejects the answer %i %j', async (status, body, message) => {
  page.on.components = respondWith(status, body);
  await expect(pageComponents(page.url)).rejects.toThrow(message);
});

test('rejects an address that is no URL', async () => {
  await expect(pageComponents('status.twilio.com')).rejects.toThrow('not a URL: status.twilio.com');
});
