import type { Argument, Option } from 'commander';
import * as z from 'zod/mini';
import type { Config } from '../../../shared/config/config.ts';
import type { ReportProgress } from '../terminal.ts';
import type { CommandResult, Stage } from './stage.ts';

export const commonOptions = z.object({
  stage: z.string(),
  local: z.optional(z.union([z.literal(true), z.string()])),
  month: z.optional(z.string()),
  json: z.optional(z.boolean()),
});

/** The configuration of a call, and the folder's customers, before the stage is opened. */
export type CallSource = { readonly config: Config; readonly customers: readonly unknown[] | undefined };

type LoadedCommand = {
  /**
   * Checks the input by the configuration alone, so that an error appears before a replay. Returns a result if nothing else is to do.
   * @default no check
   */
  readonly check?: (source: CallSource) => Promise<CommandResult | undefined>;
  readonly work: (stage: Stage, onProgress: ReportProgress) => Promise<CommandResult>;
};

/** A parsed call: the stage to open, the month to close on a local stage, and the command's work. */
export type SlaCall = LoadedCommand & {
  readonly common: z.output<typeof commonOptions>;
  readonly month: string | undefined;
};

const text = z.optional(z.string());
const isSet = z.optional(z.boolean());

export const commandOptions = z.object({
  dryRun: isSet,
  yes: isSet,
  wait: isSet,
  csv: isSet,
  pseudonyms: isSet,
  timeout: z.optional(z.number()),
  port: z.optional(z.number()),
  apiBase: text,
  at: text,
  activeFrom: text,
  activeTo: text,
  announcedAt: text,
  by: text,
  channel: text,
  claimedMonth: text,
  components: text,
  customer: text,
  dismiss: text,
  effectiveFrom: text,
  end: text,
  evidence: text,
  fees: text,
  file: text,
  from: text,
  id: text,
  lift: text,
  impact: text,
  kind: text,
  mark: text,
  name: text,
  policy: text,
  provider: text,
  reason: text,
  receivedAt: text,
  recognizedAt: text,
  requestedBy: text,
  scope: text,
  service: text,
  start: text,
  step: text,
  text,
  to: text,
});
export type CommandOptions = z.output<typeof commandOptions>;

export type CommandDefinition = {
  readonly name: string;
  readonly description: string;
  readonly arguments?: readonly Argument[];
  readonly options?: readonly Option[];
  /** Loads the command's module, so that a call loads no other command. */
  readonly load: (args: readonly string[], options: CommandOptions) => Promise<LoadedCommand>;
};
