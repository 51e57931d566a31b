import { readFile } from 'node:fs/promises';
import { parse as parsePath } from 'node:path';
import { configuredPolicy } from '../../shared/domain/policy/policy.ts';
import type { PolicyPreset } from '../../shared/domain/policy/policy-preset.ts';
import { type ConfiguredPolicy, policyInWords } from '../../shared/domain/policy/policy-in-words.ts';
import { policyTraps } from '../../shared/domain/policy/policy-traps.ts';
import { presetById, publicPresets } from '../../shared/domain/policy/public-presets.ts';
import { HOLIDAY_COUNTRIES } from '../../shared/domain/time/holidays.ts';
import { InvalidInput, parse } from '../../shared/lib/validation.ts';
import { newProgram, runProgram } from './run-program.ts';
import { EXIT, Failure, toFailure } from './failure.ts';
import { bold, dim, print, terminalWidth, warning } from './terminal.ts';
import { hangingText, pluralText } from './text-layout.ts';

const CALL = 'npm run --silent policies --';

const DETAILS = `
Exit status: 0 done; 1 wrong command line; 2 invalid policy, unknown preset or unreadable file; 3 failed.

Examples:
  ${CALL} list
  ${CALL} show twilio
  ${CALL} show twilio --json > my-policy.json
  ${CALL} check my-policy.json`;

const printText = (prefix: string, text: string): void => print(hangingText(prefix, text, terminalWidth()));

const printList = (title: string, items: readonly string[]): void => {
  if (items.length === 0) return;
  print('');
  print(bold(title));
  for (const item of items) printText('  - ', item);
};

const NAME_COLUMNS = Math.max(...publicPresets.map(({ policy }) => policy.id.length)) + 2;

const listPresets = (): void => {
  for (const { policy, vendor, summary } of publicPresets) {
    printText(policy.id.padEnd(NAME_COLUMNS), `${vendor}: ${summary}`);
  }
};

const findPreset = (id: string): PolicyPreset => {
  const preset = presetById(id);
  if (preset !== undefined) return preset;
  throw new Failure(EXIT.refused, `no preset has the id ${id}`, { next: `${CALL} list` });
};

const showPreset = (id: string): void => {
  const { policy, vendor, title, source, clauses, assumptions, variants, notExpressed } = findPreset(id);
  print(bold(`${policy.id}: ${vendor}, ${title}`));
  print(dim(`${source.url} (${source.date})`));
  print('');
  print(bold('Clause by clause'));
  for (const { clause, parameters } of clauses) {
    printText('  - ', clause);
    printText('    → ', parameters);
  }
  printList('In words', policyInWords(parse(configuredPolicy, policy)));
  printList('Assumptions', assumptions);
  printList('Variants', variants);
  printList('Not expressed', notExpressed.length === 0 ? ['Nothing: the policy is exact.'] : notExpressed);
};

/** Reads a policy from JSON. Throws `InvalidInput` with every validation error, and `Failure` for text that is not JSON. */
const readPolicy = async (file: string): Promise<ConfiguredPolicy> => {
  const text = await readFile(file, 'utf8');
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Failure(EXIT.refused, `${parsePath(file).base}: not JSON: ${error.message}`);
  }
  const policy = parse(configuredPolicy, input);
  const { holidays } = policy.calendar;
  if ('country' in holidays && !HOLIDAY_COUNTRIES.includes(holidays.country)) {
    const rule = `not in the table of holidays (${HOLIDAY_COUNTRIES.join(', ')})`;
    throw new InvalidInput([{ at: 'calendar.holidays.country', rule, value: holidays.country }]);
  }
  return policy;
};

const checkPolicy = async (file: string): Promise<void> => {
  const policy = await readPolicy(file);
  const traps = policyTraps(policy);
  print(bold(`${policy.id}, version ${policy.version}: valid`));
  printList('In words', policyInWords(policy));
  print('');
  print(traps.length === 0 ? 'No traps.' : warning(pluralText(traps.length, 'trap')));
  for (const { at, text } of traps) printText('  - ', `${at}: ${text}`);
};

const program = newProgram(CALL)
  .description('Lists the presets, explains one of them, and checks a policy of your own.')
  .addHelpText('after', DETAILS);
program.command('list', { isDefault: true }).description('list the presets, in a sentence each').action(listPresets);
program
  .command('show')
  .description('explain a preset clause by clause')
  .argument('<preset>', 'the id of a preset')
  .option('--json', 'print the policy as JSON, to start your own from it')
  .action((id: string, { json = false }: { readonly json?: boolean }) => {
    if (json) print(JSON.stringify(findPreset(id).policy, null, 2));
    else showPreset(id);
  });
program
  .command('check')
  .description('validate a policy, explain it in words, and warn of traps')
  .argument('<file>', 'a policy as JSON')
  .action(checkPolicy);

/** An error without a failure of its own, such as one of the file system, leaves nothing done. */
const classify = (error: unknown): Failure =>
  toFailure(error) ?? new Failure(EXIT.failed, error instanceof Error ? error.message : String(error));

await runProgram(program, { classify });
