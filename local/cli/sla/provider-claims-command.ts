import { loadDraftedClaims } from '../../../shared/closing/load-provider-claims.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import type { ProviderClaim } from '../../../shared/closing/provider-claims.ts';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { formatInstant, type Instant } from '../../../shared/domain/time/instant.ts';
import type { Interval } from '../../../shared/domain/time/intervals.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { bold, dim, terminalWidth } from '../terminal.ts';
import { hangingText } from '../text-layout.ts';
import * as z from 'zod/mini';
import { EXIT, Failure } from '../failure.ts';
import { zonedTime } from './describe-run.ts';
import { parseAnswer } from './parse-answer.ts';
import type { CommandResult, Stage } from './stage.ts';

/** A mark of a claim as the command line has it. */
export type MarkOptions = {
  readonly provider: string | undefined;
  readonly service: string | undefined;
  readonly mark: string | undefined;
  readonly at: string | undefined;
  readonly text: string | undefined;
};

/** Lists the claims of a month against providers with an SLA, each with a drafted text, or marks one. */
export const providerClaimsCommand = async (
  stage: Stage,
  month: string,
  { mark, ...options }: MarkOptions,
): Promise<CommandResult> =>
  mark === undefined ? listClaims(stage, month) : markClaim(stage, month, { mark, ...options });

const markAnswer = z.looseObject({ outcome: z.string() });

const markClaim = async (
  stage: Stage,
  month: string,
  { provider, service, mark, at, text }: MarkOptions,
): Promise<CommandResult> => {
  if (provider === undefined || service === undefined)
    throw new Failure(EXIT.wrongCall, 'give --provider and --service with --mark');
  const body = { provider, service, state: mark, at, note: text };
  const answer = await stage.call('POST', `/months/${month}/provider-claims`, body);
  const receipt = parseAnswer(markAnswer, answer, `mark of the claim against ${provider}`);
  return { json: receipt, text: [`${provider}, ${service}, ${monthName(month)}: ${mark}`] };
};

const listClaims = async ({ table, deployment, config, now }: Stage, month: string): Promise<CommandResult> => {
  const context = { table, deployment, monthOf: monthReader(table, deployment) };
  const drafts = await loadDraftedClaims(context, month, now());
  return {
    json: drafts.map(({ claim: { outages, caused, deadline, nextDeadline, marks, ...claim }, text }) => ({
      ...claim,
      deadline: instantOrNull(deadline),
      nextDeadline: instantOrNull(nextDeadline),
      marks: marks.map(({ state, at, note, by, recordedAt }) => ({
        state,
        at: formatInstant(at),
        ...(note === undefined ? {} : { note }),
        by,
        recordedAt: formatInstant(recordedAt),
      })),
      outages: outages.map(intervalJson),
      caused: caused.map(({ component, intervals }) => ({ component, intervals: intervals.map(intervalJson) })),
      text,
    })),
    text:
      drafts.length === 0
        ? [`No claim against a provider in ${monthName(month)}`]
        : drafts.flatMap(({ claim, text }) => claimLines(claim, text, config.closing.timeZone)),
  };
};

const instantOrNull = (at: Instant | undefined): string | null => (at === undefined ? null : formatInstant(at));

const intervalJson = ({ start, end }: Interval) => ({ start: formatInstant(start), end: formatInstant(end) });

const claimLines = (claim: ProviderClaim, text: string, timeZone: string): string[] => [
  bold(
    `${claim.provider}, ${claim.service}, ${monthName(claim.month)}: ${formatMinor(claim.amountMinor, claim.currency)}`,
  ),
  dim(
    claim.deadline === undefined
      ? `policy ${claim.policy}; ${claim.amountMinor < claim.fullMinor ? 'the deadline has passed' : 'no deadline'}`
      : `policy ${claim.policy}; claim until ${zonedTime(claim.deadline, timeZone)}`,
  ),
  ...claim.marks.map(({ state, at, note, by }) =>
    dim(`${state} ${zonedTime(at, timeZone)} by ${by}${note === undefined ? '' : `: ${note}`}`),
  ),
  ...text.split('\n').map((line) => hangingText('  ', line, terminalWidth())),
  '',
];
