import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { componentsOf } from '../../../shared/closing/load-month.ts';
import { monthStatus } from '../../../shared/closing/month-status.ts';
import { pageOfAllCustomers } from '../../../shared/closing/select-customers.ts';
import { currentSnapshot } from '../../../shared/closing/config-snapshot.ts';
import { AWS_PROVIDER, statusPagesOf } from '../../../shared/config/sources.ts';
import {
  configurationSnapshot,
  type ConfigurationSnapshot,
} from '../../../shared/domain/month/configuration-snapshot.ts';
import { monthInterval } from '../../../shared/domain/time/calendar.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { mapConcurrently } from '../../../shared/lib/map-concurrently.ts';
import { DAY_MS } from '../../../shared/lib/time-units.ts';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import { loadSharedFacts } from '../../../shared/persistence/shared-facts.ts';
import { monthsBetween } from '../backtest/backtest-months.ts';
import type { ReportProgress } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';
import {
  type ExportedArrival,
  factArrival,
  feesArrival,
  goodwillArrival,
  NO_PRIVACY,
  type Privacy,
  profileArrival,
  pseudonymsOf,
  withoutDanglingRetractions,
} from './fact-arrival.ts';
import { type CommandResult, slaCommand, type Stage } from './stage.ts';

type ExportOptions = {
  readonly from: string;
  readonly to: string;
  readonly directory: string;
  readonly pseudonyms: boolean;
};

const CUSTOMER_READS_MAX = 16;

/** Facts are exported from this long before a month, since an outage may have begun earlier. */
const BEFORE_MS = 93 * DAY_MS;
/** … and to this long after it. */
const AFTER_MS = 62 * DAY_MS;

/** Writes the facts of months as one replay folder for each month, with the configuration of its close. */
export const exportCommand = async (
  stage: Stage,
  { from, to, directory, pseudonyms }: ExportOptions,
  onProgress: ReportProgress,
): Promise<CommandResult> => {
  const privacy = pseudonyms ? pseudonymsOf(stage.deployment.stage) : NO_PRIVACY;
  const months: { readonly month: string; readonly arrivals: number }[] = [];
  for (const month of monthsBetween(from, to)) {
    onProgress(`exporting ${month} …`);
    months.push({ month, arrivals: await exportMonth(stage, month, join(directory, month), privacy) });
  }
  return {
    json: { directory, pseudonyms, months },
    text: [
      ...months.map(({ month, arrivals }) => `${join(directory, month)}: ${pluralText(arrivals, 'arrival')}`),
      `→ ${slaCommand(`verify ${directory}${stage.option}`)}`,
    ],
  };
};

const exportMonth = async (
  { table, deployment, now }: Stage,
  month: string,
  directory: string,
  privacy: Privacy,
): Promise<number> => {
  const asOf = now();
  const { question } = await monthStatus(table, deployment, month, asOf);
  const snapshot = question.basis?.basis ?? currentSnapshot(deployment, month).basis;
  const arrivals: ExportedArrival[] = [];
  let after: string | undefined;
  do {
    const page = await pageOfAllCustomers({ table, deployment }, asOf, after);
    const all = await mapConcurrently(CUSTOMER_READS_MAX, page.customers, async (id) => loadCustomer(table, id, month));
    for (const { id, profiles, fees, records, goodwill } of all)
      arrivals.push(
        ...profiles.map((version) => profileArrival(version, privacy)),
        ...fees.filter((version) => version.month === month).map((version) => feesArrival(id, version, privacy)),
        ...goodwill.filter((grant) => grant.month === month).map((grant, i) => goodwillArrival(grant, i + 1, privacy)),
        ...withoutDanglingRetractions(records).map(({ fact, said = {} }) =>
          factArrival(fact, {
            text: said['text'] ?? said['evidence'] ?? 'no text',
            pageOf: pageIn(deployment.config),
            privacy,
          }),
        ),
      );
    after = page.next;
  } while (after !== undefined);
  const { start, end } = monthInterval(month, deployment.config.closing.timeZone);
  const subjects = subjectsOf(snapshot.components);
  const range = { from: start - BEFORE_MS, to: Math.min(end + AFTER_MS, asOf) };
  const shared = await loadSharedFacts(table, subjects, range, asOf);
  arrivals.push(
    ...withoutDanglingRetractions(shared.map((fact) => ({ fact }))).map(({ fact }) =>
      factArrival(fact, { text: 'exported', pageOf: pageIn(deployment.config), privacy }),
    ),
  );
  await mkdir(directory, { recursive: true });
  await writeFile(
    join(directory, 'sla.config.json'),
    `${JSON.stringify(exportedConfig(snapshot, deployment.config), null, 2)}\n`,
  );
  await writeFile(join(directory, 'customers.json'), '[]\n');
  const lines = arrivals
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, ...arrival }) => `${JSON.stringify({ at: formatInstant(at), ...arrival })}\n`);
  await writeFile(join(directory, 'events.ndjson'), lines.join(''));
  return arrivals.length;
};

const subjectsOf = (components: ReturnType<typeof componentsOf>) => ({
  monitors: components.flatMap(({ monitors }) => monitors.map(({ monitor }) => monitor)),
  providerComponents: components.flatMap(({ dependsOn }) =>
    dependsOn.filter(({ provider }) => provider !== AWS_PROVIDER),
  ),
  components: components.map(({ id }) => id),
});

const pageIn =
  ({ providers }: Stage['config']) =>
  (provider: string): string => {
    return providers[provider]?.statusPage?.id ?? provider;
  };

/**
 * Returns a snapshot as a configuration: its policies have their holidays as dates, its alarms their ARNs.
 * The providers' own SLAs are left out: they decide no credit, and contain our fees.
 */
const exportedConfig = (snapshot: ConfigurationSnapshot, { providers, closing }: Stage['config']): unknown => {
  const { policies, defaultPolicy, components } = z.encode(configurationSnapshot, snapshot);
  return {
    policies,
    defaultPolicy,
    providers: Object.fromEntries(
      statusPagesOf({ providers }).map(({ provider, statusPage }) => [provider, { statusPage }]),
    ),
    components: Object.fromEntries(
      components.map(({ id, monitors, dependsOn }) => [
        id,
        {
          alarms: monitors.map((monitor) =>
            typeof monitor === 'string' ? monitor : { alarm: monitor.monitor, impact: monitor.impact },
          ),
          dependsOn,
        },
      ]),
    ),
    closing: { day: closing.day, hour: closing.hour, timeZone: closing.timeZone },
  };
};
