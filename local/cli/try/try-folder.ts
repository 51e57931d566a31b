import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../../shared/config/config.ts';
import { closingInstant } from '../../../shared/config/schedule.ts';
import { alarmArn } from '../../../shared/config/sources.ts';
import { formatInstant, type Instant, parseInstant } from '../../../shared/domain/time/instant.ts';
import { presetById } from '../../../shared/domain/policy/public-presets.ts';
import type { AlarmPlace } from '../../../shared/ingest/ingest-alarm-history.ts';
import { MINUTE_MS } from '../../../shared/lib/time-units.ts';
import type { MailArrival } from './mail-folder.ts';
import type { NoticeBody } from './notices-csv.ts';
import {
  alarmTitle,
  CLOSING,
  type ComponentsInput,
  type HistoryInput,
  type Policies,
  type StatusPageInput,
} from './read-input.ts';

/** The content of a replay folder. */
export type TryFolder = {
  readonly config: unknown;
  readonly customers: readonly unknown[];
  readonly events: readonly object[];
};

/** Returns the configuration of a month's files. `presets`: the presets that customers name. */
export const tryConfig = (
  { policies, defaultPolicy }: Policies,
  presets: readonly string[],
  components: ComponentsInput,
  provider: { readonly id: string; readonly page: StatusPageInput } | undefined,
): { readonly written: unknown; readonly config: Config } => {
  const named = presets.flatMap((id) => {
    const preset = presetById(id)?.policy;
    return preset === undefined ? [] : [[id, preset] as const];
  });
  const written = {
    policies: { ...Object.fromEntries(named), ...policies },
    defaultPolicy,
    providers:
      provider === undefined ? {} : { [provider.id]: { statusPage: { id: provider.page.id, url: provider.page.url } } },
    components,
    closing: CLOSING,
  };
  return { written, config: loadConfig(written) };
};

/** Returns the components of a mapping: each component's alarms, and the page's components that excuse it. */
export const mappedComponents = (
  ids: readonly string[],
  alarms: ReadonlyMap<string, string>,
  excuses: ReadonlyMap<string, string>,
  { provider, names }: { readonly provider: string; readonly names: ReadonlyMap<string, string> },
): ComponentsInput =>
  Object.fromEntries(
    ids.map((id) => [
      id,
      {
        alarms: sourcesOf(alarms, id),
        dependsOn: sourcesOf(excuses, id).map((component) => ({
          provider,
          component,
          name: names.get(component) ?? component,
        })),
      },
    ]),
  );

const sourcesOf = (mapping: ReadonlyMap<string, string>, component: string): string[] =>
  [...mapping].flatMap(([source, mapped]) => (mapped === component ? [source] : []));

/** Evidence that was read as a whole arrives this long before the close. */
const READ_BEFORE_MS = MINUTE_MS;

/** Returns the arrivals of a month: each notice when it was received, and the other files before the close. */
export const tryEvents = (
  month: string,
  { closing, components }: Config,
  files: {
    readonly histories: readonly HistoryInput[];
    readonly page: StatusPageInput | undefined;
    readonly notices: readonly NoticeBody[];
    readonly mails: readonly MailArrival[];
  },
  place: AlarmPlace,
): object[] => {
  const at = formatInstant(closingInstant(closing, month) - READ_BEFORE_MS);
  const configured = Object.values(components).flatMap(({ alarms }) => alarms.map(({ alarm }) => alarm));
  return [
    ...files.notices.map((body) => ({
      at: body.receivedAt,
      door: 'records',
      payload: { method: 'POST', path: '/notices', body },
    })),
    ...files.mails,
    ...files.histories.map(({ payload }) => ({
      at,
      door: 'alarm-history',
      payload: withArns(payload, (name) => arnOf(name, configured, place)),
    })),
    ...(files.page === undefined ? [] : [{ at, door: 'incidents', payload: files.page.document }]),
  ];
};

/** Returns the ARN of a history's alarm. If exactly one configured ARN has its name, it is that alarm. */
const arnOf = (name: string, configured: readonly string[], place: AlarmPlace): string => {
  const [only, another] = configured.filter((alarm) => alarm.startsWith('arn:') && alarmTitle(alarm) === name);
  return only !== undefined && another === undefined && !configured.includes(name) ? only : alarmArn(name, place);
};

/** Adds the ARN to each item that has none, so that the folder needs no option. */
const withArns = (payload: unknown, arn: (name: string) => string): unknown => {
  if (!isObject(payload) || !('AlarmHistoryItems' in payload) || !Array.isArray(payload.AlarmHistoryItems))
    return payload;
  const items = payload.AlarmHistoryItems.map((item: unknown) =>
    isObject(item) && 'AlarmName' in item && !('AlarmArn' in item)
      ? { ...item, AlarmArn: arn(String(item.AlarmName)) }
      : item,
  );
  return { ...payload, AlarmHistoryItems: items };
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Returns how many instants of receipt are after an instant. */
export const receivedAfter = (receipts: readonly string[], at: Instant): number =>
  receipts.filter((receivedAt) => (parseInstant(receivedAt) ?? at) > at).length;

/** Writes a replay folder. */
export const writeTryFolder = async (directory: string, { config, customers, events }: TryFolder): Promise<void> => {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'sla.config.json'), `${JSON.stringify(config, null, 2)}\n`);
  await writeFile(join(directory, 'customers.json'), `${JSON.stringify(customers, null, 2)}\n`);
  await writeFile(join(directory, 'events.ndjson'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
};
