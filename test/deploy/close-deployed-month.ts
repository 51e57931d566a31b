import * as z from 'zod/mini';
import { type Arrival } from '../../local/emulator/replay-folder.ts';
import { callDeployedApi, stackOutput, postWebhook, putEvent } from './deployed-stack.ts';
import { waitUntilEmpty, takeAllMessages, pollUntil } from './deployed-queues.ts';

/** Returns a body as it is sent. */
const textOf = (payload: unknown): string => (typeof payload === 'string' ? payload : JSON.stringify(payload));

const call = z.object({ method: z.string(), path: z.string(), body: z.unknown() });

/** Delivers an arrival to its entry point. Throws if the entry point rejects it. */
export const deliverArrival = async ({
  door,
  payload,
  line,
}: Pick<Arrival, 'door' | 'payload' | 'line'>): Promise<void> => {
  if (door === 'eventbridge') return putEvent(payload);
  const { method, path, body } = door === 'records' ? z.parse(call, payload) : { method: '', path: '', body: payload };
  const answer =
    door === 'records' ? await callDeployedApi(method, path, textOf(body)) : await postWebhook(textOf(body));
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

/** Parses the report of a month's latest run, as the API returns it. */
export const parseReport = (body: string): z.output<typeof report> => z.parse(report, JSON.parse(body));

/** Waits until the latest run of a month has ended. Returns its report. */
export const waitUntilClosed = async (month: string, is: (run: string) => boolean): Promise<z.output<typeof report>> =>
  pollUntil(`the closing of ${month}`, async () => {
    const { status, body } = await callDeployedApi('GET', `/months/${month}`);
    if (status !== 200) return undefined;
    const read = parseReport(body);
    return is(read.run) && read.closedAt !== null ? read : undefined;
  });

/** Orders a close and waits for its end. Returns its report and its evaluation instant. */
export const closeDeployedMonth = async (
  month: string,
  order: { readonly preview?: boolean; readonly reason: string },
): Promise<{ readonly asOf: string; readonly report: z.output<typeof report> }> => {
  await waitUntilEmpty(stackOutput('IntakeQueueUrl'));
  const { status, body } = await callDeployedApi('POST', `/months/${month}/close`, JSON.stringify(order));
  if (status !== 202) throw new Error(`close: ${status} ${body}`);
  const { run, asOf } = z.parse(accepted, JSON.parse(body));
  return { asOf, report: await waitUntilClosed(month, (ended) => ended === run) };
};

/** Receives all messages of the billing queue, as invoicing does. */
export const receiveBilling = async (): Promise<unknown[]> =>
  (await takeAllMessages(stackOutput('BillingQueueUrl'))).map(({ Body = '' }): unknown => JSON.parse(Body));
