import type { Config } from '../../../shared/config/config.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import type { Queue } from '../../../shared/messaging/send-messages.ts';
import type { LocalAnswer, LocalRequest } from '../../emulator/local-server.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';

/** The queues that have dead letters, by the names that the command line uses. */
export const QUEUES = ['intake', 'webhook', 'closing', 'work', 'billing'] as const;
export type QueueName = (typeof QUEUES)[number];

/** A queue with its dead letters. Refused webhooks have dead letters alone: what posts them is the status page. */
export type QueuePair = { readonly queue: Queue | undefined; readonly deadLetters: Queue };

/** What the HTTP API answered: the body as JSON, or as text where it is none. */
export type StageAnswer = { readonly status: number; readonly body: unknown };

/** What the commands work on: a deployed stage, or a replayed folder. */
export type Stage = {
  /** `stage prod in us-east-1`, `local/sample`. */
  readonly title: string;
  /** The option that means this stage again, in a hint: `--stage staging`, `--local DIR`; empty for the default. */
  readonly option: string;
  readonly config: Config;
  readonly isLocal: boolean;
  /** The month that is meant where none is named. */
  readonly month: string;
  readonly now: () => Instant;
  readonly call: (method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown) => Promise<StageAnswer>;
  /** Asks the console for what a browser asked for. */
  readonly forward: (request: LocalRequest) => Promise<LocalAnswer>;
  readonly queues: Readonly<Record<QueueName, QueuePair>>;
  readonly table: Table;
  /** Lets what was just put on the queues be worked through, where nothing else does: locally. */
  readonly settle: () => Promise<void>;
  readonly stop: () => Promise<void>;
};
