import { describe, expect, test } from 'vitest';
import { ingestStatuspage } from '../../../shared/ingest/ingest-statuspage.ts';
import { findFact } from '../../../shared/persistence/record-fact.ts';
import { findPayload } from '../../../shared/persistence/payload-store.ts';
import { loadSharedFacts } from '../../../shared/persistence/shared-facts.ts';
import incident from '../../fixtures/payloads/statuspage-incident.json' with { type: 'json' };
import { tableItems } from '../../support/emulators/table-items.ts';
import { type Responder, respondWithJson, respondWithVersion } from '../../support/http/status-page.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';
import { usingPoller } from '../../support/emulators/file-fixtures.ts';

const polling = await usingPoller();

const page = { id: 'gpkpyklzq55q' };
const incidents = (...all: readonly unknown[]): Responder => respondWithJson({ page, incidents: all });

/** The same incident with other ids and codes: no other test has seen it. */
const another = (name: string): typeof incident.incident =>
  JSON.parse(JSON.stringify(incident.incident).replaceAll(/"(upd\w+|\w+code\w+)"/g, `"${name}-$1"`));

const webhook = (body: unknown): Promise<void> =>
  ingestStatuspage(
    {
      table: polling.dynamo.table,
      sources: polling.sources,
      clock: () => polling.clock.now,
      telemetry: silentTelemetry,
    },
    'twilio',
    JSON.stringify(body),
  );

/** Returns the facts of a test's incident, without its name and `recordedAt`. */
const factsOf = async (name: string): Promise<string[]> => {
  const providerComponents = incident.incident.incident_updates
    .flatMap(({ affected_components }) => affected_components ?? [])
    .map(({ code }) => ({ provider: 'twilio', component: `${name}-${code}` }));
  const subjects = { monitors: [], components: [], providerComponents };
  const facts = await loadSharedFacts(polling.dynamo.table, subjects, { from: 0, to: polling.clock.now }, Infinity);
  return facts.map((fact) => JSON.stringify({ ...fact, recordedAt: undefined }).replaceAll(`${name}-`, '')).toSorted();
};

describe('an incident on the page', () => {
  test('makes the facts of its webhook, with the same ids', async () => {
    await webhook({ page, incident: another('pushed') });
    polling.twilio.on.incidents = incidents(another('polled'));
    await polling.cold()();
    const polled = await factsOf('polled');
    expect(polled.length).toBeGreaterThan(2);
    expect(polled).toEqual(await factsOf('pushed'));
  });

  test('is stored as a webhook body received at the poll', async () => {
    polling.twilio.on.incidents = incidents(another('kept'));
    await polling.cold()();
    const found = await findFact(polling.dynamo.table, {
      kind: 'provider-status',
      id: 'kept-updresolved1 kept-voicecode001 operational 2026-10-14T19:05:00.000Z',
    });
    expect(found?.stored).toMatchObject({ by: 'twilio', fact: { recordedAt: polling.clock.now } });
    expect(await findPayload(polling.dynamo.table, found?.stored.payload ?? '')).toMatchObject({
      door: 'poll',
      body: JSON.stringify({ page, incident: another('kept') }),
    });
  });

  test('changes nothing after its webhooks', async () => {
    await webhook({ page, incident: another('known') });
    polling.clock.now += 60_000;
    polling.twilio.on.incidents = incidents(another('known'));
    await polling.cold()();
    expect(polling.counts.get('FactsRecorded')).toBeUndefined();
    expect(polling.counts.get('FactsKnown')).toBeGreaterThan(2);
  });

  test('recovers a lost webhook', async () => {
    const whole = another('healed');
    await webhook({ page, incident: { ...whole, incident_updates: whole.incident_updates.slice(-1) } });
    const before = await polling.standing('healed-voicecode001');
    polling.twilio.on.incidents = incidents(whole);
    await polling.cold()();
    expect(before.length).toBe(1);
    expect(await polling.standing('healed-voicecode001')).toEqual([...before, '19:05 operational']);
  });

  test('is ingested like a maintenance', async () => {
    polling.twilio.on['scheduled-maintenances'] = respondWithJson({
      page,
      scheduled_maintenances: [another('planned')],
    });
    await polling.cold()();
    expect(await polling.standing('planned-voicecode001')).toContain('19:05 operational');
  });
});

