import { readFile } from 'node:fs/promises';
import { parse as parsePath } from 'node:path';
import { Option } from 'commander';
import { parseVersions } from '../../shared/config/config.ts';
import { versionOfMonth } from '../../shared/config/policy-versions.ts';
import { month as monthField } from '../../shared/domain/facts/fields.ts';
import { configuredPolicy } from '../../shared/domain/policy/policy.ts';
import type { PolicyPreset } from '../../shared/domain/policy/policy-preset.ts';
import { type ConfiguredPolicy, policyInWords } from '../../shared/domain/policy/policy-in-words.ts';
import { policyTraps } from '../../shared/domain/policy/policy-traps.ts';
import { presetById, publicPresets } from '../../shared/domain/policy/public-presets.ts';
import { parse } from '../../shared/lib/validation.ts';
import { newProgram, parsedBy, runProgram } from './run-program.ts';
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
  ${CALL} check my-policy.json
  ${CALL} check my-policy.json --month 2026-11`;

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

/** Reads a policy, or the list of its versions, from JSON. Throws `InvalidInput` with every validation error, and `Failure` for text that is not JSON. */
const readVersions = async (file: string): Promise<readonly ConfiguredPolicy[]> => {
  const text = await readFile(file, 'utf8');
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Failure(EXIT.refused, `${parsePath(file).base}: not JSON: ${error.message}`);
  }
  return parseVersions(input);
};

const checkPolicy = async (file: string, month: string | undefined): Promise<void> => {
  const versions = await readVersions(file);
  const checked = month === undefined ? versions : [versionOfMonth(versions, month)];
  for (const [i, policy] of checked.entries()) {
    if (policy === undefined) throw new Failure(EXIT.refused, `no version takes effect in or before ${month}`);
    if (i > 0) print('');
    printChecked(policy);
  }
};

const printChecked = (policy: ConfiguredPolicy): void => {
  const traps = policyTraps(policy);
  const from = policy.effectiveFrom === undefined ? '' : `, from ${policy.effectiveFrom}`;
  print(bold(`${policy.id}, version ${policy.version}${from}: valid`));
  printList('In words', policyInWords(policy));
  print('');
  print(traps.length === 0 ? 'No traps.' : warning(pluralText(traps.length, 'trap')));
  for (const { at, text } of traps) printText('  - ', `${at}: ${text}`);
};

const program = newProgram(CALL)
  .description('Lists the presets, explains one of them, and checks a policy of your own.')
  .addHelpText('after', DETAILS);
program
  .command('list', { isDefault: true })
  .description('list the presets, in a sentence each')
  // The default command gets a misspelt command as its argument.
  .allowExcessArguments()
  .action((_: unknown, { args: [misspelt] }: { readonly args: readonly string[] }) => {
    if (misspelt === undefined) listPresets();
    else throw new Failure(EXIT.wrongCall, `unknown command '${misspelt}'`, { next: `${CALL} --help` });
  });
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
  .argument('<file>', 'a policy as JSON, or a list of its versions')
  .addOption(new Option('--month <month>', 'only the version of this month').argParser(parsedBy(monthField)))
  .action((file: string, { month }: { readonly month?: string }) => checkPolicy(file, month));

/** An error without a failure of its own, such as one of the file system, leaves nothing done. */
const classify = (error: unknown): Failure =>
  toFailure(error) ?? new Failure(EXIT.failed, error instanceof Error ? error.message : String(error));

await runProgram(program, { classify });
