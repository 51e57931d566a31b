import { basename } from 'node:path';
import {
  type MutantCount,
  type MutationResults,
  countMutants,
  mutationScore,
  type SurvivingMutant,
  survivingMutants,
} from './mutation-results.ts';
import type { SurvivorReason } from './survivor-reasons.ts';

const START = '<!-- mutation: written by npm run test:mutation -->';
const END = '<!-- /mutation -->';

/** Returns a page with a new summary between the marks. Throws if the page has no marks. */
export const replaceSummary = (page: string, summary: string): string => {
  const [before, rest] = page.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`no ${START} … ${END} in the page`);
  return `${before}${START}\n\n${summary}\n\n${END}${after}`;
};

const changeOf = ({ from, to }: SurvivingMutant): string => `${from} → ${to}`;

const isOf = ({ mutants }: SurvivorReason, one: SurvivingMutant): boolean =>
  mutants.some(([file, change]) => file === basename(one.file) && change === changeOf(one));

/** Groups surviving mutants by the reason why they live. */
export const groupByReason = (
  alive: readonly SurvivingMutant[],
  reasons: readonly SurvivorReason[],
): {
  readonly groups: readonly { readonly reason: string; readonly alive: readonly SurvivingMutant[] }[];
  readonly unexplained: readonly SurvivingMutant[];
} => {
  return {
    groups: reasons.map((group) => ({ reason: group.reason, alive: alive.filter((one) => isOf(group, one)) })),
    unexplained: alive.filter((one) => !reasons.some((group) => isOf(group, one))),
  };
};

const percent = (share: number): string => `${share.toFixed(1)} %`;
const row = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`;
/** Returns text as Markdown code, in double backticks if it contains one. */
const code = (text: string): string => {
  const escaped = text.replaceAll('|', '\\|');
  return escaped.includes('`') ? `\`\` ${escaped} \`\`` : `\`${escaped}\``;
};

const table = (all: readonly MutantCount[]): string =>
  [
    row(['file', 'killed', 'survived', 'score']),
    '|---|---|---|---|',
    ...all
      .filter(({ killed, survived }) => killed + survived > 0)
      .map((count) => row([code(basename(count.file)), count.killed, count.survived, percent(mutationScore([count]))])),
    row([
      'together',
      all.reduce((sum, { killed }) => sum + killed, 0),
      all.reduce((sum, { survived }) => sum + survived, 0),
      percent(mutationScore(all)),
    ]),
  ].join('\n');

const listed = (alive: readonly SurvivingMutant[]): string =>
  alive.map((one) => `  - \`${basename(one.file)}\` ${one.line}: ${code(one.from)} → ${code(one.to)}`).join('\n');

/** Returns the summary of a run in Markdown: a table by file, and the surviving mutants by reason. */
export const summarizeMutation = (
  results: MutationResults,
  reasons: readonly SurvivorReason[],
  when: string,
): string => {
  const { groups, unexplained } = groupByReason(survivingMutants(results), reasons);
  return [
    when,
    table(countMutants(results)),
    ...groups.filter(({ alive }) => alive.length > 0).map(({ reason, alive }) => `- ${reason}\n${listed(alive)}`),
    ...(unexplained.length === 0 ? [] : [`- Without a reason:\n${listed(unexplained)}`]),
  ].join('\n\n');
};
