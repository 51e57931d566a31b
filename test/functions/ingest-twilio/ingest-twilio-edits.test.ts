import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ingestStatuspage } from '../../../shared/ingest/ingest-statuspage.ts';
import { effectiveFacts } from '../../../shared/domain/facts/effective-facts.ts';
import { loadSharedFacts } from '../../../shared/persistence/shared-facts.ts';
import { instant } from '../../support/builders/instant.ts';
import { Crash, type Dynamo, startDynamo } from '../../support/emulators/dynamo.ts';
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

/** An incident of one update that says something of one component; or, without `said`, names none. */
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

/** What stands of a component as of an instant: status and since when. */
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

describe('an update that says something else than was stored for it', () => {
  test('is retracted, and what it says now stands; until then the old word stood', async () => {
    await take(incident('status', MAJOR));
    now = instant('2026-10-21T12:00:00Z');
    await take(incident('status', PARTIAL));
    expect(await standing('status')).toEqual(['partial_outage 17:00']);
    expect(await standing('status', instant('2026-10-21T11:59:59.999Z'))).toEqual(['major_outage 17:00']);
  });

  test('may be set back to when it really began', async () => {
    await take(incident('backdated', MAJOR));
    await take(incident('backdated', { ...MAJOR, at: '2026-10-14T16:30:00Z', edited: '2026-10-14T18:00:00Z' }));
    expect(await standing('backdated')).toEqual(['major_outage 16:30']);
  });

  test('A, B, A again: what it says last stands, however often it changes its mind', async () => {
    await take(incident('aba', MAJOR));
    await take(incident('aba', PARTIAL));
    await take(incident('aba', { ...MAJOR, edited: '2026-10-14T19:00:00Z' }));
    expect(await standing('aba')).toEqual(['major_outage 17:00']);
    await take(incident('aba', { ...PARTIAL, edited: '2026-10-14T20:00:00Z' }));
    expect(await standing('aba')).toEqual(['partial_outage 17:00']);
  });

  test('that no longer names the component says nothing of it', async () => {
    await take(incident('withdrawn', MAJOR));
    await take(incident('withdrawn', undefined, '2026-10-14T18:00:00Z'));
    expect(await standing('withdrawn')).toEqual([]);
  });

  test('redelivered in its older form is stale, and ignored', async () => {
    await take(incident('stale', PARTIAL));
    const before = await tableItems(dynamo.table);
    await take(incident('stale', { ...MAJOR, edited: '2026-10-14T17:30:00Z' }));
    expect(await standing('stale')).toEqual(['partial_outage 17:00']);
    // The older body is kept as a payload; nothing else.
    expect((await tableItems(dynamo.table)).length - before.length).toBe(1);
  });

  test('redelivered in its newer form, later, keeps the instant at which it was learned', async () => {
    await take(incident('again', MAJOR));
    await take(incident('again', PARTIAL));
    const learned = now;
    now = instant('2026-10-25T12:00:00Z');
    await take(incident('again', PARTIAL));
    expect(await standing('again', learned)).toEqual(['partial_outage 17:00']);
  });
});

test.each([0, 1, 2, 3, 4, 5, 6])(
  'a crash after %i writes of an edit is made good by its redelivery',
  async (writes) => {
    const code = `crash-${writes}`;
    await take(incident(code, MAJOR));
    const edit = incident(code, PARTIAL);
    await take(edit, dynamo.crashingAfter(writes)).catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
    });
    await take(edit);
    expect(await standing(code)).toEqual(['partial_outage 17:00']);
  },
);

test('of five deliveries at once, in two forms, the newest edit stands', async () => {
  const forms = [MAJOR, PARTIAL, MAJOR, PARTIAL, MAJOR].map((said) => incident('race', said));
  await Promise.all(forms.map((body) => take(body)));
  expect(await standing('race')).toEqual(['partial_outage 17:00']);
});
