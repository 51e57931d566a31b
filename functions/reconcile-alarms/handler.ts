import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { loadConfig } from '../../shared/config/config.ts';
import { alarmArn, type Sources } from '../../shared/config/sources.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { openTable, type Table } from '../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../sla.config.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import { lambdaTelemetry } from '../lambda/telemetry.ts';
import { describeAlarms } from './read-cloudwatch.ts';
import { type OverdueContext, reportOverdueMonths } from './overdue-months.ts';
import { alarmNameOf } from './read-alarm.ts';
import { reconcileAlarm } from './reconcile-alarm.ts';

export type ReconcileContext = {
  readonly table: Table;
  /** CloudWatch in a region: an alarm is read where it is. */
  readonly cloudWatch: (region: string) => CloudWatchClient;
  readonly sources: Pick<Sources, 'components'>;
  readonly own: { readonly region: string; readonly account: string };
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};

/** How many alarms are read at once: CloudWatch lets an account ask for some ten histories a second. */
const AT_ONCE = 4;

/**
 * Reads what CloudWatch tells of every configured alarm, and records what never arrived. An alarm, or a region, that cannot be
 * read holds up no other; in the end it fails the invocation, which is tried again. One of another account is not read: what it
 * says comes by events alone, and the run says so.
 */
export const reconcileAlarms = (context: ReconcileContext) => async (): Promise<void> => {
  const { sources, own, telemetry } = context;
  const monitors = Object.values(sources.components).flatMap(({ alarms }) => alarms.map((each) => alarmArn(each, own)));
  const ours = [...new Set(monitors)].filter((monitor) => monitor.split(':')[4] === own.account);
  const failures: string[] = [];
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failures.push(`${what}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
    }
  };

  for (const [region, there] of Map.groupBy(ours, (monitor) => monitor.split(':')[3] ?? '')) {
    await attempt(region, async () => {
      const client = context.cloudWatch(region);
      const described = await describeAlarms(client, there.map(alarmNameOf));
      await mapConcurrently(AT_ONCE, there, (monitor) =>
        attempt(monitor, async () => {
          await reconcileAlarm(context, client, monitor, described.get(alarmNameOf(monitor)));
          telemetry.count('AlarmsReconciled');
        }),
      );
    });
  }
  if (failures.length > 0) throw new Error(`${failures.length} could not be read: ${failures.join('; ')}`);
  telemetry.count('ReconciliationsCompleted');
};

/** What a run does: tells whether a month is overdue, then reads the alarms, whatever came of the first. */
export const monitorSources = (context: ReconcileContext & OverdueContext): (() => Promise<void>) => {
  const [watch, reconcile] = [reportOverdueMonths(context), reconcileAlarms(context)];
  return async () => {
    try {
      await watch();
    } finally {
      await reconcile();
    }
  };
};

export const handler = lazyHandler(() => {
  const { components, closing } = loadConfig(slaConfig);
  const clients = new Map<string, CloudWatchClient>();
  return monitorSources({
    table: openTable(setting(ENV.table)),
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
    closing,
    cloudWatch: (region) => {
      const client = clients.get(region) ?? new CloudWatchClient({ region, maxAttempts: 5 });
      clients.set(region, client);
      return client;
    },
    sources: { components },
    own: { region: setting('AWS_REGION'), account: setting(ENV.account) },
  });
});
