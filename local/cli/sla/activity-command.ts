import * as z from 'zod/mini';
import { csvCell } from '../../../shared/lib/csv-cell.ts';
import type { ReportProgress } from '../terminal.ts';
import { dim } from '../terminal.ts';
import { alignColumns } from '../text-layout.ts';
import type { CommandOptions } from './command-definition.ts';
import { zonedTime } from './describe-run.ts';
import { readPages } from './read-pages.ts';
import type { CommandResult, Stage } from './stage.ts';

const activity = z.looseObject({
  at: z.string(),
  kind: z.string(),
  by: z.string(),
  byName: z.optional(z.string()),
  customer: z.optional(z.string()),
  month: z.optional(z.string()),
  id: z.optional(z.string()),
  reason: z.optional(z.string()),
});
type Activity = z.output<typeof activity>;

const activityPage = z.object({ activities: z.array(activity) });

const FILTERS = ['by', 'kind', 'customer', 'from', 'to'] as const;
const COLUMNS = ['at', 'by', 'kind', 'customer', 'month', 'id', 'reason', 'byName'] as const;

/** Lists the activity, the newest first, as a table, as CSV or as JSON. */
export const activityCommand = async (
  stage: Pick<Stage, 'call' | 'config'>,
  options: CommandOptions,
  onProgress: ReportProgress,
): Promise<CommandResult> => {
  const filters = FILTERS.flatMap((name): [string, string][] => {
    const value = options[name];
    return value === undefined ? [] : [[name, value]];
  });
  const query = new URLSearchParams(filters).toString();
  const activities: Activity[] = [];
  for await (const page of readPages(stage, '/activity', activityPage, query)) {
    activities.push(...page.activities);
    onProgress(`${activities.length} records read …`);
  }
  return {
    json: { activities },
    text: options.csv === true ? csvLines(activities) : tableLines(activities, stage.config.closing.timeZone),
  };
};

const cellsOf = (each: Activity): string[] => COLUMNS.map((name) => each[name] ?? '');

const csvLines = (activities: readonly Activity[]): string[] =>
  [[...COLUMNS], ...activities.map(cellsOf)].map((cells) => cells.map(csvCell).join(','));

const tableLines = (activities: readonly Activity[], timeZone: string): string[] => {
  if (activities.length === 0) return ['No records match.'];
  const [header = '', ...lines] = alignColumns([
    [`when (${timeZone})`, 'kind', 'about', 'by'],
    ...activities.map(({ at, kind, by, byName, customer, month, id, reason }) => [
      zonedTime(Date.parse(at), timeZone).split(' ').slice(0, 2).join(' '),
      kind,
      [...new Set([customer, month, id].filter((each) => each !== undefined))].join(' ') +
        (reason === undefined ? '' : `: ${reason}`),
      byName === undefined ? by : `${byName} (${by})`,
    ]),
  ]);
  return [dim(header), ...lines];
};
