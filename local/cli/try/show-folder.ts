import { join } from 'node:path';
import type { Config } from '../../../shared/config/config.ts';
import { policiesOfMonth } from '../../../shared/config/policy-versions.ts';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { monthInterval } from '../../../shared/domain/time/calendar.ts';
import { DAY_MS } from '../../../shared/lib/time-units.ts';
import type { AlarmPlace } from '../../../shared/ingest/ingest-alarm-history.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { type BillingMessage, billingMessage } from '../../../shared/messaging/billing-message.ts';
import { isWaiting, listUnmatched } from '../../../shared/persistence/unmatched-message.ts';
import { runReport } from '../../../shared/persistence/run-store.ts';
import { replayArrivals, type ReplayIssue } from '../../emulator/replay-arrivals.ts';
import { readFolder } from '../../emulator/replay-folder.ts';
import { blockedLines, reviewLines, zonedTime } from '../sla/describe-run.ts';
import { bold, dim, type ReportProgress } from '../terminal.ts';
import { alignColumns, hangingText, pluralText } from '../text-layout.ts';
import { renderPages, writePages } from '../write-pages.ts';

/** A replayed month: its billing messages as JSON, its text for people, and the issues of the replay. */
export type ShownFolder = {
  readonly messages: readonly string[];
  readonly text: readonly string[];
  readonly issues: readonly ReplayIssue[];
};

/** A message is about a month until this long after its end. */
const AFTERWARDS_MS = 31 * DAY_MS;

type ShowOptions = { readonly month: string; readonly place: AlarmPlace; readonly width: number };

/** Replays a folder, closes the month, and writes its pages into the folder. */
export const showFolder = async (
  directory: string,
  { month, place, width }: ShowOptions,
  onProgress: ReportProgress,
): Promise<ShownFolder> => {
  const folder = await readFolder(directory);
  const issues: ReplayIssue[] = [];
  const onIssue = (issue: ReplayIssue): void => void issues.push(issue);
  const { pipeline, receive } = await replayArrivals(folder, month, { place, onIssue, onProgress });
  try {
    const messages = await receive();
    const ids = folder.customers.flatMap((customer) =>
      typeof customer === 'object' && customer !== null && 'id' in customer ? [String(customer.id)] : [],
    );
    onProgress('writing pages …');
    await writePages(join(directory, 'pages'), await renderPages(pipeline, month, ids));
    const { blocked = [], attention = [] } = (await runReport(pipeline.account.table, month)) ?? {};
    const { timeZone } = folder.config.closing;
    const { start, end } = monthInterval(month, timeZone);
    const unmatched = await listUnmatched(pipeline.account.table, start, end + AFTERWARDS_MS);
    const waiting = unmatched.filter(isWaiting);
    const text = [
      bold(`${monthName(month)}: ${pluralText(ids.length, 'customer')}, ${pluralText(messages.length, 'credit')}`),
      dim(`${titleOf(folder.config, month)}; times in ${timeZone}`),
      ...creditLines(
        messages.map((message) => parse(billingMessage, parseJson(message))),
        width,
      ),
      ...blockedLines(blocked, 0, timeZone, width),
      ...reviewLines(attention, 0, timeZone, width),
      ...(waiting.length === 0 ? [] : ['', bold('Messages without a customer')]),
      ...waiting.map(({ message: { from = 'unknown sender', subject = 'no subject', receivedAt } }) =>
        hangingText('  ', `${from}, ${zonedTime(receivedAt, timeZone)}: ${subject}`, width),
      ),
      '',
      `${bold('Pages')} of the month and of each customer: open ${join(directory, 'pages', month, 'index.html')}`,
      dim(`The folder is complete: npm run --silent replay -- ${directory} --month ${month} --explain`),
    ];
    return { messages, text, issues };
  } finally {
    await pipeline.stop();
  }
};

/** Names the default policy of a month. */
const titleOf = ({ policies, defaultPolicy }: Config, month: string): string => {
  const version = policiesOfMonth(policies, month)[defaultPolicy]?.version;
  return `policy ${defaultPolicy}${version === undefined ? '' : ` version ${version}`}`;
};

const creditLines = (messages: readonly BillingMessage[], width: number): string[] => {
  const figures = alignColumns(
    messages.map(({ data: { customer, amountMinor, currency } }) => [customer, formatMinor(amountMinor, currency)]),
    [1],
  );
  return messages.map(({ data: { month, reason } }, i) =>
    hangingText(`  ${figures[i]}  `, reason.replace(`SLA credit for ${monthName(month)}: `, ''), width),
  );
};
