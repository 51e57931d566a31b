import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { CLAIM_STEPS } from '../domain/facts/facts.ts';
import { customerId, keywordField, month as monthField, text } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { countRecordedFact } from '../ingest/count-recorded-fact.ts';
import { bodyInstant } from '../ingest/instant-fault.ts';
import { factOfNotice } from '../ingest/record-notice-message.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { DAY_MS } from '../lib/time-units.ts';
import { faultAt, InvalidInput, parse, tryParse } from '../lib/validation.ts';
import { findProfile } from '../persistence/customer-versions.ts';
import { recordFact, retractFact } from '../persistence/record-fact.ts';
import { isSettled, unsettledEntries } from '../persistence/unsettled-entries.ts';
import {
  type MessageAssignment,
  assignUnmatched,
  dismissUnmatched,
  findUnmatched,
  isWaiting,
  listUnmatched,
  type UnmatchedEntry,
  type UnmatchedMessage,
  unmatchedMessageJson,
} from '../persistence/unmatched-message.ts';
import { type ApiCall, callerOf, parseBody, problemResponse } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { listAnswer } from './limit-lists.ts';

/** Concurrent reads of customers and notices. */
const READS_MAX = 8;

/** Messages are listed for this time after their receipt. */
const LISTED_MS = 400 * DAY_MS;

const assignBody = z.strictObject({
  customer: customerId,
  recognizedAt: z.optional(bodyInstant),
  step: z.optional(keywordField(CLAIM_STEPS)),
  service: z.optional(customerId),
  month: z.optional(monthField),
});
const dismissBody = z.strictObject({
  dismiss: text.check(z.maxLength(20_000, 'longer than 20000 characters')),
});

/** The forms of a decision about a message, for the document of the API. */
export const DECISION_FORMS = [assignBody, dismissBody] as const;

/** Adds the routes of messages without a customer: the list, and a person's decision about one. */
export const unmatchedApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.get('/unmatched', async (call) => {
    const { all } = call.req.query();
    const entries = await listUnmatchedMessages(context, { all: all !== undefined });
    const states = await mapConcurrently(READS_MAX, entries, (entry) => stateOf(context, entry));
    const messages = entries.map((entry, i) => unmatchedJson(entry, states[i] ?? 'waiting'));
    return listAnswer('messages', messages);
  });

  app.post('/unmatched/:id', async (call) => {
    const decision = await decideUnmatched(context, callerOf(call), call.req.param('id'), await parseBody(call));
    if ('title' in decision) return problemResponse(decision.outcome === 'conflict' ? 409 : 404, decision.title);
    return Response.json(decision.receipt);
  });
};

/** Lists the messages that no person has decided about, or all of them, in order of receipt. */
export const listUnmatchedMessages = async (
  { table, clock }: Pick<ApiContext, 'table' | 'clock'>,
  { all }: { readonly all: boolean },
): Promise<UnmatchedEntry[]> => {
  const now = clock();
  const entries = await listUnmatched(table, now - LISTED_MS, now);
  if (all) return entries;
  const undecided = entries.filter(({ dismissal, assignment }) => dismissal === undefined && assignment === undefined);
  return unsettledEntries(table, undecided, now);
};

/** The days after a month's end in which a message may still be about it. */
const AFTERWARDS_MS = 31 * DAY_MS;

/**
 * Lists the messages that wait for a person and may be about a month.
 * They were received between its start and 31 days after its end.
 */
export const waitingMessages = async (
  { table, clock }: Pick<ApiContext, 'table' | 'clock'>,
  { start, end }: { readonly start: Instant; readonly end: Instant },
): Promise<UnmatchedEntry[]> => {
  const now = clock();
  const entries = await listUnmatched(table, start, Math.min(end + AFTERWARDS_MS, now));
  return unsettledEntries(table, entries.filter(isWaiting), now);
};

/** Returns a message with its state and what people decided about it. */
const unmatchedJson = ({ message, dismissal, assignment }: UnmatchedEntry, state: MessageState): object => {
  return {
    ...unmatchedMessageJson(message),
    state,
    ...(dismissal === undefined ? {} : { dismissed: { reason: dismissal.reason, ...decidedAt(dismissal) } }),
    ...(assignment === undefined
      ? {}
      : {
          assigned: {
            customer: assignment.customer,
            recognizedAt: formatInstant(assignment.recognizedAt),
            step: assignment.step,
            ...decidedAt(assignment),
          },
        }),
  };
};

const decidedAt = ({ recordedAt, by }: { readonly recordedAt: Instant; readonly by: string }) => ({
  recordedAt: formatInstant(recordedAt),
  by,
});

/** `settled`: a notice whose customer has a record by now, or that was retracted. */
type MessageState = 'assigned' | 'dismissed' | 'settled' | 'waiting' | 'automatic';

const stateOf = async (
  { table, clock }: Pick<ApiContext, 'table' | 'clock'>,
  entry: UnmatchedEntry,
): Promise<MessageState> => {
  if (entry.assignment !== undefined) return 'assigned';
  if (entry.dismissal !== undefined) return 'dismissed';
  if (!isWaiting(entry)) return 'automatic';
  return (await isSettled(table, entry, clock())) ? 'settled' : 'waiting';
};

/** The result of a decision: a receipt, or the reason why nothing was recorded. */
export type Decision =
  | { readonly outcome: 'recorded'; readonly receipt: object }
  | { readonly outcome: 'not found' | 'conflict'; readonly title: string };

