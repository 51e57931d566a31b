import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { planStatusChanges, statusVersion } from '../../../shared/ingest/statuspage-webhook.ts';
import { parseStatuspageUpdate, type ComponentStatus } from '../../../shared/ingest/statuspage-webhook.ts';
import type { UpdateVersion } from '../../../shared/ingest/update-versions.ts';
import incident from '../../fixtures/payloads/statuspage-incident.json' with { type: 'json' };
import { changedPayload } from '../../support/builders/changed-payload.ts';

type Edit = {
  /** The content of `affected_components`: the status of each component, or null. */
  readonly affected?: Readonly<Record<string, string>> | null;
  readonly displayAt?: string;
  readonly updatedAt?: string | undefined;
};

/** Returns a webhook with one update. By default voice has an outage from 17:00, and the update has no edit. */
const webhook = ({ affected = { voice: 'major_outage' }, displayAt = '17:00', updatedAt }: Edit): unknown => {
  const entries = affected && Object.entries(affected).map(([code, status]) => ({ code, new_status: status }));
  const update = {
    id: 'upd',
    created_at: '2026-10-14T17:00:00Z',
    display_at: `2026-10-14T${displayAt}:00Z`,
    updated_at: updatedAt === undefined ? null : `2026-10-14T${updatedAt}:00Z`,
    affected_components: entries,
  };
  return changedPayload(incident, ['incident', 'incident_updates'], [update]);
};

type Stored = readonly UpdateVersion<ComponentStatus>[];

const arrive = (stored: Stored, edit: Edit) => {
  const { statuses, updates } = parseStatuspageUpdate(webhook(edit));
  return planStatusChanges(stored, updates[0] ?? { id: 'none', codes: undefined }, statuses);
};

/** Returns the stored versions after these edits, and the changes of the last one, by fact ids. */
const after = (...edits: readonly Edit[]) => {
  const start = { stored: [] as Stored, versions: [''], record: [''], retract: [''] };
  return edits.reduce((before, edit) => {
    const { versions, record, retract } = arrive(before.stored, edit);
    return {
      stored: [...before.stored, ...versions],
      versions: versions.map((v) => `${v.component} ${v.version}${'withdrawn' in v ? ' withdrawn' : ''}`),
      record: record.map(({ factId }) => factId),
      retract: retract.map(({ factId }) => factId),
    };
  }, start);
};

const OUT = 'upd voice major_outage 2026-10-14T17:00:00.000Z';
const OUT_EARLIER = 'upd voice major_outage 2026-10-14T16:30:00.000Z';
const UP = 'upd voice operational 2026-10-14T17:00:00.000Z';
const up = { affected: { voice: 'operational' } } as const;

describe('an update', () => {
  test('records a new update', () => {
    expect(after({})).toMatchObject({ versions: ['voice 1'], record: [OUT], retract: [] });
  });

  test('changes nothing for equal content, and repeats the record', () => {
    expect(after({}, {})).toMatchObject({ versions: [], record: [OUT], retract: [] });
  });

  test('changes nothing if only its text was edited', () => {
    expect(after({ updatedAt: '17:00' }, { updatedAt: '18:00' })).toMatchObject({ versions: [], record: [OUT] });
  });

  test('retracts its former status', () => {
    expect(after({}, up)).toMatchObject({ versions: ['voice 2'], record: [UP], retract: [OUT] });
  });

  test('retracts its former time', () => {
    expect(after({}, { displayAt: '16:30' })).toMatchObject({
      versions: ['voice 2'],
      record: [OUT_EARLIER],
      retract: [OUT],
    });
  });

  test('makes a new fact for a repeated former status', () => {
    expect(after({}, up, {})).toMatchObject({ versions: ['voice 3'], record: [`${OUT}~3`], retract: [OUT, UP] });
    expect(after({}, up, {}, up)).toMatchObject({ record: [`${UP}~4`], retract: [OUT, UP, `${OUT}~3`] });
  });

  test('retracts only the status of a removed component', () => {
    const sms = { voice: 'major_outage', sms: 'partial_outage' };
    expect(after({ affected: sms }, {})).toMatchObject({
      versions: ['sms 2 withdrawn'],
      record: [OUT],
      retract: ['upd sms partial_outage 2026-10-14T17:00:00.000Z'],
    });
  });

  test('retracts all statuses once if it names no components', () => {
    expect(after({}, { affected: {} })).toMatchObject({ versions: ['voice 2 withdrawn'], record: [], retract: [OUT] });
    expect(after({}, { affected: {} }, { affected: {} })).toMatchObject({ versions: [], record: [], retract: [OUT] });
  });

  test('makes a new fact for a component named again', () => {
    expect(after({}, { affected: {} }, {})).toMatchObject({
      versions: ['voice 3'],
      record: [`${OUT}~3`],
      retract: [OUT],
    });
  });

  test('keeps its statuses without affected_components', () => {
    expect(after({}, { affected: null })).toMatchObject({ versions: [], record: [OUT], retract: [] });
  });
});

