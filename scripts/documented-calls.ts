import * as z from 'zod/mini';
import type { AnswerName } from '../shared/api/answer-schemas.ts';
import { decisionBody } from '../shared/api/approvals-api.ts';
import { goodwillBody } from '../shared/api/goodwill-api.ts';
import { reviewDecisionBody } from '../shared/api/invoice-reviews-api.ts';
import { closeBody } from '../shared/api/months-api.ts';
import { markBody } from '../shared/api/provider-claims-api.ts';
import { READ_QUERIES } from '../shared/api/read-queries.ts';
import { liftBody } from '../shared/api/mail-api.ts';
import { DECISION_FORMS } from '../shared/api/unmatched-api.ts';
import { RECORD_BODIES } from '../shared/ingest/record-bodies.ts';
import { CHARGED_FEES_FORMS, CUSTOMER_RECORD_FORMS } from '../shared/persistence/customer-record.ts';

/** A call of the HTTP API: its meaning, its body or its parameters, and its answers by status. */
export type DocumentedCall = {
  readonly summary: string;
  readonly body?: z.core.$ZodType;
  readonly query?: z.core.$ZodType;
  readonly answers: Readonly<
    Record<number, { readonly meaning: string; readonly schema: AnswerName; readonly type?: 'text/csv' }>
  >;
};

const recorded = (schema: AnswerName, again = 'The same is recorded already.'): DocumentedCall['answers'] => ({
  200: { meaning: again, schema },
  201: { meaning: 'Recorded.', schema },
});
const page = (schema: AnswerName): DocumentedCall['answers'] => ({
  200: { meaning: 'A page. `next` is the cursor of the next page; the last page has none.', schema },
});

/** The record's own id is optional, since the path has it. */
const recordBody = z.union(
  CUSTOMER_RECORD_FORMS.map((form) =>
    z.strictObject({ ...form.shape, id: z.optional(form.shape.id), effectiveFrom: z.optional(z.string()) }),
  ),
);

