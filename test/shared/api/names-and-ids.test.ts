import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../shared/config/config.ts';
import { alarmArn } from '../../../shared/config/sources.ts';
import { factKeyOf, retractionKey, versionKey } from '../../../shared/persistence/keys.ts';
import { customerRecordInput } from '../../../shared/persistence/customer-record.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { planOutageChanges, parseHealthEvent, outageExclusion } from '../../../shared/ingest/aws-health.ts';
import { parseAlarmEvent } from '../../../shared/ingest/cloudwatch-event.ts';
import { planStatusChanges } from '../../../shared/ingest/statuspage-webhook.ts';
import { statuspageFact, parseStatuspageUpdate } from '../../../shared/ingest/statuspage-webhook.ts';
import { webhookBody } from '../../../shared/ingest/statuspage-documents.ts';
import type { ComponentStatus } from '../../../shared/ingest/statuspage-webhook.ts';
import type { UpdateVersion } from '../../../shared/ingest/update-versions.ts';
import metric from '../../fixtures/payloads/alarm-metric.json' with { type: 'json' };
import health from '../../fixtures/payloads/aws-health-issue.json' with { type: 'json' };
import component from '../../fixtures/payloads/statuspage-component.json' with { type: 'json' };
import incident from '../../fixtures/payloads/statuspage-incident.json' with { type: 'json' };
import { changedPayload } from '../../support/builders/changed-payload.ts';
import { faultLines } from '../../support/builders/fault-lines.ts';
import { anOperator } from '../../support/builders/product-config.ts';

const PLACES = [
  ['incident_updates[0].id', incident, ['incident', 'incident_updates', 0, 'id']],
  ['affected_components[0].code', incident, ['incident', 'incident_updates', 0, 'affected_components', 0, 'code']],
  ['component_update.id', component, ['component_update', 'id']],
  ['component.id', component, ['component', 'id']],
] as const;

describe.each(PLACES)("a status page's %s", (place, payload, path) => {
  test.each([
    ['nothing', ''],
    ['half a character', 'upd\uD800'],
    ['81 characters', 'x'.repeat(81)],
    ['81 bytes of another script', `${'ж'.repeat(40)}x`],
    ['10 kB', 'x'.repeat(10_000)],
  ])('is rejected or ignored with %s', (_, value) => {
    const faults = faultLines(() => parseStatuspageUpdate(changedPayload(payload, path, value)));
    const places = place.endsWith('.code') ? [] : [place];
    expect(
      faults.map((fault) => fault.split(': ')[0]?.replace('incident.incident_updates', 'incident_updates')),
    ).toEqual(places);
  });

  test('is unique with any separators', () => {
    const ids = [
      'upd',
      'upd 1',
      'upd#1',
      'upd%231',
      'upd%201',
      'upd%2523',
      'upd~2',
      'upd\n1',
      'upd\u20031',
      'upd\u00001',
      'упд1',
    ];
    const facts = ids.map((id) =>
      parseStatuspageUpdate(changedPayload(payload, path, id)).statuses.map(
        ({ factId, component }) => `${factId}; ${component}`,
      ),
    );
    expect(new Set(facts.map((words) => words.join('\n'))).size).toBe(ids.length);
    expect(facts.flat().every((fact) => !/[~\n]/.test(fact.slice(0, fact.indexOf(';'))))).toBe(true);
  });

  test.each(['%', '\u2003', ' ', '#', '~', 'x'])('has keys with 80 bytes of %j', (one) => {
    const given = changedPayload(payload, path, one.repeat(80 / Buffer.byteLength(one)));
    for (const word of parseStatuspageUpdate(given).statuses) {
      const fact = statuspageFact('%'.repeat(200), { ...word, factId: `${word.factId}~100000` });
      expect(() => retractionKey(factKeyOf(fact), fact)).not.toThrow();
      expect(() => versionKey('%'.repeat(200), { ...word, version: 1 })).not.toThrow();
    }
  });
});

