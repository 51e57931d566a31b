import type { Instant } from '../../shared/domain/time/instant.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { parse } from '../../shared/lib/validation.ts';
import { type BillingMessage, billingMessage } from '../../shared/messaging/billing-message.ts';
import { listUnmatched } from '../../shared/persistence/unmatched-message.ts';
import type { DeliveryAnswer } from '../emulator/deliver-payload.ts';
import { type IgnoredPayload, type Replay, replayArrivals, type ReplayIssue } from '../emulator/replay-arrivals.ts';
import { readFolder, type ReplayFolder } from '../emulator/replay-folder.ts';
import type { NoticeTraffic } from './notice-lines.ts';
import { monthReport, type MonthReportAnswer } from './sla/parse-answer.ts';
import { customerMonthAnswer, type CustomerMonthAnswer } from './sla/customer-month-answer.ts';
import type { ReportProgress } from './terminal.ts';
import { type Pages, renderPages } from './write-pages.ts';
import { HOUR_MS } from '../../shared/lib/time-units.ts';

/** A close and the billing messages that it sent. */
type Closing = { readonly at: Instant; readonly messages: readonly BillingMessage[] };

/** The API's answer about a customer's month after the last close; `body` is the unparsed answer. */
type CustomerResult = { readonly id: string; readonly body: unknown; readonly answer: CustomerMonthAnswer };

/** The result of the sample scenario: the received payloads, three closes, and each customer's month. */
export type Scenario = {
  readonly folder: ReplayFolder;
  readonly counts: Replay['counts'];
  readonly outcomes: Replay['outcomes'];
  readonly issues: readonly ReplayIssue[];
  readonly ignored: readonly IgnoredPayload[];
  /** The scheduled close. */
  readonly closed: Closing;
  /** A close without new evidence. */
  readonly closedAgain: Closing;
  /** A close after a retraction. */
  readonly adjusted: Closing;
  readonly customers: readonly CustomerResult[];
  readonly report: MonthReportAnswer;
  readonly traffic: NoticeTraffic;
  readonly pages: Pages;
};

/** The fact that the scenario retracts after the first close. */
export const RETRACTION = {
  of: { kind: 'exclusion', id: 'AUP-19' },
  reason: 'it was meant for another customer',
} as const;

/** A scenario and its replay; the caller stops the replay's pipeline. */
type RunningScenario = { readonly scenario: Scenario; readonly replay: Replay };

/** Replays the folder and closes `month`, closes it again, retracts a fact a day later, and closes it once more. */
export const runScenario = async (
  directory: string,
  month: string,
  onProgress: ReportProgress = () => {},
): Promise<Scenario> => {
  const { scenario, replay } = await continueScenario(directory, month, onProgress);
  await replay.pipeline.stop();
  return scenario;
};

/** Runs the scenario and leaves its pipeline running. */
export const continueScenario = async (
  directory: string,
  month: string,
  onProgress: ReportProgress = () => {},
): Promise<RunningScenario> => {
  const folder = await readFolder(directory);
  const issues: ReplayIssue[] = [];
  const ignored: IgnoredPayload[] = [];
  const replay = await replayArrivals(folder, month, {
    onIssue: (issue) => issues.push(issue),
    onIgnored: (payload) => ignored.push(payload),
    onProgress,
  });
  try {
    return { scenario: await closeAndRead(folder, month, replay, { issues, ignored }, onProgress), replay };
  } catch (error) {
    await replay.pipeline.stop();
    throw error;
  }
};

const closeAndRead = async (
  folder: ReplayFolder,
  month: string,
  { pipeline, asOf, counts, outcomes, notices, receipts, deliver, receive }: Replay,
  { issues, ignored }: Pick<Scenario, 'issues' | 'ignored'>,
  onProgress: ReportProgress,
): Promise<Scenario> => {
  const countsAfterReplay = new Map(counts);
  const receiveMessages = async (): Promise<BillingMessage[]> =>
    (await receive()).map((text) => parse(billingMessage, parseJson(text)));
  const call = async (at: Instant, method: 'GET' | 'POST', path: string, body?: unknown): Promise<DeliveryAnswer> =>
    deliver(at, `${method} ${path}`, 'records', { method, path, body });
  const close = async (at: Instant, reason: string): Promise<Closing> => {
    await call(at, 'POST', `/months/${month}/close`, { reason });
    return { at, messages: await receiveMessages() };
  };
  const closed = { at: asOf, messages: await receiveMessages() };
  const closedAgain = await close(asOf + HOUR_MS, 'to show that a repeated close changes nothing');
  await call(asOf + 21 * HOUR_MS, 'POST', '/retractions', RETRACTION);
  const adjusted = await close(asOf + 24 * HOUR_MS, 'after a retraction');
  const customers: CustomerResult[] = [];
  onProgress('reading statements …');
  for (const id of customerIds(folder)) {
    const body = bodyOf(await call(adjusted.at, 'GET', `/customers/${id}/months/${month}`));
    customers.push({ id, body, answer: parse(customerMonthAnswer, body) });
  }
  const report = parse(monthReport, bodyOf(await call(adjusted.at, 'GET', `/months/${month}`)));
  const { table } = pipeline.account;
  const unmatched = await listUnmatched(table, folder.arrivals[0]?.at ?? asOf, adjusted.at);
  const sent = receipts.map(({ at, mail: { to } }) => ({ at, to }));
  const pages = await renderPages(pipeline, month, customerIds(folder), sent);
  return {
    folder,
    counts: countsAfterReplay,
    outcomes,
    issues,
    ignored,
    closed,
    closedAgain,
    adjusted,
    customers,
    report,
    traffic: { notices, receipts, unmatched },
    pages,
  };
};

const bodyOf = (answer: DeliveryAnswer): unknown => parseJson(answer?.body ?? '');

const customerIds = ({ customers }: ReplayFolder): string[] =>
  customers.flatMap((customer) =>
    typeof customer === 'object' && customer !== null && 'id' in customer ? [String(customer.id)] : [],
  );
