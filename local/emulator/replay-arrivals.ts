import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { closingInstant } from '../../shared/config/schedule.ts';
import type { MetricName, Telemetry } from '../../shared/config/telemetry-names.ts';
import { monthInterval } from '../../shared/domain/time/calendar.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { tryParseJson } from '../../shared/lib/parse-json.ts';
import type { AlarmPlace } from '../../shared/ingest/ingest-alarm-history.ts';
import type { OutgoingMail } from '../../shared/mail/outgoing-mail.ts';
import { describeFault, InvalidInput } from '../../shared/lib/validation.ts';
import { type DeliveryAnswer, deliverPayload } from './deliver-payload.ts';
import { type Pipeline, startPipeline } from './local-pipeline.ts';
import { alarmAccount, type Arrival, firstArrival, type ReplayFolder } from './replay-folder.ts';
import { DAY_MS } from '../../shared/lib/time-units.ts';

/**
 * A rejected payload, or a failure of the product (`isFailure`), after which the result may be incomplete. `place` is
 * `events.ndjson:12` or `customers.json[0]`.
 */
export type ReplayIssue = { readonly place: string; readonly text: string; readonly isFailure: boolean };

/** The effect of a payload: `known` if all of it was recorded before, and `ignored` if it has no evidence. */
export const PAYLOAD_OUTCOMES = ['recorded', 'known', 'ignored', 'rejected', 'later'] as const;
type PayloadOutcome = (typeof PAYLOAD_OUTCOMES)[number];

/** The reason of a payload that was recorded before. */
export const KNOWN_REASON = 'it was recorded before';

/** A payload that changed nothing, and why. */
export type IgnoredPayload = { readonly place: string; readonly reason: string };

/** A message to an entry point for notices. `result`: a new notice, a known one, or an unmatched message. */
export type NoticeDelivery = {
  readonly door: Arrival['door'];
  readonly at: Instant;
  readonly result: 'new' | 'known' | 'unmatched' | 'rejected';
  /** The id of the notice, or of the unmatched message; undefined if it was rejected. */
  readonly id: string | undefined;
};

/** How many payloads of an entry point had each effect. `later`: they arrived after `asOf`. */
type OutcomeCounts = Readonly<Record<PayloadOutcome, number>>;

export type Replay = {
  readonly pipeline: Pipeline;
  readonly asOf: Instant;
  readonly counts: ReadonlyMap<MetricName, number>;
  /** The effects of the folder's payloads, by entry point; `customers` are those of customers.json. */
  readonly outcomes: ReadonlyMap<Arrival['door'] | 'customers', OutcomeCounts>;
  /** The messages to the entry points for notices, in order. */
  readonly notices: readonly NoticeDelivery[];
  /** The receipts that the product would have sent, each with the time of its message. None is sent. */
  readonly receipts: readonly { readonly at: Instant; readonly mail: OutgoingMail }[];
  /** Delivers one more payload at an instant. */
  readonly deliver: (at: Instant, place: string, door: Arrival['door'], payload: unknown) => Promise<DeliveryAnswer>;
  /** Lets the clock run from the instant where it stands. */
  readonly startClock: () => void;
  /** Receives and deletes the messages of the billing queue, in order. */
  readonly receive: () => Promise<string[]>;
};

export type ReplayOptions = {
  /** @default the scheduled instant of the month's close */
  readonly asOf?: Instant | undefined;
  /**
   * The account and region of alarms without an ARN.
   * @default those of most alarm events in the folder
   */
  readonly place?: AlarmPlace | undefined;
  readonly onIssue?: (issue: ReplayIssue) => void;
  readonly onIgnored?: (ignored: IgnoredPayload) => void;
  readonly onReceipt?: (receipt: { readonly place: string; readonly mail: OutgoingMail }) => void;
  readonly onProgress?: (text: string) => void;
};

const NO_OUTCOMES: OutcomeCounts = { recorded: 0, known: 0, ignored: 0, rejected: 0, later: 0 };

/** Customers are recorded a day before all events. Without an instant of their own they are in force from the beginning. */
const BEGINNING = '1970-01-01T00:00:00Z';

/**
 * Replays the payloads of a folder up to `asOf` through the Lambda handlers, and closes the month as of `asOf`. The
 * clock stands at each arrival. A rejected payload is reported and skipped; production moves it to a dead-letter queue.
 */
