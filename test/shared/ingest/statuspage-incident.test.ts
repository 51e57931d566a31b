import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseIncident } from '../../../shared/ingest/statuspage-webhook.ts';

const payload = (name: string): string =>
  readFileSync(new URL(`../../fixtures/payloads/${name}.json`, import.meta.url), 'utf8');

test.each([
  [
    'a webhook of an incident, as the page calls it',
    payload('statuspage-incident'),
    { id: 'w1n4c0hq8r5t', name: 'Failing calls' },
  ],
  ['an incident without a name, by its id', '{"incident":{"id":"w1n4"}}', { id: 'w1n4', name: 'w1n4' }],
  ['a webhook of a component: none', payload('statuspage-component'), undefined],
  ['an alarm: none', payload('alarm-metric'), undefined],
  ['an incident of another form: none', '{"incident":{"id":7}}', undefined],
  ['no JSON: none', '{', undefined],
  ['nothing: none', '', undefined],
])('%s', (_, body, incident) => {
  expect(parseIncident(body)).toEqual(incident);
});
