import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import type { Fact, FactOf } from '../../shared/domain/facts.ts';
import { formatInstant, type Instant } from '../../shared/domain/instant.ts';
import { faultAt, Rejected } from '../../shared/rejected.ts';
import {
  componentOf,
  downtimeRecord,
  exclusionRecord,
  maintenanceRecord,
  noticeRecord,
  type Recorded,
  retractionRecord,
} from '../../shared/sources/records.ts';
import { findFact, findNotices, recordFact } from '../../shared/store/facts.ts';
import { keepPayload } from '../../shared/store/payloads.ts';
import { retractable, retractFact } from '../../shared/store/retractions.ts';
import { countRecording } from '../telemetry.ts';
import { bodyOf, type Call, caller, fail } from './call.ts';
import type { Records } from './handler.ts';

type Evidence = FactOf<'notice' | 'maintenance' | 'exclusion' | 'downtime'>;

/** What people record: each body becomes one fact, under an id that makes the same said again harmless. */
export const evidenceRoutes = (app: Hono<Call>, context: Records): void => {
  const take = (read: (body: unknown, now: Instant) => Recorded<Evidence>) => async (call: Context<Call>) =>
    record(context, call, read(await bodyOf(call), context.clock()));
  app.post('/notices', take(noticeRecord));
  app.post('/maintenance', take(maintenanceRecord));
  app.post('/exclusions', take(exclusionRecord));
  app.post('/downtimes', take(downtimeRecord));
  app.post('/retractions', async (call) => retract(context, call, retractionRecord(await bodyOf(call))));
};

const record = async (
  { table, deployment, telemetry }: Records,
  call: Context<Call>,
  { fact, said, filledIn, ownId }: Recorded<Evidence>,
): Promise<Response> => {
  const component =
    fact.kind === 'downtime' ? fact.component : fact.kind === 'notice' ? undefined : componentOf(fact.scope);
  if (component !== undefined && !Object.hasOwn(deployment.config.components, component)) {
    const path = fact.kind === 'downtime' ? ['component'] : ['scope', 'component'];
    throw new Rejected([faultAt(await bodyOf(call), path, 'not a configured component')]);
  }
  const by = caller(call);
  const payload = await keepPayload(table, {
    door: 'records',
    body: await call.req.text(),
    receivedAt: fact.recordedAt,
    by,
  });
  const shortId = fact.kind === 'notice' ? ownId : undefined;
  const recording = await recordFact(table, { fact, said, filledIn, shortId, payload, by });
  countRecording(telemetry, recording);
  const { outcome, standing } = recording;
  if (outcome === 'conflict') return conflict(`Another ${fact.kind} has this id already`);
  if (outcome === 'retracted')
    return conflict(`This ${fact.kind} was retracted: record it anew, under an id of its own`);
  return Response.json(receiptOf(standing.fact, ownId), { status: outcome === 'recorded' ? 201 : 200 });
};

/** What the caller gets back: the id as it named it, the fact to name in a retraction, and when the company had it. */
const receiptOf = (fact: Fact, ownId: string | undefined): object => ({
  id: ownId ?? fact.id,
  fact: { kind: fact.kind, id: fact.id },
  ...('receivedAt' in fact ? { receivedAt: formatInstant(fact.receivedAt) } : {}),
  ...('announcedAt' in fact ? { announcedAt: formatInstant(fact.announcedAt) } : {}),
  ...(fact.recordedAt === undefined ? {} : { recordedAt: formatInstant(fact.recordedAt) }),
});

const retract = async (
  { table, clock }: Records,
  call: Context<Call>,
  { of, reason }: ReturnType<typeof retractionRecord>,
): Promise<Response> => {
  const recordedAt = clock();
  const by = caller(call);
  const target = await named(table, of);
  if (target === undefined) return fail(404, `There is no ${of.kind} ${of.id}`);
  const payload = await keepPayload(table, {
    door: 'records',
    body: await call.req.text(),
    receivedAt: recordedAt,
    by,
  });
  const retracting = await retractFact(table, { of: target, reason, recordedAt, payload, by });
  if (retracting.outcome === 'unknown') return fail(404, `There is no ${of.kind} ${of.id}`);
  if (retracting.outcome === 'conflict') return conflict('It was retracted already, for another reason');
  return Response.json(
    {
      id: retracting.standing.fact.id,
      of: target,
      recordedAt: formatInstant(retracting.standing.fact.recordedAt ?? recordedAt),
    },
    { status: retracting.outcome === 'recorded' ? 201 : 200 },
  );
};

type Of = ReturnType<typeof retractionRecord>['of'];

/**
 * The fact that a retraction means, or undefined if there is none: by its own id, or a notice by its caller's id, if only one customer
 * has a notice of that id. It is looked for before anything is kept.
 */
const named = async (table: Records['table'], of: Of): Promise<Of | undefined> => {
  const { kind, id } = retractable(of);
  if ((await findFact(table, { kind, id })) !== undefined) return of;
  const [found, ...others] = kind === 'notice' ? await findNotices(table, id) : [];
  if (found === undefined) return undefined;
  if (others.length === 0) return { kind: 'notice', id: found.standing.fact.id };
  const ids = [found, ...others].map(({ standing }) => standing.fact.id).join(', ');
  throw new Rejected([
    { at: 'of.id', rule: `several customers have a notice of this id: name one of ${ids}`, value: id },
  ]);
};

const conflict = (title: string): Response => fail(409, title);
