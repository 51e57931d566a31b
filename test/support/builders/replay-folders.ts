import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ConfigInput } from '../../../shared/config/config.ts';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';
import { instantText } from './instant.ts';

/** Folders to replay, made for a test, and the commands that are run on them. */

/** The contract's terms in UTC, every day counting, nobody needing to write: a component with one alarm by name, and one with none. */
export const folderConfig: ConfigInput = {
  policies: {
    open: {
      ...shortFormSla,
      id: 'open',
      timeZone: 'UTC',
      calendar: { excludeWeekdays: [], holidays: [] },
      claim: null,
    },
  },
  defaultPolicy: 'open',
  providers: { twilio: { statusPage: { id: 'gpkpyklzq55q', url: 'https://status.twilio.com' } } },
  components: { voice: { alarms: ['voice-5xx'], dependsOn: [] }, web: { alarms: [], dependsOn: [] } },
  closing: { day: 2, hour: 12 },
};

/** Acme pays 1,000 dollars for both. */
export const acme = {
  id: 'acme',
  name: 'Acme',
  components: ['voice', 'web'],
  serviceFees: { amountMinor: 100_000, currency: 'USD' },
};

export type FolderParts = {
  /** The lines of events.ndjson: text as it is, anything else as JSON. */
  readonly events?: readonly unknown[];
  readonly customers?: unknown;
  /** Left out: the folder has none. */
  readonly config?: unknown;
};

/** Writes a folder into a directory of its own; `remove` it after the tests. */
export const makeFolder = ({ events = [], customers = [acme], config }: FolderParts) => {
  const directory = mkdtempSync(join(tmpdir(), 'sla-credits-test-'));
  const write = (file: string, content: unknown): void =>
    writeFileSync(join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
  write('events.ndjson', events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event))).join('\n'));
  write('customers.json', customers);
  if (config !== undefined) write('sla.config.json', config);
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
};

/** A call of the HTTP API. */
export const calls = (at: string, method: string, path: string, body: unknown) => ({
  at: instantText(at),
  door: 'records',
  payload: { method, path, body },
});

/** Somebody declares that the web application was down, two hours from `start` on an October day. */
export const declares = (at: string, id: string, day: string, evidence = 'seen by hand') =>
  calls(at, 'POST', '/downtimes', {
    id,
    component: 'web',
    start: `2026-10-${day}T10:00:00Z`,
    end: `2026-10-${day}T12:00:00Z`,
    evidence,
  });

/** An alarm's event, arriving a second after its state changed. */
export const alarms = (
  at: string,
  state: string,
  place: { readonly account?: string; readonly region?: string } = {},
) => {
  const { account = '111122223333', region = 'us-west-2' } = place;
  return {
    at: instantText(`${at}:01`),
    door: 'eventbridge',
    payload: {
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      account,
      region,
      time: instantText(at),
      resources: [`arn:aws:cloudwatch:${region}:${account}:alarm:voice-5xx`],
      detail: { alarmName: 'voice-5xx', state: { value: state, timestamp: `2026-${at}:00.000+0000` } },
    },
  };
};

export type Ran = { readonly status: number; readonly stdout: string; readonly stderr: string };

const ROOT = join(import.meta.dirname, '../../..');

/** Runs a command of `local/cli/` as a process of its own; `set`: in its environment, beside what the tests have in theirs. */
export const runLocal = async (
  script: string,
  args: readonly string[],
  cwd = ROOT,
  set: Readonly<Record<string, string>> = {},
): Promise<Ran> => {
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(process.execPath, [join(ROOT, 'local/cli', script), ...args], { cwd, env: { ...env, ...set } });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode ?? -1, stdout, stderr };
};
