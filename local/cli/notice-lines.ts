import type { Instant } from '../../shared/domain/time/instant.ts';
import { isWaiting, type UnmatchedEntry } from '../../shared/persistence/unmatched-message.ts';
import { senderText } from '../../shared/web/messages-section.ts';
import type { NoticeDelivery, Replay } from '../emulator/replay-arrivals.ts';
import { bold, dim } from './terminal.ts';
import { alignColumns, hangingText, localDay, localTime } from './text-layout.ts';

/** The messages to the entry points for notices, and those that matched no customer. */
export type NoticeTraffic = Pick<Replay, 'notices' | 'receipts'> & { readonly unmatched: readonly UnmatchedEntry[] };

const DOORS = [
  ['records', 'requests to the HTTP API and forms'],
  ['notices', 'posts of help desks'],
  ['email', 'e-mails'],
] as const;

/** The results of messages. `assigned` to `automatic`: they matched no customer at first. */
const RESULTS = ['notices', 'assigned', 'dismissed', 'waiting', 'automatic', 'repeated', 'rejected'] as const;
type Result = (typeof RESULTS)[number];

/** How many messages of an entry point had each result; they add up to `received`. */
export type NoticeRow = Readonly<Record<Result | 'received', number>> & { readonly door: NoticeDelivery['door'] };

/** Returns the counts of each entry point for notices, with those that received nothing. */
export const noticeRows = ({ notices, unmatched }: NoticeTraffic): NoticeRow[] =>
  DOORS.map(([door]) => {
    const own = notices.filter((delivery) => delivery.door === door);
    const results = own.map((delivery, i) => resultOf(delivery, own.slice(0, i), unmatched));
    const count = (result: Result): number => results.filter((each) => each === result).length;
    return {
      door,
      received: own.length,
      notices: count('notices'),
      assigned: count('assigned'),
      dismissed: count('dismissed'),
      waiting: count('waiting'),
      automatic: count('automatic'),
      repeated: count('repeated'),
      rejected: count('rejected'),
    };
  });

/** `earlier`: the deliveries of the same entry point before this one. */
const resultOf = (
  { result, id }: NoticeDelivery,
  earlier: readonly NoticeDelivery[],
  unmatched: readonly UnmatchedEntry[],
): Result => {
  if (result === 'rejected') return 'rejected';
  if (result === 'known' || earlier.some((other) => other.id === id)) return 'repeated';
  const entry = unmatched.find(({ message }) => message.id === id || message.notice === id);
  return entry === undefined ? 'notices' : stateOf(entry);
};

const stateOf = (entry: UnmatchedEntry): Result => {
  if (entry.assignment !== undefined) return 'assigned';
  if (entry.dismissal !== undefined) return 'dismissed';
  return isWaiting(entry) ? 'waiting' : 'automatic';
};

/** Describes the messages: a table by entry point, each decided or waiting message, and each receipt. */
export const noticeLines = (traffic: NoticeTraffic, timeZone: string, width: number): string[] => {
  const rows = noticeRows(traffic);
  const total = (result: Result | 'received'): number => rows.reduce((sum, row) => sum + row[result], 0);
  const shown = RESULTS.filter((result) => total(result) > 0);
  const [header = '', ...lines] = alignColumns(
    [
      ['', 'received', ...shown],
      ...rows.map((row) => [row.door, String(row.received), ...shown.map((result) => String(row[result]))]),
      ['in total', String(total('received')), ...shown.map((result) => String(total(result)))],
    ],
    [1, ...shown.map((_, i) => i + 2)],
  );
  const when = (at: Instant): string => `${localDay(at, timeZone)} ${localTime(at, timeZone)}`;
  return [
    bold('Notices'),
    dim(`  ${header}`),
    ...lines.map((line) => `  ${line}`),
    ...DOORS.map(([door, text]) => dim(hangingText(`  ${door}: `, text, width))),
    ...traffic.unmatched.flatMap((entry) => entryLine(entry, when, width) ?? []),
    ...traffic.receipts.map(({ at, mail: { to, subject } }) =>
      hangingText('  ', `${when(at)} a receipt to ${to}: ${subject} (SES sends it; a replay does not)`, width),
    ),
  ];
};

const entryLine = (entry: UnmatchedEntry, when: (at: Instant) => string, width: number): string | undefined => {
  const { message, assignment, dismissal } = entry;
  const sender = `${when(message.receivedAt)} ${senderText(message)}:`;
  if (assignment !== undefined) {
    const { customer, recordedAt } = assignment;
    return hangingText('  ', `${sender} a person assigned it to ${customer} on ${when(recordedAt)}`, width);
  }
  if (dismissal !== undefined) return hangingText('  ', `${sender} dismissed: ${dismissal.reason}`, width);
  return isWaiting(entry) ? hangingText('  ', `${sender} waits for a person`, width) : undefined;
};
