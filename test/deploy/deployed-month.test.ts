import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readFolder } from '../../local/emulator/replay-folder.ts';
import { type Replay, replayArrivals } from '../../local/emulator/replay-arrivals.ts';
import { parseInstant } from '../../shared/domain/time/instant.ts';
import { closingInstant } from '../../shared/config/schedule.ts';
import { signedFor } from './account-calls.ts';
import { comparable, DIFFERENT } from './comparable-message.ts';
import { bring, close, readReport, receiveBilling } from './close-deployed-month.ts';
import { callApi, endpoint, output, stage } from './deployed-stack.ts';
import { attributesOf, withAttributes } from './deployed-queues.ts';

/**
 * A month, end to end, in the deployed stack and in the local replay of the same folder. The deployed clock is the real one, so
 * there every fact is recorded now, long after its month; the folder says when a notice was received and a maintenance announced.
 * Both close as of the same two instants, those of the deployed closings, by which both know the same facts.
 */
const MONTH = '2026-03';
const folder = await readFolder(fileURLToPath(new URL('march', import.meta.url)));
const scheduled = closingInstant(folder.config.closing, MONTH);
const inTime = folder.arrivals.filter(({ at }) => at <= scheduled);
const later = folder.arrivals.filter(({ at }) => at > scheduled);
const customer = z.looseObject({ id: z.string() });

type Closing = { readonly messages: readonly unknown[]; readonly report: ReturnType<typeof readReport> };
const message = z.looseObject({
  id: z.string(),
  source: z.string(),
  data: z.looseObject({ statement: z.object({ sha256: z.string(), url: z.string() }) }),
});
const byId = (messages: readonly unknown[]) =>
  messages.map((each) => z.parse(message, each)).toSorted((a, b) => (a.id < b.id ? -1 : 1));

const deployed: Closing[] = [];
const local: Closing[] = [];
/** What the local replay refused. */
const issues: unknown[] = [];
let replayed: Replay | undefined;

const closeLocally = async ({ deliver, receive }: Replay, asOf: number): Promise<Closing> => {
  const path = `/months/${MONTH}`;
  if (local.length > 0)
    await deliver(asOf, 'closing', 'records', { method: 'POST', path: `${path}/close`, body: { reason: 'again' } });
  const messages = (await receive()).map((text): unknown => JSON.parse(text));
  const answer = await deliver(asOf, 'report', 'records', { method: 'GET', path });
  return { messages, report: readReport(answer?.body ?? '') };
};

beforeAll(async () => {
  for (const each of folder.customers) {
    const { id } = z.parse(customer, each);
    await bring({ door: 'records', line: 0, payload: { method: 'PUT', path: `/customers/${id}`, body: each } });
  }
  const asOf: number[] = [];
  await withAttributes(output('ClosingQueueUrl'), { DelaySeconds: '0' }, async () => {
    for (const arrivals of [inTime, later]) {
      for (const arrival of arrivals) await bring(arrival);
      const closing = await close(MONTH, { reason: 'the deployment test' });
      asOf.push(parseInstant(closing.asOf) ?? 0);
      deployed.push({ messages: await receiveBilling(), report: closing.report });
    }
  });
  const [first = 0, second = 0] = asOf;
  replayed = await replayArrivals({ ...folder, arrivals: inTime }, MONTH, {
    asOf: first,
    onIssue: (issue) => issues.push(issue),
  });
  local.push(await closeLocally(replayed, first));
  for (const { door, payload, line } of later) await replayed.deliver(first + line, `line ${line}`, door, payload);
  local.push(await closeLocally(replayed, second));
});
afterAll(() => replayed?.pipeline.stop());

describe.each([
  ['in time', 0, ['harbor-dental', 'juniper-bank', 'kestrel-press', 'larch-travel', 'oak-logistics', 'pine-health']],
  ['again, with what was learned later', 1, ['maple-school', 'oak-logistics', 'pine-health']],
])('the month closed %s', (_, closing, customers) => {
  test('gives invoicing the messages of the local replay, field by field', () => {
    const there = byId(deployed[closing]?.messages ?? []);
    const here = byId(local[closing]?.messages ?? []);
    expect(there.map(({ id }) => id.replace(/:.*/, ''))).toEqual(customers);
    expect(there.map(comparable)).toEqual(here.map(comparable));
    for (const each of there) expect(each.source).toBe(`urn:sla-credits:${stage}`);
    const compared = there.reduce((sum, each) => sum + Object.keys(comparable(each)).length, 0);
    console.log(`${there.length} messages, ${compared} fields compared; not compared:`, DIFFERENT);
  });

  test('comes to the same totals, and blocks nobody', () => {
    const { totals, blocked } = deployed[closing]?.report ?? {};
    expect({ totals, blocked }).toEqual({ totals: local[closing]?.report.totals, blocked: [] });
  });

  test('leaves each statement in the bucket, as its message says', async () => {
    for (const { data } of byId(deployed[closing]?.messages ?? [])) {
      const { sha256, url } = data.statement;
      expect(url).toMatch(`s3://${output('StatementsBucket')}/`);
      const response = await signedFor('s3').fetch(`${endpoint}/${url.slice('s3://'.length)}`);
      const bytes = await response.bytes();
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });
});

test('nothing of the folder is refused', () => {
  expect(issues).toEqual([]);
});

test('the CRM sees the statement, its revisions and what was sent', async () => {
  const { body } = await callApi('GET', `/customers/oak-logistics/months/${MONTH}`);
  expect(JSON.parse(body)).toMatchObject({
    statement: { amountMinor: 0 },
    revisions: [
      { revision: 1, amountMinor: 4000, sent: true },
      { revision: 2, amountMinor: 0, sent: true },
    ],
  });
});

test('a preview does not wait, and tells invoicing nothing', async () => {
  expect((await attributesOf(output('ClosingQueueUrl')))['DelaySeconds']).toBe('300');
  const { report } = await close(MONTH, { preview: true, reason: 'to see' });
  expect(report).toMatchObject({ preview: true, blocked: [] });
  expect(await receiveBilling()).toEqual([]);
});