/** The calls by route. A test compares them with the routes of the API. */
export const DOCUMENTED_CALLS: Readonly<Record<string, DocumentedCall>> = {
  'GET /customers': {
    summary: 'Lists the customers with the record in force, by id, or those with an id in another system.',
    query: READ_QUERIES.customers,
    answers: page('customers'),
  },
  'GET /customers/{id}': {
    summary: "Returns a customer's record in force, its versions, and the newest fees of each month.",
    answers: { 200: { meaning: 'The customer.', schema: 'customer' } },
  },
  'PUT /customers/{id}': {
    summary: "Stores a version of a customer's record.",
    body: recordBody,
    answers: {
      200: { meaning: 'A new version, or the same record again.', schema: 'stored' },
      201: { meaning: 'A new customer.', schema: 'stored' },
    },
  },
  'PUT /customers/{id}/fees/{month}': {
    summary: 'Stores the fees that a customer was charged for a month.',
    body: z.union(CHARGED_FEES_FORMS),
    answers: { 200: { meaning: 'Stored, or the same again.', schema: 'stored' } },
  },
  'GET /customers/{id}/months/{month}': {
    summary: "Returns a customer's month with its explanation and its revisions.",
    answers: { 200: { meaning: 'The month.', schema: 'customerMonth' } },
  },
  'POST /notices': {
    summary: "Records a customer's written notice or claim. A notice of an unknown customer is kept.",
    body: RECORD_BODIES['/notices'],
    answers: recorded('receipt'),
  },
  'POST /goodwill': {
    summary: 'Grants a goodwill credit for a month. The next close or sweep credits it.',
    body: goodwillBody,
    answers: recorded('goodwill'),
  },
  'GET /approvals': {
    summary: 'Lists the credits that wait for approval, by time.',
    answers: { 200: { meaning: 'The proposals.', schema: 'approvals' } },
  },
  'POST /approvals/{id}': {
    summary: 'Approves or declines a credit that waits. An approved credit becomes the next revision.',
    body: decisionBody,
    answers: { 200: { meaning: 'Decided, or the same decision again.', schema: 'approvalDecision' } },
  },
  'GET /invoice-reviews': {
    summary: 'Lists the credits that Stripe did not take, of one month or of the last 13 months.',
    query: READ_QUERIES.invoiceReviews,
    answers: { 200: { meaning: 'The credits, by month and customer.', schema: 'invoiceReviews' } },
  },
  'POST /invoice-reviews/{id}': {
    summary: 'Tries such a credit again (`retry`), or records that a person has booked it (`done`).',
    body: reviewDecisionBody,
    answers: { 200: { meaning: 'Recorded, or the same decision again.', schema: 'invoiceReviewDecision' } },
  },
  'POST /maintenance': {
    summary: 'Records maintenance.',
    body: RECORD_BODIES['/maintenance'],
    answers: recorded('receipt'),
  },
  'POST /exclusions': {
    summary: 'Records time that does not count, for a reason of the contract.',
    body: RECORD_BODIES['/exclusions'],
    answers: recorded('receipt'),
  },
  'POST /downtimes': {
    summary: 'Records downtime that no alarm detected.',
    body: RECORD_BODIES['/downtimes'],
    answers: recorded('receipt'),
  },
  'POST /retractions': {
    summary: 'Retracts a fact that was recorded in error.',
    body: RECORD_BODIES['/retractions'],
    answers: recorded('retraction'),
  },
  'POST /months/{month}/close': {
    summary: 'Orders a close or a preview of a month.',
    body: closeBody,
    answers: { 202: { meaning: 'The run is ordered.', schema: 'ordered' } },
  },
  'GET /months/{month}': {
    summary: 'Returns the report of the latest close or preview.',
    answers: { 200: { meaning: 'The report.', schema: 'month' } },
  },
  'GET /months/{month}/customers': {
    summary: 'Lists the amounts that a close would record now. It stores nothing.',
    query: READ_QUERIES.cursor,
    answers: page('monthCustomers'),
  },
  'GET /months/{month}/credits.csv': {
    summary: "Returns the credits of a month as CSV: each customer's newest revision.",
    query: READ_QUERIES.cursor,
    answers: {
      200: {
        meaning: 'A page of 200 customers. The header `Link` has the address of the next page; the last page has none.',
        schema: 'credits',
        type: 'text/csv',
      },
    },
  },
  'GET /unmatched': {
    summary: 'Lists the messages that match no customer and wait for a person; with `all`, every message.',
    query: z.object({ all: z.optional(z.string()) }),
    answers: { 200: { meaning: 'The messages, in order of receipt.', schema: 'unmatched' } },
  },
  'POST /unmatched/{id}': {
    summary: 'Assigns a message to a customer as its notice, or dismisses it.',
    body: z.union(DECISION_FORMS),
    answers: { 200: { meaning: 'Decided, or the same again.', schema: 'decision' } },
  },
  'GET /customers/{id}/mail': {
    summary: 'Lists the messages that were sent to a customer, the newest first, and the state of its addresses.',
    answers: { 200: { meaning: 'The messages and the addresses.', schema: 'customerMail' } },
  },
  'GET /mail-stops': {
    summary:
      'Lists the addresses that get no mail after a bounce or a complaint; with `all`, also those that get mail again.',
    query: z.object({ all: z.optional(z.string()) }),
    answers: { 200: { meaning: 'The addresses.', schema: 'mailStops' } },
  },
  'POST /mail-stops/{id}': {
    summary: 'Lifts the stop of an address for a reason. It gets mail until its next bounce or complaint.',
    body: liftBody,
    answers: { 200: { meaning: 'Lifted, or the address gets mail already.', schema: 'mailStop' } },
  },
  'POST /months/{month}/provider-claims': {
    summary: 'Marks a claim against a provider as open, sent, answered or paid.',
    body: markBody,
    answers: { 200: { meaning: 'Marked, or the same mark again.', schema: 'claimMark' } },
  },
  'GET /facts': {
    summary: 'Lists facts of the configured sources and of all customers, or of one customer.',
    query: READ_QUERIES.facts,
    answers: page('facts'),
  },
  'GET /activity': {
    summary: 'Lists records, retractions and closes with the person, the newest first.',
    query: READ_QUERIES.activity,
    answers: page('activity'),
  },
};