/** Parses a decision about a message. Throws `InvalidInput`. */
export const parseDecision = (body: unknown): z.output<typeof dismissBody> | z.output<typeof assignBody> => {
  const isDismissal = tryParse(z.looseObject({ dismiss: z.unknown() }), body).value?.dismiss !== undefined;
  return isDismissal ? parse(dismissBody, body) : parse(assignBody, body);
};

/**
 * Assigns a message to a customer, as its notice with the message's receipt, or dismisses it with a reason. The same decision again changes nothing.
 * Throws `InvalidInput`. Order: assignment, notice, retraction of the notice of an unknown customer. After a crash the repeated call completes it.
 */
export const decideUnmatched = async (
  context: ApiContext,
  caller: string,
  id: string,
  body: unknown,
): Promise<Decision> => {
  const given = parseDecision(body);
  const entry = await findUnmatched(context.table, id);
  if (entry === undefined) return { outcome: 'not found', title: `There is no message ${id}` };
  if (await isSettled(context.table, entry, context.clock())) return settledConflict(entry);
  return 'dismiss' in given
    ? dismissMessage(context, caller, entry, given.dismiss)
    : assignMessage(context, caller, entry, given, body);
};

const settledConflict = ({ message: { named, notice } }: UnmatchedEntry): Decision => ({
  outcome: 'conflict',
  title: `${named} has a record now, or the notice ${notice} was retracted: record a notice of another customer anew`,
});

/** Retracts the notice of the customer without a record, so that only the decision about its message holds. */
const retractOriginal = async (
  { table, clock }: ApiContext,
  by: string,
  { notice: id }: UnmatchedMessage,
  reason: string,
): Promise<void> => {
  if (id === undefined) return;
  await retractFact(table, { of: { kind: 'notice', id }, reason, recordedAt: clock(), by, isActivity: true });
};

const dismissMessage = async (
  context: ApiContext,
  by: string,
  entry: UnmatchedEntry,
  reason: string,
): Promise<Decision> => {
  const { id } = entry.message;
  const outcome = await dismissUnmatched(context.table, entry, { reason, recordedAt: context.clock(), by });
  if (outcome !== 'conflict') {
    await retractOriginal(context, by, entry.message, reason);
    return { outcome: 'recorded', receipt: { id, dismissed: reason } };
  }
  return {
    outcome: 'conflict',
    title:
      entry.assignment === undefined
        ? 'The message was dismissed already, for another reason'
        : `The message was assigned to ${entry.assignment.customer}: retract its notice to undo that`,
  };
};

const assignMessage = async (
  context: ApiContext,
  by: string,
  entry: UnmatchedEntry,
  given: z.output<typeof assignBody>,
  body: unknown,
): Promise<Decision> => {
  const { table, clock, telemetry } = context;
  const { message } = entry;
  const now = clock();
  const terms = termsOfAssignment(message, given, body);
  if ((await findProfile(table, terms.customer, now)) === undefined) throw withoutRecord(body);
  const { outcome, stored } = await assignUnmatched(table, entry, { ...terms, recordedAt: now, by });
  if (outcome === 'conflict')
    return {
      outcome,
      title: `The message was assigned to ${stored.customer} with other terms: retract its notice and record it anew`,
    };
  const fact = noticeOfAssignment(message, stored, now);
  const said = { text: message.text, channel: message.channel ?? (message.door === 'notices' ? 'helpdesk' : 'email') };
  const payload = message.payload === undefined ? {} : { payload: message.payload };
  const recording = await recordFact(table, { fact, said, shortId: message.id, by, isActivity: true, ...payload });
  countRecordedFact(telemetry, recording);
  await retractOriginal(context, by, message, `assigned to ${stored.customer} as the notice ${fact.id}`);
  const receipt = {
    id: message.id,
    fact: { kind: 'notice', id: fact.id },
    receivedAt: formatInstant(message.receivedAt),
    recordedAt: formatInstant(recording.stored.fact.recordedAt ?? now),
  };
  return { outcome: 'recorded', receipt };
};

/** The fields of a message that its assignment uses. The terms hold unless the assignment has its own. */
export type AssignableMessage = Pick<
  UnmatchedMessage,
  'id' | 'receivedAt' | 'recognizedAt' | 'step' | 'service' | 'month'
>;
type AssignmentTerms = Omit<MessageAssignment, 'recordedAt' | 'by'>;

/** Returns the terms of an assignment. Throws `InvalidInput` for an outage that was recognized after the receipt. */
export const termsOfAssignment = (
  message: AssignableMessage,
  { customer, recognizedAt, ...terms }: z.output<typeof assignBody>,
  body: unknown,
): AssignmentTerms => {
  const recognized = recognizedAt ?? message.recognizedAt ?? message.receivedAt;
  if (recognized > message.receivedAt) {
    const rule = `after the message was received (${formatInstant(message.receivedAt)})`;
    throw new InvalidInput([faultAt(body, ['recognizedAt'], rule)]);
  }
  const { step = message.step, service = message.service, month = message.month } = terms;
  return {
    customer,
    recognizedAt: recognized,
    ...(step === undefined ? {} : { step }),
    ...(service === undefined ? {} : { service }),
    ...(month === undefined ? {} : { month }),
  };
};

/** Returns the fault of an assignment to a customer without a record. */
export const withoutRecord = (body: unknown): InvalidInput =>
  new InvalidInput([faultAt(body, ['customer'], 'not a customer with a record')]);

/** Returns the notice of an assigned message. */
export const noticeOfAssignment = (
  { id, receivedAt }: AssignableMessage,
  { customer, recognizedAt, step, service, month }: AssignmentTerms,
  recordedAt: Instant,
): ReturnType<typeof factOfNotice> =>
  factOfNotice({ recognizedAt, receivedAt, step, service, month }, { customer, noticeId: id, recordedAt });
