import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ingestStatuspage } from '../../../shared/ingest/ingest-statuspage.ts';
import { effectiveFacts } from '../../../shared/domain/facts/effective-facts.ts';
import { loadSharedFacts } from '../../../shared/persistence/shared-facts.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { Crash, type Dynamo, startDynamo } from '../../support/emulators/test-dynamo.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';

let dynamo: Dynamo;
let now = instant('2026-10-20T12:00:00Z');
beforeAll(async () => {
  dynamo = await startDynamo();
});
beforeEach(() => {
  now = instant('2026-10-20T12:00:00Z');
});
afterAll(() => dynamo.stop());

type Said = { readonly status: string; readonly at?: string; readonly edited?: string };

/** An incident of one update with the status of one component, or without components. */
const incident = (code: string, said: Said | undefined, edited = said?.edited): string => {
  const started = said?.at ?? '2026-10-14T17:00:00Z';
  return JSON.stringify({
    page: { id: 'gpkpyklzq55q' },
    incident: {
      incident_updates: [
        {
          id: `update-of-${code}`,
          created_at: started,
          display_at: started,
          updated_at: edited ?? started,
          affected_components: said === undefined ? [] : [{ code, new_status: said.status }],
        },
      ],
    },
  });
};

const take = (body: string, table = dynamo.table): Promise<void> =>
  ingestStatuspage({ table, sources: aConfig(), clock: () => now, telemetry: silentTelemetry }, 'twilio', body);

/** Returns a component's effective statuses as of an instant. */
const standing = async (code: string, asOf = now): Promise<string[]> => {
  const subjects = { monitors: [], components: [], providerComponents: [{ provider: 'twilio', component: code }] };
  const facts = await loadSharedFacts(
    dynamo.table,
    subjects,
    { from: instant('2026-10-01T00:00:00Z'), to: instant('2026-11-01T00:00:00Z') },
    asOf,
  );
  return effectiveFacts(facts, asOf).flatMap((fact) =>
    fact.kind === 'provider-status' ? [`${fact.status} ${new Date(fact.at).toISOString().slice(11, 16)}`] : [],
  );
};

const MAJOR = { status: 'major_outage' };
const PARTIAL = { status: 'partial_outage', edited: '2026-10-14T18:00:00Z' };

describe('an update with other content', () => {
  test('replaces the former status from its recording on', async () => {
    await take(incident('status', MAJOR));
    now = instant('2026-10-21T12:00:00Z');
    await take(incident('status', PARTIAL));
    expect(await standing('status')).toEqual(['partial_outage 17:00']);
    expect(await standing('status', instant('2026-10-21T11:59:59.999Z'))).toEqual(['major_outage 17:00']);
  });

  test('may change its time to an earlier one', async () => {
    await take(incident('backdated', MAJOR));
    await take(incident('backdated', { ...MAJOR, at: '2026-10-14T16:30:00Z', edited: '2026-10-14T18:00:00Z' }));
    expect(await standing('backdated')).toEqual(['major_outage 16:30']);
  });

  test('makes its last status effective after A, B, A', async () => {
    await take(incident('aba', MAJOR));
    await take(incident('aba', PARTIAL));
    await take(incident('aba', { ...MAJOR, edited: '2026-10-14T19:00:00Z' }));
    expect(await standing('aba')).toEqual(['major_outage 17:00']);
    await take(incident('aba', { ...PARTIAL, edited: '2026-10-14T20:00:00Z' }));
    expect(await standing('aba')).toEqual(['partial_outage 17:00']);
  });

  test('retracts the status of a removed component', async () => {
    await take(incident('withdrawn', MAJOR));
    await take(incident('withdrawn', undefined, '2026-10-14T18:00:00Z'));
    expect(await standing('withdrawn')).toEqual([]);
  });

  test('is ignored if an older form is redelivered', async () => {
    await take(incident('stale', PARTIAL));
    const before = await tableItems(dynamo.table);
    await take(incident('stale', { ...MAJOR, edited: '2026-10-14T17:30:00Z' }));
    expect(await standing('stale')).toEqual(['partial_outage 17:00']);
    // The older body is kept as a payload; nothing else.
    expect((await tableItems(dynamo.table)).length - before.length).toBe(1);
  });

  test('keeps its recording time when redelivered', async () => {
    await take(incident('again', MAJOR));
    await take(incident('again', PARTIAL));
    const learned = now;
    now = instant('2026-10-25T12:00:00Z');
    await take(incident('again', PARTIAL));
    expect(await standing('again', learned)).toEqual(['partial_outage 17:00']);
  });
});

test.each([0, 1, 2, 3, 4, 5, 6])('a redelivery finishes an edit that crashed after %i writes', async (writes) => {
  const code = `crash-${writes}`;
  await take(incident(code, MAJOR));
  const edit = incident(code, PARTIAL);
  await take(edit, dynamo.crashingAfter(writes)).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  await take(edit);
  expect(await standing(code)).toEqual(['partial_outage 17:00']);
});

test('the newest of five concurrent edits is effective', async () => {
  const forms = [MAJOR, PARTIAL, MAJOR, PARTIAL, MAJOR].map((said) => incident('race', said));
  await Promise.all(forms.map((body) => take(body)));
  expect(await standing('race')).toEqual(['partial_outage 17:00']);
});
