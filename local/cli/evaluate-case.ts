import { evaluateInput } from '../../shared/domain/evaluate-input.ts';
import { type Statement, statementOf } from '../../shared/domain/statement/statement.ts';
import { describeFault, type Fault, InvalidInput } from '../../shared/lib/validation.ts';
import { monthName } from '../../shared/lib/month-name.ts';
import { policyLine, statementLines } from './statement-lines.ts';
import { bold, dim, warning } from './terminal.ts';

/** The statements of a case, or the faults for which it was rejected. */
export type EvaluatedCase = { readonly statements: readonly Statement[] } | { readonly refused: readonly Fault[] };

/** Evaluates a case in JSON: the input itself, or a fixture with the input under `case`. */
export const evaluateCaseText = (text: string): EvaluatedCase => {
  try {
    const input: unknown = JSON.parse(text);
    return { statements: evaluateInput(unwrapped(input)).map(statementOf) };
  } catch (error) {
    if (error instanceof InvalidInput) return { refused: error.faults };
    if (error instanceof SyntaxError) return { refused: [{ at: '', rule: `not JSON: ${error.message}` }] };
    throw error;
  }
};

const unwrapped = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'case' in input ? input.case : input;

/** Returns a list of statements, or `{"refused": […]}`, as one line of JSON. */
export const caseAsLine = (evaluated: EvaluatedCase): string =>
  JSON.stringify('refused' in evaluated ? evaluated : evaluated.statements);

/** Returns the statements with their explanations, or the faults, as text. */
export const caseAsText = (evaluated: EvaluatedCase): string[] =>
  'refused' in evaluated
    ? [
        warning('The case is invalid and was not evaluated:'),
        ...evaluated.refused.map((fault) => `  ${describeFault(fault)}`),
      ]
    : evaluated.statements.flatMap((statement, i) => [...(i === 0 ? [] : ['']), ...statementText(statement)]);

const statementText = (statement: Statement): string[] => [
  bold(
    [
      statement.customer,
      ...(statement.service === undefined ? [] : [statement.service]),
      monthName(statement.month),
    ].join(', '),
  ),
  dim(policyLine(statement)),
  '',
  ...statementLines(statement),
];
