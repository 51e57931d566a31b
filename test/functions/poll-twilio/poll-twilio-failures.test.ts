import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { DOCUMENT_BYTES_MAX } from '../../../functions/poll-twilio/fetch-document.ts';
import {
  respondWith,
  respondWithoutEnd,
  gzipBomb,
  corruptGzip,
  dripBytes,
  hugeDocument,
  resetConnection,
  endEarly,
} from '../../support/http/broken-answers.ts';
import { VOICE_CODE } from '../../support/emulators/poller.ts';
import { type Responder, respondWithJson } from '../../support/http/status-page.ts';
import { usingPoller } from '../../support/emulators/file-fixtures.ts';

const polling = await usingPoller();

const page = { id: 'gpkpyklzq55q' };
const good = { page, incidents: [] };

/** A maintenance of which each test makes its own, to see that this document is taken though another failed. */
let made = 0;
const maintenance = (id: string): Responder => {
  const update = {
    id,
    created_at: '2026-10-14T17:10:00Z',
    affected_components: [{ code: id, new_status: 'under_maintenance' }],
  };
  return respondWithJson({ page, scheduled_maintenances: [{ id, incident_updates: [update] }] });
};

describe('one failed document is logged, and all others are ingested', () => {
  test.each<[string, Responder, number, string | RegExp]>([
    ['accepts the call and never answers', () => {}, 3, 'no response within 1000 ms'],
    ['begins an answer and never ends it', respondWithoutEnd('{"page":'), 3, 'no response within 1000 ms'],
    ['drips an answer, always in time for the next byte', dripBytes, 3, 'no response within 1000 ms'],
    ['breaks the connection off', (_, response) => response.socket?.resetAndDestroy(), 3, /^incidents: fetch failed: /],
    ['breaks the answer off', resetConnection, 3, /^incidents: terminated: /],
    ['answers 500', respondWith(500, 'Oops'), 3, 'responded 500'],
    ['answers 503', respondWith(503), 3, 'responded 503'],
    ['answers 429', respondWith(429), 3, 'responded 429'],
    ['answers 429 for a long time', respondWith(429, '', { 'retry-after': '600' }), 1, 'responded 429'],
    ['answers 403', respondWith(403), 1, 'responded 403'],
    ['answers 404', respondWith(404), 1, 'responded 404'],
    ['answers 204', respondWith(204), 1, 'responded 204'],
    ['answers 304, unasked', respondWith(304), 1, 'responded 304 to an unconditional request'],
    [
      'redirects',
      respondWith(301, '', { location: 'http://127.0.0.1:1/' }),
      1,
      'responded 301: redirects are not followed',
    ],
    ['answers HTML', respondWith(200, '<!doctype html><title>Status</title>'), 3, /^incidents: not JSON: "<!doctype/],
    ['answers nothing at all', respondWith(200), 3, 'not JSON: ""'],
    ['answers JSON that is cut off', respondWith(200, '{"page":{"id":"gpkpyk'), 3, /^incidents: not JSON: /],
    ['answers fewer bytes than it promised', endEarly, 3, /^incidents: terminated/],
    ['answers too much', hugeDocument, 1, `longer than ${DOCUMENT_BYTES_MAX} bytes`],
    ['answers too much, well packed', gzipBomb, 1, `longer than ${DOCUMENT_BYTES_MAX} bytes`],
    ['answers what is not packed as it says', corruptGzip, 3, /^incidents: (terminated|.*incorrect header)/],
    [
      'answers as another page',
      respondWithJson({ ...good, page: { id: 'anotherpage1' } }),
      1,
      /^incidents: page.id: not the page gpkpyklzq55q/,
    ],
    ['answers without a page', respondWithJson({ incidents: [] }), 1, 'page: missing'],
    ['answers without a list', respondWithJson({ page }), 1, 'incidents: missing'],
    ['answers another list', respondWithJson({ page, incidents: {} }), 1, /^incidents: incidents: not a list/],
    ['answers null', respondWithJson(null), 1, /^incidents: input: not an object/],
  ])('%s', async (_, answer, tries, reason) => {
    const id = `maintenance${++made}`;
    polling.twilio.on.incidents = answer;
    polling.twilio.on['scheduled-maintenances'] = maintenance(id);
    await polling.cold()();
    expect(polling.notes).toEqual([
      {
        message: 'status page could not be read',
        details: { provider: 'twilio', reason: expect.stringMatching(reason) },
      },
    ]);
    expect(polling.twilio.asked.filter(({ document }) => document === 'incidents')).toHaveLength(tries);
    expect(polling.pauses).toEqual([500, 2000].slice(0, tries - 1));
    expect(await polling.standing(id)).toEqual(['17:10 under_maintenance']);
    expect(polling.counts.get('PollsFailed twilio')).toBe(1);
    expect(polling.counts.get('PollsSucceeded twilio')).toBeUndefined();
    expect(polling.counts.get('PollsSucceeded other')).toBe(1);
    expect(await polling.refused()).toEqual([]);
  });
});

test('an unreachable page gets three attempts, and others are polled', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  const port = typeof address === 'object' ? address?.port : 0;
  await polling.cold(polling.dynamo.table, `http://127.0.0.1:${port}`)();
  expect(polling.notes.map(({ details }) => details)).toEqual(
    ['incidents', 'scheduled_maintenances', 'components'].map((document) => ({
      provider: 'twilio',
      reason: `${document}: fetch failed: connect ECONNREFUSED 127.0.0.1:${port}`,
    })),
  );
  expect(polling.pauses).toEqual([500, 2000, 500, 2000, 500, 2000]);
  expect(Object.fromEntries(polling.counts)).toEqual({ 'PollsFailed twilio': 1, 'PollsSucceeded other': 1 });
});

