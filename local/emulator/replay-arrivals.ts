import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { MetricName, Telemetry } from '../../shared/config/telemetry-names.ts';
import { monthInterval } from '../../shared/domain/time/calendar.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { describeFault, InvalidInput } from '../../shared/lib/validation.ts';
import { closingInstant } from '../../shared/config/schedule.ts';
import { type DeliveryAnswer, deliverPayload } from './deliver-payload.ts';
import { beginning, type ReplayFolder, ownAccount } from './replay-folder.ts';
import { type Pipeline, startPipeline } from './local-pipeline.ts';

/**
 * Something that was refused or went wrong: where it stands (`events.ndjson:12`), and what. `ours`: nothing is wrong with what
 * arrived, the product failed, so that what comes out may be incomplete.
 */
export type RejectedArrival = { readonly where: string; readonly what: string; readonly ours?: true };

export type Replay = {
  readonly pipeline: Pipeline;
  readonly asOf: Instant;
  readonly counts: ReadonlyMap<MetricName, number>;
  /** Plays one more payload, at an instant of its own. */
  readonly play: (
    at: Instant,
    where: string,
    door: 'eventbridge' | 'twilio' | 'records',
    payload: unknown,
  ) => Promise<DeliveryAnswer>;
  /** From now on time passes, from the instant on at which the clock stands. */
  readonly letTimePass: () => void;
  /** The messages that invoicing has not received yet, in the order in which it receives them. */
  readonly receive: () => Promise<string[]>;
};

/** A day, in milliseconds: so long before everything else the customers of a folder are known. */
const DAY = 24 * 3_600_000;

/**
 * Plays what arrived in a folder by `asOf` through the handlers that run in Lambda, the clock at each arrival's own instant, and
 * closes the month as of `asOf` (default: the scheduled instant of its closing). What is refused is told to `complain`, and the
 * replay goes on: as in production, where it lands in the dead-letter queue. How far it is is told to `say`.
 */
export const replayArrivals = async (
  { config, customers, arrivals, badLines }: ReplayFolder,
  month: string,
  given: Instant | undefined,
  complain: (complaint: RejectedArrival) => void,
  say: (progress: string) => void = () => {},
): Promise<Replay> => {
  const asOf = given ?? closingInstant(config.closing, month);
  let now = Math.min(beginning(arrivals, monthInterval(month, config.closing.timeZone).start), asOf) - DAY;
  let where = '';
  const counts = new Map<MetricName, number>();
  const telemetry: Telemetry = {
    count: (what, times = 1) => counts.set(what, (counts.get(what) ?? 0) + times),
    rejected: (_door, { faults }) => complain({ where, what: `refused: ${faults.map(describeFault).join('; ')}` }),
    note: (message, details) => {
      const error = details?.['error'];
      if (typeof error === 'string') complain({ where, what: `${message}: ${error}`, ours: true });
    },
  };
  const own = ownAccount(arrivals);
  let since: number | undefined;
  const clock = (): Instant => now + (since === undefined ? 0 : Math.round(performance.now() - since));
  const letTimePass = (): void => {
    since ??= performance.now();
  };
  say('making the stack of the template …');
  const pipeline = await startPipeline({ config, clock, telemetry, own });

  const play: Replay['play'] = async (at, place, door, payload) => {
    now = at;
    where = place;
    try {
      const answer = await deliverPayload(pipeline, { door, payload });
      if (answer !== undefined && answer.status > 400) complain({ where, what: `${answer.status} ${answer.body}` });
      return answer;
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      complain({ where, what: `refused: ${error.message}` });
      return undefined;
    }
  };

  for (const { line, error } of badLines)
    complain({ where: `events.ndjson:${line}`, what: `refused: ${error.message}` });
  for (const [i, customer] of customers.entries()) {
    say(`recording ${i + 1} of ${customers.length} customers …`);
    const where = `customers.json[${i}]`;
    const id = idOf(customer);
    // The path names whom a call is about; a record that says no id is about nobody.
    if (id === undefined) complain({ where, what: 'refused: id: missing' });
    else await play(now, where, 'records', { method: 'PUT', path: `/customers/${id}`, body: customer });
  }
  const inTime = arrivals.filter((arrival) => arrival.at <= asOf);
  for (const [i, { at, door, payload, line }] of inTime.entries()) {
    say(`playing ${i + 1} of ${inTime.length} arrivals …`);
    await play(at, `events.ndjson:${line}`, door, payload);
  }
  say(`closing ${month} …`);
  await play(asOf, 'closing', 'records', {
    method: 'POST',
    path: `/months/${month}/close`,
    body: { reason: 'replay' },
  });
  return { pipeline, asOf, counts, play, letTimePass, receive: () => receive(pipeline) };
};

const idOf = (customer: unknown): string | undefined =>
  typeof customer === 'object' && customer !== null && 'id' in customer
    ? encodeURIComponent(String(customer.id))
    : undefined;

/** Receives what is on the billing queue, as invoicing would: each message once it has been taken is deleted. */
const receive = async ({ billing: { sqs, url } }: Pipeline): Promise<string[]> => {
  const received: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return received;
    for (const { Body = '', ReceiptHandle } of Messages) {
      received.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
  }
};
