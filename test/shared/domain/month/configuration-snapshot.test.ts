import * as z from 'zod/mini';
import { expect, test } from 'vitest';
import { configurationSnapshot } from '../../../../shared/domain/month/configuration-snapshot.ts';
import { aComponent, aPolicy } from '../../../support/builders/month-builder.ts';

const written = {
  shape: 2,
  defaultPolicy: 'made',
  policies: { made: aPolicy() },
  components: [{ ...aComponent('web'), monitors: ['plain', { monitor: 'weighted', impact: '40.5' }] }],
};

test('a snapshot is written with the impact of each monitor', () => {
  const snapshot = z.parse(configurationSnapshot, written);
  expect(z.encode(configurationSnapshot, snapshot)).toMatchObject({
    shape: 2,
    defaultPolicy: 'made',
    policies: { made: { id: 'made', target: '99.9', gate: 'none' } },
    components: [
      {
        id: 'web',
        monitors: [
          { monitor: 'plain', impact: '100' },
          { monitor: 'weighted', impact: '40.5' },
        ],
        dependsOn: [{ provider: 'twilio', component: 'T1' }],
      },
    ],
  });
});

test('a snapshot reads as it was before it was written', () => {
  const snapshot = z.parse(configurationSnapshot, written);
  const again: unknown = JSON.parse(JSON.stringify(z.encode(configurationSnapshot, snapshot)));
  expect(z.parse(configurationSnapshot, again)).toEqual(snapshot);
});