const applied = (stored: readonly UpdateVersion<ComponentStatus>[], body: unknown) => {
  const { statuses: words, updates } = parseStatuspageUpdate(body);
  const made = updates.map((update) => planStatusChanges(stored, update, words));
  return { stored: [...stored, ...made.flatMap(({ versions }) => versions)], made };
};

const wordsNamed = (name: string) =>
  parseStatuspageUpdate(
    changedPayload(incident, ['incident', 'incident_updates', 0, 'affected_components', 0, 'name'], name),
  ).statuses;

describe('a page that lies', () => {
  test('about names is believed by its codes alone', () => {
    expect(wordsNamed('SMS')).toEqual(wordsNamed('Programmable Voice'));
    const foreign = changedPayload(component, ['component'], { id: 'smscode00001', name: 'Programmable Voice' });
    expect(parseStatuspageUpdate(foreign).statuses.map((word) => word.component)).toEqual(['smscode00001']);
  });

  test('makes one fact for each component of an update', () => {
    const other = changedPayload(component, ['component', 'id'], 'smscode00001');
    const bodies = [component, other, component, other, other];
    let stored: readonly UpdateVersion<ComponentStatus>[] = [];
    const standing = bodies.map((body) => {
      const after = applied(stored, body);
      stored = after.stored;
      return after.made.flatMap(({ record }) => record.map(({ component: code, factId }) => `${code} ${factId}`));
    });
    expect(standing).toEqual([
      ['voicecode001 cmpupdate001'],
      ['smscode00001 cmpupdate001 smscode00001'],
      ['voicecode001 cmpupdate001~3'],
      ['smscode00001 cmpupdate001 smscode00001~3'],
      ['smscode00001 cmpupdate001 smscode00001~3'],
    ]);
  });

  test('with one id for two different updates is rejected', () => {
    const updates = ['incident', 'incident_updates'] as const;
    const twice = (second: unknown) =>
      changedPayload(incident, updates, [incident.incident.incident_updates[0], second]);
    expect(parseStatuspageUpdate(twice(incident.incident.incident_updates[0])).updates).toHaveLength(2);
    const { id } = incident.incident.incident_updates[0] ?? { id: '' };
    expect(faultLines(() => parseStatuspageUpdate(twice({ ...incident.incident.incident_updates[2], id })))).toEqual([
      `incident.incident_updates[1].id: the id of another update with other content ("${id}")`,
    ]);
    const both = { ...incident, component_update: { ...component.component_update, id } };
    expect(faultLines(() => parseStatuspageUpdate(both))).toEqual([
      `component_update.id: the id of another update with other content ("${id}")`,
    ]);
  });

  test('with a deeply nested incident does not block other incidents', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(1e5)}${']'.repeat(1e5)}`);
    const body = webhookBody('gpkpyklzq55q', { incident: { ...incident.incident, postmortem: deep } });
    expect(parseStatuspageUpdate(JSON.parse(body)).statuses).toEqual(parseStatuspageUpdate(incident).statuses);
  });
});

const withArn = (eventArn: string) => changedPayload(health, ['detail', 'eventArn'], eventArn);

describe('an event of AWS Health', () => {
  const start = 'arn:aws:health:us-east-1::event/';

  test.each([
    ['a blank', `${start}a b`],
    ['the key delimiter', `${start}a#b`],
    ['513 bytes', start + 'x'.repeat(513 - start.length)],
    ['half a character', `${start}\uD800`],
  ])('with an ARN that has %s is rejected', (_, arn) => {
    expect(faultLines(() => parseHealthEvent(withArn(arn)))[0]).toContain('detail.eventArn: ');
  });

  test('with the longest ARN and component id has keys', () => {
    const ours = '#'.repeat(200);
    const components = {
      [ours]: {
        alarms: [{ alarm: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:a' }],
        dependsOn: [{ provider: 'aws', component: 'LAMBDA/us-east-1' }],
      },
    };
    const event = parseHealthEvent(withArn(start + 'x'.repeat(512 - start.length)));
    const { record } = planOutageChanges([], event, {
      components,
      own: { region: 'us-east-1', account: '1'.repeat(12) },
    });
    expect(record).toHaveLength(1);
    for (const outage of record) {
      const fact = outageExclusion({ ...outage, factId: `${outage.factId}~100000` });
      expect(() => retractionKey(factKeyOf(fact), fact)).not.toThrow();
      expect(() => versionKey('aws', outage)).not.toThrow();
    }
  });
});

