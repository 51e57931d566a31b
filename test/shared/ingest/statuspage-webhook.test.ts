import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { fact } from '../../../shared/domain/facts/facts.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import {
  PartlyInvalid,
  planStatusChanges,
  providerOfPage,
  statuspageFact,
  parseStatuspageUpdate,
} from '../../../shared/ingest/statuspage-webhook.ts';
import component from '../../fixtures/payloads/statuspage-component.json' with { type: 'json' };
import incident from '../../fixtures/payloads/statuspage-incident.json' with { type: 'json' };
import { changedPayload } from '../../support/builders/changed-payload.ts';
import { faultLines } from '../../support/builders/fault-lines.ts';

/** Returns the statuses of a webhook, one line each. */
const statusLines = (body: unknown): string[] =>
  parseStatuspageUpdate(body).statuses.map(
    ({ update, component, status, at }) => `${update} ${component} ${status} ${formatInstant(at)}`,
  );

const facts = (body: unknown) =>
  parseStatuspageUpdate(body).statuses.map((word) => z.encode(fact, statuspageFact('twilio', word)));

const FIRST = ['incident', 'incident_updates', 0];
const LAST = ['incident', 'incident_updates', 2];

describe('an incident', () => {
  test('has a status for each component of each update', () => {
    expect(statusLines(incident)).toEqual([
      'updresolved1 voicecode001 operational 2026-10-14T19:05:00.000Z',
      'updresolved1 smscode00001 operational 2026-10-14T19:05:00.000Z',
      'updstarted01 voicecode001 major_outage 2026-10-14T16:55:00.000Z',
      'updstarted01 smscode00001 degraded_performance 2026-10-14T16:55:00.000Z',
    ]);
  });

  test('lists the components and the last edit of each update', () => {
    const { page, updates } = parseStatuspageUpdate(incident);
    const both = ['voicecode001', 'smscode00001'];
    expect(page).toBe('gpkpyklzq55q');
    expect(updates).toEqual([
      { id: 'updresolved1', codes: both, updatedAt: Date.UTC(2026, 9, 14, 19, 5) },
      { id: 'updlooking01', codes: undefined, updatedAt: Date.UTC(2026, 9, 14, 17, 40) },
      { id: 'updstarted01', codes: both, updatedAt: Date.UTC(2026, 9, 14, 17, 30) },
    ]);
  });

  test('makes facts with ids of update, code and content', () => {
    expect(facts(incident)[2]).toEqual({
      kind: 'provider-status',
      id: 'updstarted01 voicecode001 major_outage 2026-10-14T16:55:00.000Z',
      provider: 'twilio',
      component: 'voicecode001',
      status: 'major_outage',
      at: '2026-10-14T16:55:00.000Z',
    });
  });

  test.each([
    ['null', null],
    ['left out', undefined],
  ])('uses created_at where display_at is %s', (_, value) => {
    expect(statusLines(changedPayload(incident, [...LAST, 'display_at'], value))[2]).toBe(
      'updstarted01 voicecode001 major_outage 2026-10-14T17:10:00.548Z',
    );
  });

  test('needs neither created_at nor updated_at beside display_at', () => {
    const bare = changedPayload(
      changedPayload(incident, [...FIRST, 'created_at'], undefined),
      [...FIRST, 'updated_at'],
      null,
    );
    expect(statusLines(bare)).toEqual(statusLines(incident));
    expect(parseStatuspageUpdate(bare).updates[0]).toEqual({
      id: 'updresolved1',
      codes: ['voicecode001', 'smscode00001'],
    });
  });

  test.each([
    ['null: nothing about components', null, undefined],
    ['left out: nothing about components', undefined, undefined],
    ['empty: none of them', [], []],
  ])('has no status with affected_components %s', (_, value, codes) => {
    const said = parseStatuspageUpdate(changedPayload(incident, [...LAST, 'affected_components'], value));
    expect(said.statuses.filter(({ update }) => update === 'updstarted01')).toEqual([]);
    expect(said.updates[2]?.codes).toEqual(codes);
  });

  test('has no status without updates', () => {
    const said = parseStatuspageUpdate(changedPayload(incident, ['incident', 'incident_updates'], []));
    expect(said).toMatchObject({ page: 'gpkpyklzq55q', statuses: [], updates: [] });
  });

  test('may repeat a component with the same status', () => {
    const entry = { code: 'voicecode001', name: 'Voice', new_status: 'operational' };
    const repeated = changedPayload(incident, [...FIRST, 'affected_components'], [entry, { ...entry, name: 'Other' }]);
    expect(
      new Set(
        facts(repeated)
          .slice(0, 2)
          .map(({ id }) => id),
      ),
    ).toHaveProperty('size', 1);
  });
});

