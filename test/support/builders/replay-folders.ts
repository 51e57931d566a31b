import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ConfigInput } from '../../../shared/config/config.ts';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';
import { instantText } from './instant-text.ts';

/** Replay folders for tests, and the commands that read them. */

/**
 * The contract's terms in UTC, without excluded days and without required notice. One component has an alarm by name,
 * the other none.
 */
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

/** Acme pays 1,000.00 USD for both components. */
export const acmeRecord = {
  id: 'acme',
  name: 'Acme',
  components: ['voice', 'web'],
  serviceFees: { amountMinor: 100_000, currency: 'USD' },
};

export type FolderParts = {
  /** The lines of events.ndjson: text unchanged, other values as JSON. */
  readonly events?: readonly unknown[];
  readonly customers?: unknown;
  /** Without it, the folder has no configuration. */
  readonly config?: unknown;
};

/** Writes a folder into a new directory. Call `remove` after the tests. */
export const makeReplayFolder = ({ events = [], customers = [acmeRecord], config }: FolderParts) => {
  const directory = mkdtempSync(join(tmpdir(), 'sla-credits-test-'));
  const write = (file: string, content: unknown): void =>
    writeFileSync(join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
  write('events.ndjson', events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event))).join('\n'));
  write('customers.json', customers);
  if (config !== undefined) write('sla.config.json', config);
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
};

/** Returns a call of the HTTP API. */
export const callArrival = (at: string, method: string, path: string, body: unknown) => ({
  at: instantText(at),
  door: 'records',
  payload: { method, path, body },
});

/** Returns a declaration that the web application was down for two hours of an October day. */
export const downtimeArrival = (at: string, id: string, day: string, evidence = 'seen by hand') =>
  callArrival(at, 'POST', '/downtimes', {
    id,
    component: 'web',
    start: `2026-10-${day}T10:00:00Z`,
    end: `2026-10-${day}T12:00:00Z`,
    evidence,
  });

/** Returns the event of an alarm that arrives one second after the state change. */
export const alarmArrival = (
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

export type ProcessResult = { readonly status: number; readonly stdout: string; readonly stderr: string };

const ROOT = join(import.meta.dirname, '../../..');

/** Runs a command of `local/cli/` as a process. `set` adds environment variables. */
export const runLocal = async (
  script: string,
  args: readonly string[],
  cwd = ROOT,
  set: Readonly<Record<string, string>> = {},
): Promise<ProcessResult> => {
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(process.execPath, [join(ROOT, 'local/cli', script), ...args], { cwd, env: { ...env, ...set } });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode ?? -1, stdout, stderr };
};
