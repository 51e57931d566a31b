import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { planBatches } from '../shared/closing/plan-batches.ts';
import { creditCandidates } from '../shared/persistence/customer-lists.ts';
import { noticeList } from '../shared/persistence/keys.ts';
import { openTable } from '../shared/persistence/dynamo-table.ts';

export type PlanFigures = { readonly customers: number; readonly batches: number; readonly megabytes: number };

const PAGE_ENTRIES = 5000;

const text = z.object({ S: z.string() });
const query = z.object({
  ExpressionAttributeValues: z.record(z.string(), text),
  ExclusiveStartKey: z.optional(z.object({ sk: text })),
});

/** Returns the used heap after garbage collection, in megabytes. */
const usedHeapMb = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
};

/** Plans a close over a generated list of `customers` notices, and measures the growth of the heap at its peak. */
export const planMonth = async (customers: number): Promise<PlanFigures> => {
  const client = new DynamoDBClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  client.config.requestHandler.handle = async ({ body }) => {
    const { ExpressionAttributeValues: values, ExclusiveStartKey: after } = z.parse(
      query,
      JSON.parse(Buffer.from(body).toString()),
    );
    const partition = values[':pk']?.S ?? '';
    const from = after === undefined ? 0 : Number(after.sk.S);
    const last = partition === noticeList('2026-10') ? Math.min(customers, from + PAGE_ENTRIES) : from;
    const items = Array.from({ length: last - from }, (_, i) => ({
      pk: { S: partition },
      sk: { S: `customer-${String(from + i).padStart(9, '0')}#2026-10-15T00:00:00.000Z#from#2026-10-15T00:00:00.000Z` },
    }));
    const more = last > from && last < customers ? { LastEvaluatedKey: { sk: { S: String(last) } } } : {};
    const answer = Buffer.from(JSON.stringify({ Items: items, Count: items.length, ...more }));
    return { response: { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: answer } };
  };
  const asOf = Date.parse('2026-11-02T20:00:00Z');
  const received = { from: Date.parse('2026-10-01T07:00:00Z'), to: asOf };
  const run = { month: '2026-10', asOf, preview: false };
  const before = usedHeapMb();
  let batches = 0;
  let peak = before;
  const criteria = { month: run.month, received, policies: [], asOf };
  const candidates = creditCandidates(openTable('table', client), criteria);
  for await (const batch of planBatches(run, [{ customers: candidates }])) {
    if (batches % 500 === 0) peak = Math.max(peak, usedHeapMb());
    batches += batch.length;
  }
  return { customers, batches, megabytes: peak - before };
};
