import { beforeEach, describe, expect, test } from 'vitest';
import { ingestStatuspage } from '../../../shared/ingest/ingest-statuspage.ts';
import { providerOut } from '../../../shared/domain/facts/state-intervals.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { ofKind } from '../../../shared/domain/facts/effective-facts.ts';
import { loadDataQualityIssues } from '../../../shared/persistence/source-health.ts';
import { loadSharedFacts } from '../../../shared/persistence/shared-facts.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { VOICE_CODE, type Poller, startPoller } from '../../support/emulators/poller.ts';
import { respondWithJson } from '../../support/http/status-page.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';

let polling: Poller;
beforeEach(async () => {
  polling = await startPoller();
  polling.forget();
  return () => polling.stop();
});

const page = { id: 'gpkpyklzq55q' };
const OCTOBER = { start: instant('2026-10-01T00:00:00Z'), end: instant('2026-11-01T00:00:00Z') };

/** Sets a component's displayed status; its entry was last changed at `time` of the 20th. */
const shows = (status: unknown, time = '10:00:00', id = VOICE_CODE): void => {
  polling.twilio.on.components = respondWithJson({
    page,
    components: [
      { id: 'somethingelse', status: 'of no known status' },
      { id, name: 'Voice', status, updated_at: `2026-10-20T${time}Z` },
    ],
  });
};
/** A webhook that arrived: the component went into a status. */
const word = (status: string, time: string): Promise<void> =>
  ingestStatuspage(
    {
      table: polling.dynamo.table,
      sources: polling.sources,
      clock: () => polling.clock.now,
      telemetry: silentTelemetry,
    },
    'twilio',
    JSON.stringify({
      page,
      component: { id: VOICE_CODE },
      component_update: {
        id: `change-${time.replaceAll(':', '')}`,
        new_status: status,
        created_at: `2026-10-20T${time}Z`,
      },
    }),
  );
const findings = async (): Promise<string[]> =>
  (await loadDataQualityIssues(polling.dynamo.table, `twilio ${VOICE_CODE}`, OCTOBER, polling.clock.now)).map(
    ({ kind, note }) => `${kind}: ${note}`,
  );

describe('equal displayed and recorded status', () => {
  test.each<[string, string, [string, string][]]>([
    ['operational', 'with no word at all', []],
    [
      'operational',
      'after an outage that ended',
      [
        ['major_outage', '08:00:00'],
        ['operational', '09:00:00'],
      ],
    ],
    ['major_outage', 'in an outage', [['major_outage', '08:00:00']]],
  ])('%s, %s', async (status, _, words) => {
    for (const [said, time] of words) await word(said, time);
    shows(status);
    await polling.cold()();
    expect(await polling.standing()).toHaveLength(words.length);
    expect(await findings()).toEqual([]);
    expect(polling.counts.get('StatusesDiffering twilio')).toBeUndefined();
    expect(polling.counts.get('PollsSucceeded twilio')).toBe(1);
  });
});

