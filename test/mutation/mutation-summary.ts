import { basename } from 'node:path';
import { type Count, type Results, counts, score, type Survivor, survivors } from './mutation-results.ts';
import type { Reason } from './survivor-reasons.ts';

const START = '<!-- mutation: written by npm run test:mutation -->';
const END = '<!-- /mutation -->';

/** A page with what stands between the marks replaced. Throws if it has no marks. */
export const written = (page: string, summary: string): string => {
  const [before, rest] = page.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`no ${START} … ${END} in the page`);
  return `${before}${START}\n\n${summary}\n\n${END}${after}`;
};

const changeOf = ({ from, to }: Survivor): string => `${from} → ${to}`;

const isOf = ({ mutants }: Reason, one: Survivor): boolean =>
  mutants.some(([file, change]) => file === basename(one.file) && change === changeOf(one));

/** Survivors by the reason why they live; last those that have none. */
export const explained = (
  alive: readonly Survivor[],
  reasons: readonly Reason[],
): {
  readonly groups: readonly { readonly reason: string; readonly alive: readonly Survivor[] }[];
  readonly unexplained: readonly Survivor[];
} => {
  return {
    groups: reasons.map((group) => ({ reason: group.reason, alive: alive.filter((one) => isOf(group, one)) })),
    unexplained: alive.filter((one) => !reasons.some((group) => isOf(group, one))),
  };
};

const percent = (share: number): string => `${share.toFixed(1)} %`;
const row = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`;
const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

const table = (all: readonly Count[]): string =>
  [
    row(['file', 'killed', 'survived', 'score']),
    '|---|---|---|---|',
    ...all
      .filter(({ killed, survived }) => killed + survived > 0)
      .map((count) => row([code(basename(count.file)), count.killed, count.survived, percent(score([count]))])),
    row([
      'together',
      all.reduce((sum, { killed }) => sum + killed, 0),
      all.reduce((sum, { survived }) => sum + survived, 0),
      percent(score(all)),
    ]),
  ].join('\n');

const listed = (alive: readonly Survivor[]): string =>
  alive.map((one) => `  - \`${basename(one.file)}\` ${one.line}: ${code(one.from)} → ${code(one.to)}`).join('\n');

/** The summary of a run, in Markdown: a table by file, and who survived and why. */
export const summaryOf = (results: Results, reasons: readonly Reason[], when: string): string => {
  const { groups, unexplained } = explained(survivors(results), reasons);
  return [
    when,
    table(counts(results)),
    ...groups.filter(({ alive }) => alive.length > 0).map(({ reason, alive }) => `- ${reason}\n${listed(alive)}`),
    ...(unexplained.length === 0 ? [] : [`- Without a reason:\n${listed(unexplained)}`]),
  ].join('\n\n');
};