describe('an update older than its stored version', () => {
  test.each([
    ['a minute before', '17:59', []],
    ['at the same time', '18:00', ['voice 2']],
    ['later', '18:01', ['voice 2']],
    ['at no known time', undefined, ['voice 2']],
  ])('%s', (_, updatedAt, versions) => {
    expect(after({ updatedAt: '18:00' }, { ...up, updatedAt })).toMatchObject({ versions });
  });

  test('is ignored if it withdraws a component', () => {
    const none = { affected: {}, updatedAt: '17:00' };
    expect(after({ updatedAt: '18:00' }, none)).toMatchObject({ versions: [], record: [OUT], retract: [] });
  });

  test('is ignored after a withdrawal', () => {
    const none = { affected: {}, updatedAt: '18:00' };
    const late = { ...up, updatedAt: '17:30' };
    expect(after({ updatedAt: '17:00' }, none, late)).toMatchObject({ versions: [], record: [], retract: [OUT] });
  });

  test('is ignored if another component has a newer version', () => {
    const both = { affected: { voice: 'major_outage', sms: 'partial_outage' }, updatedAt: '17:00' };
    const newer = { affected: { voice: 'operational', sms: 'partial_outage' }, updatedAt: '18:00' };
    const late = { affected: { voice: 'operational', sms: 'operational' }, updatedAt: '17:30' };
    expect(after(both, newer, late)).toMatchObject({ versions: [] });
  });

  test('finishes the work of a crashed invocation', () => {
    expect(after({ updatedAt: '17:00' }, { ...up, updatedAt: '18:00' }, { updatedAt: '17:00' })).toMatchObject({
      versions: [],
      record: [UP],
      retract: [OUT],
    });
  });
});

test('statuses of other updates are ignored', () => {
  const { statuses, updates } = parseStatuspageUpdate(incident);
  const [resolved = { id: 'none', codes: undefined }] = updates;
  const { record } = planStatusChanges([], resolved, statuses.toReversed());
  expect(record.map(({ update, component }) => `${update} ${component}`)).toEqual([
    'updresolved1 voicecode001',
    'updresolved1 smscode00001',
  ]);
});

test('the order of loaded versions does not matter', () => {
  const { stored } = after({}, up, {});
  const { versions, record } = arrive(stored.toReversed(), {});
  expect({ versions, record }).toMatchObject({ versions: [], record: [{ factId: `${OUT}~3`, version: 3 }] });
});

test('only the last statuses are effective after edits in any order', () => {
  const statuses = fc.constantFrom('operational', 'partial_outage', 'major_outage');
  const affected = fc.dictionary(fc.constantFrom('voice', 'sms'), statuses, { noNullPrototype: true });
  const edits = fc.array(fc.record({ affected, displayAt: fc.constantFrom('17:00', '16:30') }), { minLength: 1 });
  fc.assert(
    fc.property(edits, (all) => {
      const retracted = new Set<string>();
      const stored: UpdateVersion<ComponentStatus>[] = [];
      for (const edit of all) {
        const { versions, record, retract } = arrive(stored, edit);
        for (const { factId } of retract) retracted.add(factId);
        for (const { factId } of record) expect(retracted).not.toContain(factId);
        stored.push(...versions);
        expect(arrive(stored, edit)).toEqual({ versions: [], record, retract });
        const said = record.map(({ component, status }) => [component, status]);
        expect(Object.fromEntries(said)).toEqual(edit.affected);
      }
      const numbers = stored.map(({ component, version }) => `${component} ${version}`);
      expect(new Set(numbers).size).toBe(numbers.length);
    }),
  );
});

test('stored versions have UTC instants and parse to the same', () => {
  const { stored } = after({ updatedAt: '17:00' }, { affected: {}, updatedAt: '18:00' });
  const wire = stored.map((version) => z.encode(statusVersion, version));
  expect(wire).toEqual([
    {
      update: 'upd',
      component: 'voice',
      version: 1,
      factId: OUT,
      status: 'major_outage',
      at: '2026-10-14T17:00:00.000Z',
      updatedAt: '2026-10-14T17:00:00.000Z',
    },
    { update: 'upd', component: 'voice', version: 2, withdrawn: true, updatedAt: '2026-10-14T18:00:00.000Z' },
  ]);
  expect(wire.map((item) => z.decode(statusVersion, item))).toEqual(stored);
});
