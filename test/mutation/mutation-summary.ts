import { basename } from 'node:path';
import {
  type MutantCount,
  mutantCounts,
  type MutationReport,
  scorePercent,
  type Survivor,
  survivors,
} from './mutation-results.ts';
import type { SurvivorReason } from './survivor-reasons.ts';

const START = '<!-- mutation: written by npm run test:mutation -->';
const END = '<!-- /mutation -->';

/** Replaces the text between the marks of a page. Throws for a page without marks. */
export const replaceSummary = (page: string, summary: string): string => {
  const [before, rest] = page.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`no ${START} … ${END} in the page`);
  return `${before}${START}\n\n${summary}\n\n${END}${after}`;
};

const changeText = ({ from, to }: Survivor): string => `${from} → ${to}`;

const isListed = ({ mutants }: SurvivorReason, survivor: Survivor): boolean =>
  mutants.some(([file, change]) => file === basename(survivor.file) && change === changeText(survivor));

/** Groups surviving mutants by their reason, and lists those without one. */
export const explainSurvivors = (
  all: readonly Survivor[],
  reasons: readonly SurvivorReason[],
): {
  readonly groups: readonly { readonly reason: string; readonly alive: readonly Survivor[] }[];
  readonly unexplained: readonly Survivor[];
} => ({
  groups: reasons.map((group) => ({
    reason: group.reason,
    alive: all.filter((survivor) => isListed(group, survivor)),
  })),
  unexplained: all.filter((survivor) => !reasons.some((group) => isListed(group, survivor))),
});

const percentText = (share: number): string => `${share.toFixed(1)} %`;
const tableRow = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`;

/** Returns text as a Markdown code span, in double backticks if it contains one. An empty span is not possible. */
const codeSpan = (text: string): string => {
  if (text === '') return '(empty)';
  const escaped = text.replaceAll('|', '\\|');
  return escaped.includes('`') ? `\`\` ${escaped} \`\`` : `\`${escaped}\``;
};

const scoreTable = (all: readonly MutantCount[]): string =>
  [
    tableRow(['file', 'killed', 'survived', 'score']),
    '|---|---|---|---|',
    ...all
      .filter(({ killed, survived }) => killed + survived > 0)
      .map((count) =>
        tableRow([`\`${basename(count.file)}\``, count.killed, count.survived, percentText(scorePercent([count]))]),
      ),
    tableRow([
      'together',
      all.reduce((sum, { killed }) => sum + killed, 0),
      all.reduce((sum, { survived }) => sum + survived, 0),
      percentText(scorePercent(all)),
    ]),
  ].join('\n');

const survivorList = (alive: readonly Survivor[]): string =>
  alive
    .map(({ file, line, from, to }) => `  - \`${basename(file)}\` ${line}: ${codeSpan(from)} → ${codeSpan(to)}`)
    .join('\n');

const named = (sentence: string, paths: readonly string[]): string =>
  paths.length === 0 ? '' : `\n${sentence}: ${paths.map((path) => `\`${basename(path)}\``).join(', ')}.`;

/** Returns what a summary lacks in sentences: the parts without results, and the files that changed since their results. */
export const gapsText = (gaps: { readonly missing: readonly string[]; readonly changed: readonly string[] }): string =>
  named('Without results', gaps.missing) + named('Changed since their results', gaps.changed);

/** Returns the summary of a run in Markdown: a table by file, and the surviving mutants by reason. */
export const summaryOf = (report: MutationReport, reasons: readonly SurvivorReason[], title: string): string => {
  const { groups, unexplained } = explainSurvivors(survivors(report), reasons);
  return [
    title,
    scoreTable(mutantCounts(report)),
    ...groups.filter(({ alive }) => alive.length > 0).map(({ reason, alive }) => `- ${reason}\n${survivorList(alive)}`),
    ...(unexplained.length === 0 ? [] : [`- Without a reason:\n${survivorList(unexplained)}`]),
  ].join('\n\n');
};