export const replayArrivals = async (
  { config, customers, arrivals, invalidLines }: ReplayFolder,
  month: string,
  {
    asOf = closingInstant(config.closing, month),
    onIssue = () => {},
    onIgnored = () => {},
    onReceipt = () => {},
    place: given,
    onProgress = () => {},
  }: ReplayOptions = {},
): Promise<Replay> => {
  let now = Math.min(firstArrival(arrivals, monthInterval(month, config.closing.timeZone).start), asOf) - DAY_MS;
  let place = '';
  let effect: { rejected: boolean; ignored: string | undefined } = { rejected: false, ignored: undefined };
  const reject = (text: string): void => {
    effect.rejected = true;
    onIssue({ place, text, isFailure: false });
  };
  const counts = new Map<MetricName, number>();
  const telemetry: Telemetry = {
    count: (name, count = 1) => counts.set(name, (counts.get(name) ?? 0) + count),
    rejected: (_door, { faults }) => reject(`rejected: ${faults.map(describeFault).join('; ')}`),
    note: (message, details) => {
      const { error, ignored } = details ?? {};
      if (typeof ignored === 'string') effect.ignored = ignored;
      if (typeof error === 'string') onIssue({ place, text: `${message}: ${error}`, isFailure: true });
    },
  };
  let startedAt: number | undefined;
  const clock = (): Instant => now + (startedAt === undefined ? 0 : Math.round(performance.now() - startedAt));
  const startClock = (): void => {
    startedAt ??= performance.now();
  };
  onProgress('creating the stack of the template …');
  const own = given ?? alarmAccount(arrivals);
  const pipeline = await startPipeline({ config, clock, telemetry, own, historyOf: given });

  const deliver: Replay['deliver'] = async (at, from, door, payload) => {
    now = at;
    place = from;
    try {
      const answer = await deliverPayload(pipeline, { door, payload });
      // The handlers report a 400 to `telemetry` themselves.
      if (answer !== undefined && answer.status > 400) reject(`${answer.status} ${answer.body}`);
      return answer;
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      reject(`rejected: ${error.message}`);
      return undefined;
    }
  };

  const outcomes = new Map<Arrival['door'] | 'customers', OutcomeCounts>();
  const countOutcome = (door: Arrival['door'] | 'customers', outcome: PayloadOutcome): void => {
    const counted = outcomes.get(door) ?? NO_OUTCOMES;
    outcomes.set(door, { ...counted, [outcome]: counted[outcome] + 1 });
  };
  /** Delivers a payload of the folder, and counts its effect. */
  const replayOne = async (
    door: Arrival['door'] | 'customers',
    send: () => Promise<DeliveryAnswer>,
  ): Promise<DeliveryAnswer> => {
    effect = { rejected: false, ignored: undefined };
    const recordedBefore = counts.get('FactsRecorded') ?? 0;
    const duplicatesBefore = duplicatesIn(counts);
    const answer = await send();
    const isRecorded = (counts.get('FactsRecorded') ?? 0) > recordedBefore;
    const isKnown = !isRecorded && (duplicatesIn(counts) > duplicatesBefore || isUnchanged(answer));
    const reason = isKnown ? KNOWN_REASON : isRecorded ? undefined : effect.ignored;
    if (reason !== undefined && !effect.rejected) onIgnored({ place, reason });
    countOutcome(
      door,
      effect.rejected ? 'rejected' : isKnown ? 'known' : reason === undefined ? 'recorded' : 'ignored',
    );
    return answer;
  };

  for (const { line, error } of invalidLines) {
    place = `events.ndjson:${line}`;
    reject(`rejected: ${error.message}`);
  }
  for (const [i, customer] of customers.entries()) {
    onProgress(`recording customer ${i + 1} of ${customers.length} …`);
    place = `customers.json[${i}]`;
    await replayOne('customers', async () => {
      if (typeof customer === 'object' && customer !== null && 'id' in customer) {
        const path = `/customers/${encodeURIComponent(String(customer.id))}`;
        const body = { effectiveFrom: BEGINNING, ...customer };
        return deliver(now, place, 'records', { method: 'PUT', path, body });
      }
      // Without an id there is no path to call.
      reject('rejected: id: missing');
      return undefined;
    });
  }
  const inTime = arrivals.filter((arrival) => arrival.at <= asOf);
  const notices: NoticeDelivery[] = [];
  const receipts: { at: Instant; mail: OutgoingMail }[] = [];
  for (const [i, { at, door, payload, line }] of inTime.entries()) {
    onProgress(`replaying payload ${i + 1} of ${inTime.length} …`);
    const answered = pipeline.outbox.length;
    const answer = await replayOne(door, () => deliver(at, `events.ndjson:${line}`, door, payload));
    for (const mail of door === 'email' ? pipeline.outbox.slice(answered) : []) {
      receipts.push({ at, mail });
      onReceipt({ place, mail });
    }
    if (isNoticeMessage(door, payload)) notices.push({ door, at, ...resultOf(answer) });
  }
  for (const { at, door } of arrivals) if (at > asOf) countOutcome(door, 'later');
  onProgress(`closing ${month} …`);
  await deliver(asOf, 'closing', 'records', {
    method: 'POST',
    path: `/months/${month}/close`,
    body: { reason: 'replay' },
  });
  const receive = (): Promise<string[]> => receiveMessages(pipeline);
  return { pipeline, asOf, counts, outcomes, notices, receipts, deliver, startClock, receive };
};

const recordedNotice = z.object({ method: z.literal('POST'), path: z.literal('/notices') });

const isNoticeMessage = (door: Arrival['door'], payload: unknown): boolean =>
  door === 'notices' || door === 'email' || (door === 'records' && z.safeParse(recordedNotice, payload).success);

const noticeAnswerBody = z.object({ id: z.optional(z.string()), unmatched: z.optional(z.string()) });

const resultOf = (answer: DeliveryAnswer): Pick<NoticeDelivery, 'result' | 'id'> => {
  const { data } = z.safeParse(noticeAnswerBody, tryParseJson(answer?.body ?? ''));
  if (answer?.status === 202) return { result: 'unmatched', id: data?.unmatched };
  if (answer?.status === 201) return { result: 'new', id: data?.id };
  if (answer?.status === 200) return { result: 'known', id: data?.id };
  return { result: 'rejected', id: undefined };
};

const duplicatesIn = (counts: ReadonlyMap<MetricName, number>): number =>
  (counts.get('FactsKnown') ?? 0) + (counts.get('FactsConflicting') ?? 0);

const unchangedAnswer = z.object({ outcome: z.literal('unchanged') });

/** Whether a record or fees are the ones in force already. */
const isUnchanged = (answer: DeliveryAnswer): boolean =>
  answer !== undefined && z.safeParse(unchangedAnswer, tryParseJson(answer.body)).success;

const receiveMessages = async ({ billing: { sqs, url } }: Pipeline): Promise<string[]> => {
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
