import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { evidenceNotes } from '../../../shared/closing/evidence-notes.ts';
import { recordFact } from '../../../shared/persistence/record-fact.ts';
import { keepPayload } from '../../../shared/persistence/payload-store.ts';
import { startDynamo } from '../../support/emulators/test-dynamo.ts';
import { aMonth, aComponent, down, maintenance, statement } from '../../support/builders/month-builder.ts';
import { instantText } from '../../support/builders/instant-text.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const INCIDENT = readFileSync(new URL('../../fixtures/payloads/statuspage-incident.json', import.meta.url), 'utf8');
const recordedAt = Date.parse(instantText('20T00:00'));

const dynamo = await usingDynamo();

const out = (id: string, status: 'major_outage' | 'operational', when: string) =>
  ({ kind: 'provider-status', id, provider: 'twilio', component: 'T1', status, at: instantText(when) }) as const;

/** A month with downtime that a provider and an exclusion excuse. */
const excused = statement({
  components: [{ ...aComponent('web'), dependsOn: [{ provider: 'twilio', component: 'T1' }] }],
  facts: [
    down('14T10:00', '14T12:00'),
    out('out', 'major_outage', '14T09:00'),
    out('back', 'operational', '14T13:00'),
    down('15T10:00', '15T12:00'),
    {
      kind: 'exclusion',
      id: 'X1',
      reason: 'policy-block',
      scope: { all: true },
      start: instantText('15T10:00'),
      end: instantText('15T12:00'),
    },
  ],
  policy: aMonth().policy,
});

test('a statement has the incident text and the evidence of its facts', async () => {
  const payload = await keepPayload(dynamo.table, {
    door: 'twilio',
    body: INCIDENT,
    receivedAt: recordedAt,
    by: 'twilio',
  });
  const { table } = dynamo;
  for (const fact of [out('out', 'major_outage', '14T09:00'), out('back', 'operational', '14T13:00')])
    await recordFact(table, { fact: { ...fact, at: Date.parse(fact.at), recordedAt }, by: 'twilio', payload });
  const [start, end] = [Date.parse(instantText('15T10:00')), Date.parse(instantText('15T12:00'))];
  await recordFact(table, {
    fact: { kind: 'exclusion', id: 'X1', reason: 'policy-block', scope: { all: true }, start, end, recordedAt },
    by: 'desk',
    said: { evidence: 'ticket 7' },
  });

  const month = {};
  const words = await evidenceNotes(table, { statements: [excused] }, [], month);
  const incident = { incident: 'w1n4c0hq8r5t', title: 'Failing calls' };
  expect(words).toEqual({
    'provider-status out': incident,
    'provider-status back': incident,
    'exclusion X1': { evidence: 'ticket 7' },
    'downtime web 14T10:00': {},
    'downtime web 15T10:00': {},
  });

  // Another statement of the same month asks the table nothing.
  const gone = await startDynamo();
  await gone.stop();
  expect(await evidenceNotes(gone.table, { statements: [excused] }, [], month)).toEqual(words);
});

test('a statement has the times and the evidence of its maintenance', async () => {
  const [start, end] = [Date.parse(instantText('16T10:00')), Date.parse(instantText('16T12:00'))];
  const announcedAt = Date.parse(instantText('12T09:00'));
  await recordFact(dynamo.table, {
    fact: {
      kind: 'maintenance',
      id: 'M1',
      scope: { all: true },
      start,
      end,
      announcedAt,
      requestedBy: 'company',
      recordedAt,
    },
    by: 'desk',
    said: { evidence: 'mail 7' },
  });
  const inMaintenance = statement({
    facts: [
      down('16T10:00', '16T12:00'),
      maintenance('16T10:00', '16T12:00', { id: 'M1', announcedAt: instantText('12T09:00') }),
    ],
  });
  expect(await evidenceNotes(dynamo.table, { statements: [inMaintenance] })).toMatchObject({
    'maintenance M1': {
      evidence: 'mail 7',
      announcedAt: '2026-10-12T09:00:00.000Z',
      recordedAt: '2026-10-20T00:00:00.000Z',
    },
  });
});
