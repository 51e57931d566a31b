import { synthesise, type SynthesisedTemplate } from '../../infra/synthesise.ts';
import { loadConfig } from '../../shared/config/config.ts';
import slaConfig from '../../sla.config.ts';

/** The resources with a fixed monthly price, counted in the template of the default configuration. */
export type StackCounts = {
  readonly alarms: number;
  readonly dashboards: number;
  readonly secrets: number;
  /** Queues that Lambda polls, also when they are empty. */
  readonly polled: { readonly standard: number; readonly fifo: number };
  /** Invocations by schedules in a month. */
  readonly scheduled: number;
  /** Alarms of the operator's service; every reconciliation reads each of them. */
  readonly watched: number;
};

const HOURS_PER_MONTH = 730;

export const countStack = (template: SynthesisedTemplate = synthesise(loadConfig(slaConfig), 'bench')): StackCounts => {
  const ofType = (type: string) => Object.values(template.Resources).filter(({ Type }) => Type === type);
  const properties = (type: string) => ofType(type).map(({ Properties }) => JSON.stringify(Properties));
  const mappings = properties('AWS::Lambda::EventSourceMapping');
  // The only FIFO queue that a function of the stack reads is the work queue.
  const fifo = mappings.filter((mapping) => mapping.includes('Work')).length;
  return {
    alarms: ofType('AWS::CloudWatch::Alarm').length,
    dashboards: ofType('AWS::CloudWatch::Dashboard').length,
    secrets: ofType('AWS::SecretsManager::Secret').length,
    polled: { standard: mappings.length - fifo, fifo },
    scheduled: ofType('AWS::Scheduler::Schedule').reduce(
      (calls, { Properties }) => calls + callsPerMonth(String(Properties['ScheduleExpression'])),
      0,
    ),
    watched: new Set(Object.values(slaConfig.components).flatMap(({ alarms }) => alarms)).size,
  };
};

/** Supports `rate(5 minutes)`, `cron(30 12 * * ? *)` (daily) and `cron(0 12 2 * ? *)` (monthly). */
export const callsPerMonth = (expression: string): number => {
  const [, every] = /^rate\((\d+) minutes?\)$/.exec(expression) ?? [];
  if (every !== undefined) return (HOURS_PER_MONTH * 60) / Number(every);
  const [, day] = /^cron\(\d+ \d+ (\*|\d+) \* \? \*\)$/.exec(expression) ?? [];
  if (day === undefined) throw new Error(`Unsupported schedule: ${expression}`);
  return day === '*' ? HOURS_PER_MONTH / 24 : 1;
};