describe('transient failures are retried', () => {
  const first = (answer: Responder): Responder => {
    let calls = 0;
    return (request, response) => (calls++ === 0 ? answer : respondWithJson(good))(request, response);
  };
  test.each<[string, Responder, number[]]>([
    ['a 500', first(respondWith(500)), [500]],
    ['a 429 with seconds to wait', first(respondWith(429, '', { 'retry-after': '1' })), [1000]],
    [
      'a 503 with an instant to wait for',
      first(respondWith(503, '', { 'retry-after': 'Tue, 20 Oct 2026 12:00:04 GMT' })),
      [4000],
    ],
    ['a wait in no form that is known', first(respondWith(429, '', { 'retry-after': 'soon' })), [500]],
    ['a broken connection', first((_, response) => response.socket?.resetAndDestroy()), [500]],
    ['HTML', first(respondWith(200, '<html>')), [500]],
  ])('%s, then the document', async (_, answer, pauses) => {
    polling.twilio.on.incidents = answer;
    await polling.cold()();
    expect(polling.pauses).toEqual(pauses);
    expect(polling.counts.get('PollsSucceeded twilio')).toBe(1);
  });

  test.each<[string, Responder]>([
    ['empty lists', respondWithJson(good)],
    ['another content type', respondWithJson(good, { 'content-type': 'text/plain' })],
    ['no content type', respondWith(200, JSON.stringify(good))],
    ['a packed document', respondWith(200, gzipSync(JSON.stringify(good)), { 'content-encoding': 'gzip' })],
    ['keys that nobody knows', respondWithJson({ ...good, more: 1 })],
  ])('%s', async (_, answer) => {
    polling.twilio.on.incidents = answer;
    await polling.cold()();
    expect(polling.counts.get('PollsSucceeded twilio')).toBe(1);
    expect(polling.notes).toEqual([]);
  });
});

test('Retry-After is respected for at most 20 minutes', async () => {
  const poll = polling.cold();
  polling.twilio.on.incidents = respondWith(429, '', { 'retry-after': '86400' });
  await poll();
  polling.clock.now += 20 * 60_000 - 1;
  await poll();
  expect(polling.notes.at(-1)?.details).toEqual({
    provider: 'twilio',
    reason: 'incidents: skipped: Retry-After has not elapsed',
  });
  expect(polling.twilio.asked.filter(({ document }) => document === 'incidents')).toHaveLength(1);
  polling.twilio.on.incidents = respondWithJson(good);
  polling.clock.now += 1;
  await poll();
  expect(polling.counts.get('PollsSucceeded twilio')).toBe(1);
});

const update = (id: string, status: string) => ({
  id,
  created_at: '2026-10-14T17:10:00Z',
  affected_components: [{ code: VOICE_CODE, new_status: status }],
});

test('an invalid incident goes to the dead-letter queue once', async () => {
  const incidents = ['on_fire', 'major_outage'].map((status) => ({
    incident_updates: [update(`u-${status}`, status)],
  }));
  polling.twilio.on.incidents = respondWithJson({ page, incidents });
  const poll = polling.cold();
  await poll();
  polling.clock.now += 5 * 60_000;
  await poll();
  expect(await polling.standing()).toEqual(['17:10 major_outage']);
  expect(await polling.refused()).toEqual([
    {
      body: JSON.stringify({ page, incident: incidents[0] }),
      attributes: {
        at: 'incident.incident_updates[0].affected_components[0].new_status',
        rule: expect.stringContaining('not one of'),
        reason: expect.stringContaining('on_fire'),
      },
    },
  ]);
  expect(polling.counts.get('PollsSucceeded twilio')).toBe(2);
});