describe('a component', () => {
  test('has one status with the id of its update', () => {
    expect(parseStatuspageUpdate(component).updates).toEqual([{ id: 'cmpupdate001', codes: ['voicecode001'] }]);
    expect(facts(component)).toEqual([
      {
        kind: 'provider-status',
        id: 'cmpupdate001',
        provider: 'twilio',
        component: 'voicecode001',
        status: 'partial_outage',
        at: '2026-10-14T16:58:59.379Z',
      },
    ]);
  });

  test.each([
    ['without a component', ['component']],
    ['whose component has no id', ['component', 'id']],
  ])('without %s uses component_id', (_, path) => {
    expect(facts(changedPayload(component, path, undefined))).toEqual(facts(component));
  });

  test('prefers component.id to component_id', () => {
    expect(statusLines(changedPayload(component, ['component_update', 'component_id'], 'another'))).toEqual(
      statusLines(component),
    );
  });
});

test('both forms identify a component by its code', () => {
  expect(statusLines(incident)[2]).toContain('voicecode001');
  expect(statusLines(component)[0]).toContain('voicecode001');
});

const STATUSES = 'not one of operational, degraded_performance, under_maintenance, partial_outage, major_outage';
const INSTANT = 'not an instant (2026-10-14T17:00:00.000+0000, Wed, 14 Oct 2026 17:00:00 GMT)';
const ENTRY = [...LAST, 'affected_components', 1];

describe('an invalid field is rejected with its path', () => {
  test.each([
    [incident, [], null, expect.stringMatching(/^input: not an object/)],
    [incident, [], [], expect.stringMatching(/^input: not an object/)],
    [incident, ['page'], undefined, 'page: missing'],
    [incident, ['page', 'id'], undefined, 'page.id: missing'],
    [incident, ['page', 'id'], '', 'page.id: empty ("")'],
    [incident, ['incident'], 'down', 'incident: not an object ("down")'],
    [incident, ['incident', 'incident_updates'], undefined, 'incident.incident_updates: missing'],
    [incident, ['incident', 'incident_updates'], 'none', 'incident.incident_updates: not a list ("none")'],
    [incident, LAST, 'investigating', 'incident.incident_updates[2]: not an object ("investigating")'],
    [incident, [...LAST, 'id'], undefined, 'incident.incident_updates[2].id: missing'],
    [incident, [...LAST, 'display_at'], 'now', `incident.incident_updates[2].display_at: ${INSTANT} ("now")`],
    [incident, [...LAST, 'created_at'], 'now', `incident.incident_updates[2].created_at: ${INSTANT} ("now")`],
    [incident, [...LAST, 'updated_at'], 'now', `incident.incident_updates[2].updated_at: ${INSTANT} ("now")`],
    [
      incident,
      [...LAST, 'affected_components'],
      {},
      'incident.incident_updates[2].affected_components: not a list ("{}")',
    ],
    [
      incident,
      [...ENTRY, 'code'],
      'voicecode001',
      expect.stringMatching(/^incident.incident_updates\[2\].affected_components: two statuses for one component/),
    ],
    [
      incident,
      [...ENTRY, 'new_status'],
      undefined,
      'incident.incident_updates[2].affected_components[1].new_status: missing',
    ],
    [
      incident,
      [...ENTRY, 'new_status'],
      'down',
      `incident.incident_updates[2].affected_components[1].new_status: ${STATUSES} ("down")`,
    ],
    [component, ['component_update'], 'down', 'component_update: not an object ("down")'],
    [component, ['component_update', 'id'], undefined, 'component_update.id: missing'],
    [component, ['component_update', 'new_status'], undefined, 'component_update.new_status: missing'],
    [component, ['component_update', 'new_status'], 'DOWN', `component_update.new_status: ${STATUSES} ("DOWN")`],
    [component, ['component_update', 'created_at'], undefined, 'component_update.created_at: missing'],
    [
      component,
      ['component_update', 'created_at'],
      '2026-10-14',
      `component_update.created_at: ${INSTANT} ("2026-10-14")`,
    ],
    [component, ['component', 'id'], '', 'component.id: empty ("")'],
  ])('%#: %j', (payload, path, value, fault) => {
    const faults = faultLines(() => parseStatuspageUpdate(changedPayload(payload, path, value)));
    expect(faults).toEqual([fault]);
  });

  test('rejects an update without display_at and created_at', () => {
    const timeless = changedPayload(
      changedPayload(incident, [...LAST, 'display_at'], null),
      [...LAST, 'created_at'],
      undefined,
    );
    expect(faultLines(() => parseStatuspageUpdate(timeless))).toEqual([
      'incident.incident_updates[2].created_at: missing',
    ]);
  });

  test('rejects a component update without a component', () => {
    const nameless = changedPayload(
      changedPayload(component, ['component'], null),
      ['component_update', 'component_id'],
      null,
    );
    expect(faultLines(() => parseStatuspageUpdate(nameless))).toEqual(['component.id: missing']);
  });

  test.each([
    [{ page: { id: 'gpkpyklzq55q' } }],
    [{ page: { id: 'gpkpyklzq55q' }, incident: null, component: { id: 'x' } }],
  ])('rejects a body of neither form: %j', (body) => {
    const faults = [expect.stringMatching(/^input: neither an incident nor a component update/)];
    expect(faultLines(() => parseStatuspageUpdate(body))).toEqual(faults);
  });
});