const faultsOfAlarm = (alarm: string) =>
  faultLines(() => loadConfig({ ...anOperator, components: { web: { alarms: [alarm], dependsOn: [] } } }));

describe('an alarm', () => {
  test('with a name too long for a key is rejected', () => {
    expect(faultsOfAlarm('顧'.repeat(255))).toEqual([]);
    expect(faultsOfAlarm('😀'.repeat(220))).toEqual([]);
    expect(faultsOfAlarm('😀'.repeat(221))).toEqual([expect.stringContaining('longer than 880 bytes')]);
  });

  test('with the longest name that is taken has keys', () => {
    const own = { region: 'us-gov-west-1', account: '111122223333' };
    const arn = alarmArn('😀'.repeat(220), own);
    const fact = parseAlarmEvent(changedPayload(metric, ['resources'], [arn]));
    const longest = fact && { ...fact, id: `${fact.id.replace(/ALARM$/, '')}INSUFFICIENT_DATA` };
    expect(longest && retractionKey(factKeyOf(longest), longest).pk).toBe(`monitor#${arn}`);
  });
});

test.each(['components', 'providers', 'policies'] as const)('an id among the %s is at most 200 bytes long', (part) => {
  const given = Object.values<unknown>(anOperator[part])[0];
  const faultsWith = (id: string) =>
    faultLines(() => loadConfig({ ...anOperator, [part]: { ...anOperator[part], [id]: given } }));
  const about = (id: string) => faultsWith(id).filter((fault) => fault.includes('not an id of at most 200 bytes'));
  expect(about('é'.repeat(100))).toEqual([]);
  expect(about('é'.repeat(101))).toHaveLength(1);
  expect(about('x'.repeat(10_000))).toHaveLength(1);
});

describe('a customer’s record', () => {
  const record = { id: 'acme', name: 'Acme', components: ['web'] };
  const faultsWith = (change: object) => faultLines(() => parse(customerRecordInput, { ...record, ...change }));

  test.each([
    ['whose id is a dot segment', { id: '..' }, 'id: not to be written in a URL'],
    ['whose name nobody could read', { name: 'x'.repeat(1001) }, 'name: longer than 1000 characters'],
    ['with 501 components', { components: Array.from({ length: 501 }, () => 'web') }, 'components: more than 500'],
    [
      'with ids in other systems that no revision could hold',
      { externalRefs: { erp: 'x'.repeat(200_000) } },
      'externalRefs.erp: longer than 1000 characters',
    ],
    [
      'with ids in more systems than there are',
      { externalRefs: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`s${i}`, 'x'])) },
      'externalRefs: more than 50',
    ],
    [
      'with a name of a system that nobody could read',
      { externalRefs: { ['x'.repeat(1001)]: 'x' } },
      ': longer than 1000 characters',
    ],
    ...['__proto__', 'constructor', 'toString'].map((system) => [
      `with a system called ${system}`,
      JSON.parse(`{"externalRefs": {"${system}": "x"}}`),
      `externalRefs.${system}: not a name that can be kept`,
    ]),
    [
      'with ids in other systems that together no revision could hold',
      { externalRefs: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`s${i}`, '😀'.repeat(500)])) },
      'externalRefs: longer than 24576 bytes together',
    ],
    ['with half a character', { name: 'a\uD800' }, 'name: half a character (a lone surrogate)'],
  ])('with %s is rejected', (_, change, fault) => {
    expect(faultsWith(change)).toEqual([expect.stringContaining(fault)]);
  });
});
