import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { readRecord } from '../../../shared/api/customers-api.ts';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { chargedFeesInput } from '../../../shared/persistence/customer-record.ts';
import { EXIT, Failure } from '../failure.ts';
import type { ApiBodies } from './api-paths.ts';
import type { CommandOptions } from './command-definition.ts';
import { suggestionText } from './known-customers.ts';
import { feeAmounts } from './fee-changes.ts';
import { parseAnswer, putCustomerAnswer } from './parse-answer.ts';
import { parseMoney } from './parse-money.ts';
import { effectLines, effectsJson, type EffectStage, recentMonths, recordEffects } from './record-effect.ts';
import type { CommandResult, Stage } from './stage.ts';

const feesBody = z.object({ amountMinor: z.number(), currency: z.string() });
const customerAnswer = z.looseObject({
  id: z.string(),
  name: z.string(),
  fees: z.array(
    z.object({ month: z.string(), fees: z.union([feesBody, z.object({ services: z.record(z.string(), feesBody) })]) }),
  ),
});

/** The keys of an answer that are no fields of a record. */
const ANSWER_KEYS = new Set(['fees', 'versions', 'recordedAt', 'by', 'effectiveFrom']);

const CHANGES = ['name', 'components', 'policy', 'fees', 'activeFrom', 'activeTo', 'effectiveFrom', 'file'] as const;

/**
 * Shows a customer's record, or puts one: from a file, or the present one with some fields changed. A dry run shows the effect on the
 * last three months, and stores nothing.
 */
export const customerCommand = async (
  stage: Pick<Stage, 'call'> & EffectStage,
  id: string,
  options: CommandOptions,
): Promise<CommandResult> => {
  const path = `/customers/${encodeURIComponent(id)}` as const;
  const answer = await stage.call('GET', path);
  const isNew = answer.status === 404;
  if (CHANGES.every((name) => options[name] === undefined)) {
    if (isNew) throw new Failure(EXIT.refused, `There is no customer ${id}`, { next: await suggestionText(stage, id) });
    parseAnswer(customerAnswer, answer, `customer ${id}`);
    return { json: answer.body, text: [JSON.stringify(answer.body, null, 2)] };
  }
  const present = isNew ? {} : recordOf(parseAnswer(customerAnswer, answer, `customer ${id}`));
  const body = options.file === undefined ? { ...present, ...changesOf(options) } : await readRecordFile(options.file);
  if (options.dryRun === true) return previewCustomer(stage, id, body);
  const { outcome } = parseAnswer(putCustomerAnswer, await stage.call('PUT', path, body), `customer ${id} not stored`);
  return {
    json: { id, outcome, record: body },
    text: [
      outcome === 'unchanged' ? `The record of ${id} is the same; nothing changed` : `Stored the record of ${id}`,
      ...feeAmounts(body).map(({ amountMinor, currency }) => `  fees ${formatMinor(amountMinor, currency)} a month`),
    ],
  };
};

const DRY_RUN = 'nothing was stored';

/** The person of a draft, which is not stored. */
const DRAFT_BY = 'draft';

const previewCustomer = async (stage: EffectStage, id: string, body: unknown): Promise<CommandResult> => {
  const { record, effectiveFrom } = readRecord(id, body, stage.config);
  const draft = { profile: record, effectiveFrom, recordedAt: stage.now(), by: DRAFT_BY };
  const effects = await recordEffects(stage, id, recentMonths(stage), (loaded) => ({
    ...loaded,
    profiles: [...loaded.profiles, draft],
  }));
  return {
    json: { id, dryRun: true, record: body, effects: effectsJson(effects) },
    text: [`The record of ${id} would have this effect; ${DRY_RUN}`, ...effectLines(effects)],
  };
};

const recordOf = (answer: z.output<typeof customerAnswer>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(answer).filter(([key]) => !ANSWER_KEYS.has(key)));

const changesOf = ({
  name,
  components,
  policy,
  fees,
  activeFrom,
  activeTo,
  effectiveFrom,
}: CommandOptions): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({
      name,
      policy,
      activeFrom,
      activeTo,
      effectiveFrom,
      components: components?.split(/[\s,;]+/).filter((each) => each !== ''),
      serviceFees: fees === undefined ? undefined : parseMoney(fees),
    }).filter(([, value]) => value !== undefined),
  );

const readRecordFile = async (file: string): Promise<unknown> => {
  const content = await readFile(file, 'utf8');
  try {
    return JSON.parse(content);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Failure(EXIT.refused, `${file}: not JSON: ${error.message}`);
  }
};

export type FeesCall = {
  readonly id: string;
  readonly month: string;
  /** In major units with the currency. */
  readonly amount: string;
  readonly service: string | undefined;
  /** Whether only the effect is shown. */
  readonly dryRun: boolean;
};

/** Records the fees of a month. With a service, the recorded fees of the other services stay. A dry run shows the effect only. */
export const feesCommand = async (
  stage: Pick<Stage, 'call'> & EffectStage,
  { id, month, amount, service, dryRun }: FeesCall,
): Promise<CommandResult> => {
  const path = `/customers/${encodeURIComponent(id)}` as const;
  const answer = await stage.call('GET', path);
  if (answer.status === 404)
    throw new Failure(EXIT.refused, `There is no customer ${id}`, { next: await suggestionText(stage, id) });
  const money = parseMoney(amount);
  const recorded = parseAnswer(customerAnswer, answer, `customer ${id}`).fees.find(
    (each) => each.month === month,
  )?.fees;
  const others = recorded !== undefined && 'services' in recorded ? recorded.services : {};
  const body: ApiBodies['PUT /customers/{id}/fees/{month}'] =
    service === undefined ? money : { services: { ...others, [service]: money } };
  const text = `${formatMinor(money.amountMinor, money.currency)} for ${id}${service === undefined ? '' : `, ${service}`} in ${month}`;
  if (dryRun) {
    const draft = { month, fees: parse(chargedFeesInput, body), recordedAt: stage.now(), by: DRAFT_BY };
    const effects = await recordEffects(stage, id, [month], (loaded) => ({ ...loaded, fees: [...loaded.fees, draft] }));
    return {
      json: { id, month, dryRun, fees: body, effects: effectsJson(effects) },
      text: [`${text} would have this effect; ${DRY_RUN}`, ...effectLines(effects)],
    };
  }
  const { outcome } = parseAnswer(
    putCustomerAnswer,
    await stage.call('PUT', `${path}/fees/${month}`, body),
    `fees of ${id} for ${month} not stored`,
  );
  return {
    json: { id, month, fees: body, outcome },
    text: [outcome === 'unchanged' ? `The fees are the same: ${text}` : `Recorded ${text}`],
  };
};
