import * as z from 'zod/mini';
import { type Arrival } from '../../local/emulator/replay-folder.ts';
import { callApi, output, postWebhook, putEvent } from './deployed-stack.ts';
import { drained, takeAll, until } from './deployed-queues.ts';

/** A body as it is on the wire. */
const textOf = (payload: unknown): string => (typeof payload === 'string' ? payload : JSON.stringify(payload));

const call = z.object({ method: z.string(), path: z.string(), body: z.unknown() });

/** Brings what arrived to its door. Throws if the door did not take it. */
export const bring = async ({ door, payload, line }: Pick<Arrival, 'door' | 'payload' | 'line'>): Promise<void> => {
  if (door === 'eventbridge') return putEvent(payload);
  const { method, path, body } = door === 'records' ? z.parse(call, payload) : { method: '', path: '', body: payload };
  const answer = door === 'records' ? await callApi(method, path, textOf(body)) : await postWebhook(textOf(body));
  if (answer.status > 201) throw new Error(`line ${line}: ${answer.status} ${answer.body}`);
};

const accepted = z.object({ run: z.string(), asOf: z.iso.datetime() });

const report = z.object({
  run: z.string(),
  by: z.string(),
  preview: z.boolean(),
  closedAt: z.nullable(z.iso.datetime()),
  totals: z.object({ counts: z.record(z.string(), z.number()), deltaMinor: z.record(z.string(), z.number()) }),
  blocked: z.array(z.unknown()),
});

/** The report of a month's latest run, as the API gives it. */
export const readReport = (body: string): z.output<typeof report> => z.parse(report, JSON.parse(body));

/** Waits until a month's latest run is one that has ended, and gives its report. */
export const closed = async (month: string, is: (run: string) => boolean): Promise<z.output<typeof report>> =>
  until(`the closing of ${month}`, async () => {
    const { status, body } = await callApi('GET', `/months/${month}`);
    if (status !== 200) return undefined;
    const read = readReport(body);
    return is(read.run) && read.closedAt !== null ? read : undefined;
  });

/** Orders a month to be closed, and waits until it is: what it came to, and what was known when it was. */
export const close = async (
  month: string,
  order: { readonly preview?: boolean; readonly reason: string },
): Promise<{ readonly asOf: string; readonly report: z.output<typeof report> }> => {
  await drained(output('IntakeQueueUrl'));
  const { status, body } = await callApi('POST', `/months/${month}/close`, JSON.stringify(order));
  if (status !== 202) throw new Error(`close: ${status} ${body}`);
  const { run, asOf } = z.parse(accepted, JSON.parse(body));
  return { asOf, report: await closed(month, (ended) => ended === run) };
};

/** Receives what is on the billing queue, as invoicing does, by message id. */
export const receiveBilling = async (): Promise<unknown[]> =>
  (await takeAll(output('BillingQueueUrl'))).map(({ Body = '' }): unknown => JSON.parse(Body));
