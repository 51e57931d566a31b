import { type BillingMessage, billingMessage } from '../../shared/messaging/billing-message.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { parse } from '../../shared/lib/validation.ts';
import {
  type LocalCustomerMonth,
  localCustomerMonth,
  type MonthReportAnswer,
  monthReport,
} from '../cli/local-answers.ts';
import type { DeliveryAnswer } from './deliver-payload.ts';
import { type ReplayFolder, readFolder } from './replay-folder.ts';
import { type Pages, pagesOf } from '../cli/write-pages.ts';
import { type RejectedArrival, replayArrivals, type Replay } from './replay-arrivals.ts';

/** A closing of the month, and what invoicing received because of it. */
type Act = { readonly at: Instant; readonly messages: readonly BillingMessage[] };

/** A customer's month at the end of the story: what the API answers, as it came and as it is read. */
type CustomerEnd = { readonly id: string; readonly body: unknown; readonly answer: LocalCustomerMonth };

/** The sample month, played: what came in, three closings and what they sent, and how every customer stands in the end. */
export type Scenario = {
  readonly folder: ReplayFolder;
  readonly counts: Replay['counts'];
  readonly complaints: readonly RejectedArrival[];
  /** Closed as scheduled; closed again with nothing new. */
  readonly closed: Act;
  readonly closedAgain: Act;
  /** Closed once more, after a retraction. */
  readonly adjusted: Act;
  readonly customers: readonly CustomerEnd[];
  readonly report: MonthReportAnswer;
  /** The month and its customers' statements, for people. */
  readonly pages: Pages;
};

const HOUR = 3_600_000;

/** What the sample's people got wrong. */
export const RETRACTION = {
  of: { kind: 'exclusion', id: 'AUP-19' },
  reason: 'it was meant for another customer',
} as const;

/** The story, and the pipeline that it was played through, which stays up: whoever has it stops it. */
type Played = { readonly story: Scenario; readonly replay: Replay };

/** Plays the folder and closes `month`; closes it again; a day later retracts what was recorded in error, and closes once more. */
export const runScenario = async (
  directory: string,
  month: string,
  say: (progress: string) => void = () => {},
): Promise<Scenario> => {
  const { story, replay } = await continueScenario(directory, month, say);
  await replay.pipeline.stop();
  return story;
};

/** The same, and the pipeline stays up. */
export const continueScenario = async (
  directory: string,
  month: string,
  say: (progress: string) => void = () => {},
): Promise<Played> => {
  const folder = await readFolder(directory);
  const complaints: RejectedArrival[] = [];
  const played = await replayArrivals(folder, month, undefined, (complaint) => complaints.push(complaint), say);
  try {
    return { story: await tell(folder, month, played, complaints, say), replay: played };
  } catch (error) {
    await played.pipeline.stop();
    throw error;
  }
};

const tell = async (
  folder: ReplayFolder,
  month: string,
  { pipeline, asOf, counts, play, receive }: Replay,
  complaints: readonly RejectedArrival[],
  say: (progress: string) => void,
): Promise<Scenario> => {
  const counted = new Map(counts);
  const messages = async (): Promise<BillingMessage[]> =>
    (await receive()).map((text) => parse(billingMessage, parseJson(text)));
  const call = async (at: Instant, method: 'GET' | 'POST', path: string, body?: unknown): Promise<DeliveryAnswer> =>
    play(at, `${method} ${path}`, 'records', { method, path, body });
  const close = async (at: Instant, reason: string): Promise<Act> => {
    await call(at, 'POST', `/months/${month}/close`, { reason });
    return { at, messages: await messages() };
  };
  const closed = { at: asOf, messages: await messages() };
  const closedAgain = await close(asOf + HOUR, 'to show that closing again is safe');
  await call(asOf + 21 * HOUR, 'POST', '/retractions', RETRACTION);
  const adjusted = await close(asOf + 24 * HOUR, 'after a retraction');
  const customers: CustomerEnd[] = [];
  say('reading every statement …');
  for (const id of idsOf(folder)) {
    const body = bodyOf(await call(adjusted.at, 'GET', `/customers/${id}/months/${month}`));
    customers.push({ id, body, answer: parse(localCustomerMonth, body) });
  }
  const report = parse(monthReport, bodyOf(await call(adjusted.at, 'GET', `/months/${month}`)));
  const pages = await pagesOf(pipeline, month, idsOf(folder));
  return { folder, counts: counted, complaints, closed, closedAgain, adjusted, customers, report, pages };
};

const bodyOf = (answer: DeliveryAnswer): unknown => parseJson(answer?.body ?? '');

const idsOf = ({ customers }: ReplayFolder): string[] =>
  customers.flatMap((customer) =>
    typeof customer === 'object' && customer !== null && 'id' in customer ? [String(customer.id)] : [],
  );