describe('other displayed status than recorded', () => {
  test.each<[string, [string, string][], string, string[]]>([
    ['that an outage began, without any before', [], 'major_outage', ['10:00 major_outage']],
    ['that it ended', [['major_outage', '08:00:00']], 'operational', ['08:00 major_outage', '10:00 operational']],
    [
      'that it got worse',
      [['partial_outage', '08:00:00']],
      'major_outage',
      ['08:00 partial_outage', '10:00 major_outage'],
    ],
  ])('%s is recorded since the last change, with a warning', async (_, words, status, stands) => {
    for (const [said, time] of words) await word(said, time);
    shows(status);
    const poll = polling.cold();
    await poll();
    await poll();
    expect(await polling.standing()).toEqual(stands);
    expect(await findings()).toEqual([
      `provider-change-missed: ${status} by 2026-10-20T10:00:00.000Z, seen only on the page: it may have begun earlier`,
    ]);
    expect(polling.counts.get('StatusesDiffering twilio')).toBe(1);
    expect(polling.counts.get('PollsSucceeded twilio')).toBe(2);
  });

  test('is only counted while the update may still arrive', async () => {
    shows('major_outage', '11:45:01');
    const poll = polling.cold();
    await poll();
    expect(await polling.standing()).toEqual([]);
    expect(polling.counts.get('StatusesDiffering twilio')).toBe(1);
    polling.clock.now += 5 * 60_000;
    await poll();
    expect(await polling.standing()).toEqual(['11:45 major_outage']);
  });

  test('is only counted while the page’s incidents cannot be read', async () => {
    shows('major_outage');
    polling.twilio.on.incidents = (_, response) => void response.writeHead(404).end();
    const poll = polling.cold();
    await poll();
    expect(await polling.standing()).toEqual([]);
    polling.twilio.on.incidents = respondWithJson({ page, incidents: [] });
    await poll();
    expect(await polling.standing()).toEqual(['10:00 major_outage']);
  });

  test('is found again in an unchanged document', async () => {
    polling.twilio.on.components = (request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else
        respondWithJson(
          { page, components: [{ id: VOICE_CODE, status: 'major_outage', updated_at: '2026-10-20T11:50:00Z' }] },
          { etag: '"1"' },
        )(request, response);
    };
    const poll = polling.cold();
    await poll();
    polling.clock.now += 5 * 60_000;
    await poll();
    expect(await polling.standing()).toEqual(['11:50 major_outage']);
  });

  test('is corrected by an update that arrives late', async () => {
    await word('major_outage', '08:00:00');
    shows('operational');
    await polling.cold()();
    await word('operational', '09:58:00');
    const subjects = {
      monitors: [],
      components: [],
      providerComponents: [{ provider: 'twilio', component: VOICE_CODE }],
    };
    const range = { from: OCTOBER.start, to: polling.clock.now };
    const facts = await loadSharedFacts(polling.dynamo.table, subjects, range, polling.clock.now);
    const out = providerOut(ofKind(facts, 'provider-status'), 'partial_outage', polling.clock.now);
    expect(out.map(({ start, end }) => [formatInstant(start), formatInstant(end)])).toEqual([
      ['2026-10-20T08:00:00.000Z', '2026-10-20T09:58:00.000Z'],
    ]);
  });

  test('is only a warning if the entry is older', async () => {
    await word('partial_outage', '09:00:00');
    await word('major_outage', '11:00:00');
    shows('operational', '10:00:00');
    const poll = polling.cold();
    await poll();
    await poll();
    expect(await polling.standing()).toEqual(['09:00 partial_outage', '11:00 major_outage']);
    expect(await findings()).toEqual([
      'provider-status-differs: its page shows operational, the last recorded status was major_outage at 2026-10-20T11:00:00.000Z',
    ]);
  });
});

describe('a configured component', () => {
  test('makes one warning a day if the page lacks it', async () => {
    const poll = polling.cold();
    await poll();
    await poll();
    expect(await findings()).toEqual(['provider-component-missing: not on its page']);
    expect(polling.counts.get('PollsSucceeded twilio')).toBe(2);
  });

  test.each([
    ['is in no status that is known', 'on_fire', '10:00:00', /^components: voicecode001\.status: not one of/],
    ['was changed at no time', 'operational', 'noon', /^components: voicecode001\.updated_at: not an instant/],
  ])('fails the poll if it %s', async (_, status, time, reason) => {
    shows(status, time);
    await polling.cold()();
    expect(polling.notes.map(({ details }) => details)).toEqual([
      { provider: 'twilio', reason: expect.stringMatching(reason) },
    ]);
    expect(polling.counts.get('PollsFailed twilio')).toBe(1);
  });
});

describe('a dependency on a group', () => {
  const group = (status: string, members: readonly unknown[] = [member], isMarked = true) => {
    polling.twilio.on.components = respondWithJson({
      page,
      components: [
        {
          id: VOICE_CODE,
          name: 'VOICE',
          status,
          updated_at: '2017-09-29T13:48:54.042Z',
          ...(isMarked ? { group: true } : {}),
        },
        ...members,
      ],
    });
  };
  const member = { id: 'leaf00000001', name: 'Calls', status: 'major_outage', group_id: VOICE_CODE };
  const LISTED = [
    'provider-component-is-a-group: a group of components; depend on its members instead: Calls (leaf00000001)',
  ];

  test('is listed with its members and records nothing', async () => {
    group('major_outage');
    await polling.cold()();
    polling.clock.now += 3 * 3_600_000;
    group('operational');
    await polling.cold()();
    expect(await polling.standing()).toEqual([]);
    expect(await findings()).toEqual(LISTED);
    expect(polling.counts.get('PollsSucceeded twilio')).toBe(2);
  });

  test('is detected by its members', async () => {
    group('major_outage', [member], false);
    await polling.cold()();
    expect(await findings()).toEqual(LISTED);
    expect(await polling.standing()).toEqual([]);
  });

  test('is listed without members', async () => {
    group('operational', []);
    await polling.cold()();
    expect(await findings()).toEqual([
      'provider-component-is-a-group: a group of components; depend on its members instead: none',
    ]);
  });
});
