import { basename } from 'node:path';
import { loadConfig } from '../../../shared/config/config.ts';
import { configWarnings } from '../../../shared/config/config-warnings.ts';
import { describeFault, type Fault, InvalidInput } from '../../../shared/lib/validation.ts';
import { EXIT, Failure, fileProblem } from '../failure.ts';
import { warning } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';
import { PROJECT_CONFIG, readConfigFile } from './read-config.ts';
import type { CommandResult } from './stage.ts';

/** Returns the errors of a configuration, in the order of the input; of a valid one, none. */
const configErrors = (input: unknown): readonly Fault[] => {
  try {
    loadConfig(input);
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults;
    throw error;
  }
};

/** Reports all errors and warnings of a configuration. A file that cannot be loaded has one error without a place. */
export const checkConfig = async (file = PROJECT_CONFIG): Promise<CommandResult> => {
  const name = basename(file);
  const { errors, warnings } = await findingsOf(file);
  return {
    json: { errors, warnings },
    text: [
      ...errors.map((fault) => `${name}: error: ${fault.at === '' ? fault.rule : describeFault(fault)}`),
      ...warnings.map((fault) => warning(`${name}: warning: ${describeFault(fault)}`)),
      `${name}: ${pluralText(errors.length, 'error')}, ${pluralText(warnings.length, 'warning')}`,
    ],
    ...(errors.length === 0 ? {} : { exit: EXIT.refused }),
  };
};

type Findings = { readonly errors: readonly Fault[]; readonly warnings: readonly Fault[] };

const findingsOf = async (file: string): Promise<Findings> => {
  try {
    const input = await readConfigFile(file);
    return { errors: configErrors(input), warnings: configWarnings(input) };
  } catch (error) {
    const problem = error instanceof Failure ? error.message : fileProblem(error);
    if (problem === undefined) throw error;
    return { errors: [{ at: '', rule: problem.replace(`${basename(file)}: `, '') }], warnings: [] };
  }
};

/** Returns a valid configuration as JSON, as `sla.config.json` of a replay folder has it. Throws `InvalidInput`. */
export const printConfig = async (file = PROJECT_CONFIG): Promise<CommandResult> => {
  const input = await readConfigFile(file);
  loadConfig(input);
  return { json: input, text: [JSON.stringify(input, null, 2)] };
};
