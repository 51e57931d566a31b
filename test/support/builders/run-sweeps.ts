import { SendMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { Product } from '../emulators/test-product.ts';

const report = z.object({
  run: z.string(),
  judgedBy: z.array(z.object({ id: z.string(), version: z.number() })),
  totals: z.object({ counts: z.record(z.string(), z.number()) }),
});
const closing = z.extend(report, { sweeps: z.array(report) });

/** Returns the report of a month's close and of the sweeps since. */
export const fetchMonthReport = async (product: Product, month = '2026-10') =>
  z.parse(closing, (await product.call('GET', `/months/${month}`)).body);

/**
 * Runs the daily sweep. Returns the counts of each sweep of October since its close, such as `{assessed: 1, adjusted:
 * 1}`.
 */
export const runSweep = async (
  product: Product,
  scheduledTime: string,
): Promise<Readonly<Record<string, number>>[]> => {
  product.setClock(scheduledTime);
  const { sqs, url } = product.pipeline.closing;
  const MessageBody = JSON.stringify({ kind: 'sweep', scheduledTime });
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
  await product.pipeline.run();
  return (await fetchMonthReport(product)).sweeps.map(({ totals }) => totals.counts);
};