describe('an entry that decides nothing discards no other', () => {
  const VOICE_ONLY = new Set(['voicecode001']);
  const voice = statusLines(incident).filter((line) => line.includes('voicecode001'));
  const linesOf = (body: unknown) =>
    parseStatuspageUpdate(body, VOICE_ONLY)
      .statuses.filter((each) => each.component === 'voicecode001')
      .map(({ update, component: code, status, at }) => `${update} ${code} ${status} ${formatInstant(at)}`);

  test.each<[string, readonly (string | number)[], unknown]>([
    ['that is no object', ENTRY, 'sms'],
    ['with a name alone', ENTRY, { name: 'No components were affected by this update.' }],
    ['with a number as its code', [...ENTRY, 'code'], 12],
    ['of another component with an empty status', [...ENTRY, 'new_status'], ''],
    ['of another component without a status', [...ENTRY, 'new_status'], undefined],
    [
      'of another component with two statuses',
      [...LAST, 'affected_components', 2],
      { code: 'smscode00001', new_status: 'operational' },
    ],
  ])('%s', (_, path, value) => {
    expect(linesOf(changedPayload(incident, path, value))).toEqual(voice);
  });

  test('an update of other components with an invalid time', () => {
    const others = [{ code: 'smscode00001', new_status: 'operational' }];
    const body = changedPayload(
      changedPayload(incident, [...LAST, 'affected_components'], others),
      [...LAST, 'display_at'],
      'now',
    );
    expect(linesOf(body)).toEqual(voice.slice(0, 1));
    expect(parseStatuspageUpdate(body, VOICE_ONLY).updates[2]).toMatchObject({ id: 'updstarted01', codes: [] });
  });

  test('a list of names alone has the effect of no list', () => {
    const names = [{ name: 'No components were affected by this update.' }];
    const body = changedPayload(incident, [...LAST, 'affected_components'], names);
    expect(parseStatuspageUpdate(body).updates[2]?.codes).toBeUndefined();
  });

  test('a component update of another component', () => {
    const broken = changedPayload(component, ['component_update', 'new_status'], '');
    expect(parseStatuspageUpdate(broken, new Set(['other0000000'])).updates).toEqual([]);
  });
});

const others = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ code: `c${i}`, new_status: 'major_outage' }));