const saying = (name: string, said: { status: string; at?: string; edited?: string } | undefined): Responder => {
  const started = said?.at ?? '2026-10-14T17:00:00Z';
  return incidents({
    incident_updates: [
      {
        id: `update-${name}`,
        created_at: '2026-10-14T17:00:00Z',
        display_at: started,
        updated_at: said?.edited ?? (said === undefined ? '2026-10-14T20:00:00Z' : started),
        affected_components: said === undefined ? [] : [{ code: name, new_status: said.status }],
      },
    ],
  });
};

describe('an edited update', () => {
  test.each<[string, { status: string; at?: string; edited: string } | undefined, string[]]>([
    ['status', { status: 'partial_outage', edited: '2026-10-14T18:00:00Z' }, ['17:00 partial_outage']],
    [
      'backdated',
      { status: 'major_outage', at: '2026-10-14T16:30:00Z', edited: '2026-10-14T18:00:00Z' },
      ['16:30 major_outage'],
    ],
    ['stale', { status: 'operational', edited: '2026-10-14T16:00:00Z' }, ['17:00 major_outage']],
    ['withdrawn', undefined, []],
  ])('%s: the former status is retracted, the new one effective', async (name, edit, stands) => {
    const poll = polling.cold();
    polling.twilio.on.incidents = saying(name, { status: 'major_outage' });
    await poll();
    expect(await polling.standing(name)).toEqual(['17:00 major_outage']);
    polling.twilio.on.incidents = saying(name, edit);
    polling.clock.now += 5 * 60_000;
    await poll();
    expect(await polling.standing(name)).toEqual(stands);
  });
});

describe('requests for a page', () => {
  test('send the ETag of a completely ingested document', async () => {
    polling.twilio.on.incidents = respondWithVersion({ page, incidents: [another('etag')] }, '"v1"');
    const poll = polling.cold();
    await poll();
    const before = await tableItems(polling.dynamo.table);
    await poll();
    const asked = polling.twilio.asked.filter(({ document }) => document === 'incidents');
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"v1"']);
    expect(await tableItems(polling.dynamo.table)).toEqual(before);
    expect(polling.counts.get('PollsSucceeded twilio')).toBe(2);
    polling.twilio.on.incidents = respondWithVersion({ page, incidents: [another('etag2')] }, '"v2"');
    await poll();
    expect(await polling.standing('etag2-voicecode001')).toContain('19:05 operational');
  });

  test('send the last change of a document', async () => {
    const headers = { 'last-modified': 'Tue, 20 Oct 2026 11:00:00 GMT' };
    polling.twilio.on.incidents = respondWithJson({ page, incidents: [] }, headers);
    const poll = polling.cold();
    await poll();
    await poll();
    expect(polling.twilio.asked.at(-3)?.headers['if-modified-since']).toBe(headers['last-modified']);
  });

  test('name the product and ask for JSON', async () => {
    await polling.cold()();
    expect(polling.twilio.asked[0]?.headers).toMatchObject({ accept: 'application/json', 'user-agent': 'sla-credits' });
  });

  test('do not ingest an unchanged incident again', async () => {
    const poll = polling.cold();
    polling.twilio.on.incidents = incidents(another('first'));
    await poll();
    polling.counts.clear();
    polling.twilio.on.incidents = incidents(another('first'), another('second'));
    await poll();
    expect(polling.counts.get('FactsKnown')).toBeUndefined();
    expect(polling.counts.get('FactsRecorded')).toBeGreaterThan(2);
  });

  test.each([0, 1, 2, 4, 8])('are unconditional after a crash at write %i', async (n) => {
    polling.twilio.on.incidents = respondWithVersion({ page, incidents: [another(`crash${n}`)] }, '"v1"');
    let crashing = true;
    const dying = polling.dynamo.crashingAfter(n);
    const table = {
      name: dying.name,
      get documents() {
        return crashing ? dying.documents : polling.dynamo.table.documents;
      },
    };
    const poll = polling.cold(table);
    await poll();
    expect(polling.notes.map(({ details }) => details)).toContainEqual({
      provider: 'twilio',
      reason: expect.stringContaining('incidents'),
    });
    crashing = false;
    await poll();
    expect(await polling.standing(`crash${n}-voicecode001`)).toContain('19:05 operational');
    expect(polling.counts.get('PollsSucceeded twilio')).toBe(1);
  });
});
