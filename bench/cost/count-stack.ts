import { synthesise, type SynthesisedTemplate } from '../../infra/synthesise.ts';
import { loadConfig } from '../../shared/config/config.ts';
import slaConfig from '../../sla.config.ts';

/** What the stack has that costs by the month, whatever it does; counted in its template, for the configuration that comes with it. */
export type StackCounts = {
  readonly alarms: number;
  readonly dashboards: number;
  readonly secrets: number;
  /** Queues that Lambda reads for a function, of each kind: it asks even if nothing is there. */
  readonly polled: { readonly standard: number; readonly fifo: number };
  /** How often a schedule calls somebody in a month. */
  readonly scheduled: number;
  /** The configured alarms of the service itself: each is read at every reconciliation. */
  readonly watched: number;
};

const HOURS = 730;

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
      (calls, { Properties }) => calls + callsAMonth(String(Properties['ScheduleExpression'])),
      0,
    ),
    watched: new Set(Object.values(slaConfig.components).flatMap(({ alarms }) => alarms)).size,
  };
};

/** `rate(5 minutes)`; `cron(30 12 * * ? *)`, every day; `cron(0 12 2 * ? *)`, on one day a month. */
export const callsAMonth = (expression: string): number => {
  const [, every] = /^rate\((\d+) minutes?\)$/.exec(expression) ?? [];
  if (every !== undefined) return (HOURS * 60) / Number(every);
  const [, day] = /^cron\(\d+ \d+ (\*|\d+) \* \? \*\)$/.exec(expression) ?? [];
  if (day === undefined) throw new Error(`How often is ${expression}?`);
  return day === '*' ? HOURS / 24 : 1;
};