test('a large incident has only the statuses of configured components', () => {
  const codes = new Set(['voicecode001']);
  const statusesOf = (count: number) =>
    parseStatuspageUpdate(
      changedPayload(incident, ['incident', 'incident_updates', 1, 'affected_components'], others(count)),
      codes,
    );
  expect(statusesOf(496).statuses).toHaveLength(500);
  const { statuses, updates, only } = statusesOf(497);
  expect(new Set(statuses.map((each) => each.component))).toEqual(codes);
  expect(updates.map((each) => each.codes)).toEqual([['voicecode001'], [], ['voicecode001']]);
  const stored = statusesOf(496).statuses.map((each) => ({ ...each, version: 1 }));
  const [, second] = updates;
  if (second === undefined) throw new Error('no second update');
  const ofSecond = stored.filter(({ update }) => update === second.id);
  expect(planStatusChanges(ofSecond, second, [], only)).toEqual({ versions: [], record: [], retract: [] });
});

const partlyInvalid = (body: unknown): PartlyInvalid => {
  try {
    parseStatuspageUpdate(body);
  } catch (error) {
    if (error instanceof PartlyInvalid) return error;
    throw error;
  }
  throw new Error('the body is valid');
};

test('the valid updates of a partly invalid incident are kept', () => {
  const { faults, valid } = partlyInvalid(
    changedPayload(incident, [...LAST, 'affected_components', 0, 'new_status'], ''),
  );
  expect(faults.map(({ at }) => at)).toEqual(['incident.incident_updates[2].affected_components[0].new_status']);
  expect(valid.updates.map(({ id }) => id)).toEqual(['updresolved1', 'updlooking01']);
});

const incidentOf = (body: unknown) => parseStatuspageUpdate(body, new Set(['voicecode001'])).incident;

describe('the incident of a webhook', () => {
  const unnamed = [0, 2].reduce<unknown>(
    (body, i) => changedPayload(body, ['incident', 'incident_updates', i, 'affected_components'], []),
    incident,
  );

  test('begins with its first update and ends with the resolved one', () => {
    expect(incidentOf(incident)).toMatchObject({
      incident: 'w1n4c0hq8r5t',
      name: 'Failing calls',
      start: Date.UTC(2026, 9, 14, 16, 55),
      end: Date.UTC(2026, 9, 14, 19, 5),
      namesNoComponent: false,
    });
  });

  test('names no component if no update has a status', () => {
    expect(incidentOf(changedPayload(unnamed, ['incident', 'components'], []))?.namesNoComponent).toBe(true);
    expect(incidentOf(unnamed)?.namesNoComponent, 'it lists ours, without a status').toBe(true);
    const other = changedPayload(unnamed, ['incident', 'components', 0, 'id'], 'smscode00001');
    expect(incidentOf(other)?.namesNoComponent, 'it lists another').toBe(false);
  });

  test('has no end while it is open', () => {
    const open = changedPayload(
      changedPayload(incident, [...FIRST, 'status'], 'monitoring'),
      ['incident', 'resolved_at'],
      null,
    );
    expect(incidentOf(open)?.end).toBeUndefined();
  });

  test('a maintenance has the scheduled times', () => {
    const scheduled = [
      ['scheduled_for', '2026-10-14T20:00:00Z'],
      ['scheduled_until', '2026-10-14T21:00:00Z'],
      ['resolved_at', null],
      ['incident_updates', []],
    ] as const;
    const body = scheduled.reduce<unknown>(
      (before, [key, value]) => changedPayload(before, ['incident', key], value),
      incident,
    );
    expect(incidentOf(body)).toMatchObject({ start: Date.UTC(2026, 9, 14, 20), end: Date.UTC(2026, 9, 14, 21) });
  });

  test('is missing without an id', () => {
    expect(incidentOf(changedPayload(incident, ['incident', 'id'], undefined))).toBeUndefined();
  });
});

describe('providerOfPage', () => {
  const providers = {
    carrier: { statusPage: { id: 'anotherpage1' } },
    twilio: { statusPage: { id: 'gpkpyklzq55q' } },
  };

  test('returns the provider of a configured page', () => {
    expect(providerOfPage(providers, 'gpkpyklzq55q')).toBe('twilio');
  });

  test.each(['nobodyspage1', 'twilio', '', 'toString'])('rejects the page %j', (page) => {
    expect(faultLines(() => providerOfPage(providers, page))).toEqual([
      `page.id: no configured provider's page (${JSON.stringify(page)})`,
    ]);
  });
});
