import { type Argument, Command, Option } from 'commander';
import * as z from 'zod/mini';
import type { CommandResult } from './stage.ts';

/** A parsed call of the group `config`. Its commands read sla.config.ts, and open no stage. */
export type ConfigCall = {
  readonly json: boolean;
  readonly work: () => Promise<CommandResult>;
};

const configOptions = z.object({ json: z.optional(z.boolean()), dryRun: z.optional(z.boolean()) });

type ConfigCommand = {
  readonly name: string;
  readonly description: string;
  readonly arguments?: readonly Argument[];
  readonly options?: readonly Option[];
  /** Loads the command's module, so that a call loads no other command. */
  readonly load: (args: readonly string[], options: z.output<typeof configOptions>) => Promise<ConfigCall['work']>;
};

const CONFIG_COMMANDS: readonly ConfigCommand[] = [
  {
    name: 'lock',
    description: 'write the new versions of the policies into sla.policies.lock.json; commit the file',
    options: [new Option('--dry-run', 'only list them')],
    load: async (_, { dryRun = false }) => {
      const { configLockCommand } = await import('./config-lock-command.ts');
      return () => configLockCommand({ dryRun });
    },
  },
];

/** Returns the group `config` of the command line. */
export const configGroup = (onCall: (call: ConfigCall) => Promise<void> | void): Command => {
  const group = new Command('config')
    .description('Works with sla.config.ts on this machine.')
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const definition of CONFIG_COMMANDS) {
    const command = group.command(definition.name).description(definition.description).allowExcessArguments(false);
    for (const argument of definition.arguments ?? []) command.addArgument(argument);
    for (const option of definition.options ?? []) command.addOption(option);
    command.option('--json', 'print the result, or the error, as one JSON document on standard output');
    command.action(async () => {
      const options = z.parse(configOptions, command.opts());
      await onCall({ json: options.json ?? false, work: await definition.load(command.args, options) });
    });
  }
  return group;
};
