import type { Deployment } from '../../../shared/closing/load-month.ts';
import type { Config } from '../../../shared/config/config.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import type { Queue } from '../../../shared/messaging/send-messages.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import type { LocalAnswer, LocalRequest } from '../../emulator/local-server.ts';
import type { StatementObjects } from '../../emulator/statement-objects.ts';
import type { Exit } from '../failure.ts';
import type { ApiPaths } from './api-paths.ts';

/** The queues with dead letters, as the command line names them. */
export const QUEUES = ['intake', 'webhook', 'closing', 'work', 'billing'] as const;
type OwnQueueName = (typeof QUEUES)[number];

/** The queues of mail to customers. A stage has them if its configuration sends mail. */
export const MAIL_QUEUES = ['statements', 'mail-events'] as const;
type MailQueueName = (typeof MAIL_QUEUES)[number];
export type QueueName = OwnQueueName | MailQueueName;

/** A queue and its dead-letter queue. The status page posts webhooks itself, so `webhook` has dead letters only. */
export type QueuePair = { readonly queue: Queue | undefined; readonly deadLetters: Queue };

/** A path of the API, with or without a query. */
type ApiPath<M extends keyof ApiPaths> = ApiPaths[M] | `${ApiPaths[M]}?${string}`;

/** An answer of the HTTP API; `body` is parsed JSON, or the text if it is not JSON. */
export type StageAnswer = { readonly status: number; readonly body: unknown };

/** The system that a command works on: a deployed stage, or a replayed folder. */
export type Stage = {
  /** `stage prod in us-east-1`, `local/sample`. */
  readonly title: string;
  /** The option that selects this stage, for hints: ` --stage staging`, ` --local DIR`; empty for the default. */
  readonly option: string;
  readonly config: Config;
  /** The same configuration, with the account and region of alarms that have no ARN. */
  readonly deployment: Deployment;
  readonly isLocal: boolean;
  /** The default month of `status`. */
  readonly month: string;
  readonly now: () => Instant;
  readonly call: <M extends keyof ApiPaths>(method: M, path: ApiPath<M>, body?: unknown) => Promise<StageAnswer>;
  /** Sends a browser's request to the console. */
  readonly forward: (request: LocalRequest) => Promise<LocalAnswer>;
  readonly queues: Readonly<Record<OwnQueueName, QueuePair>> & Readonly<Partial<Record<MailQueueName, QueuePair>>>;
  readonly table: Table;
  readonly statements: StatementObjects;
  /** Processes the queues of a local stage; does nothing on a deployed one. */
  readonly settle: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** The result of a command, as lines of text and as JSON. */
export type CommandResult = {
  readonly text: readonly string[];
  readonly json: unknown;
  /** @default EXIT.done */
  readonly exit?: Exit;
};

/** Returns the shell command of an `sla` call, for hints. */
export const slaCommand = (args: string): string => `npm run sla -- ${args}`;
