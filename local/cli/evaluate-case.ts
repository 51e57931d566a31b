import { monthName } from '../../shared/lib/month-name.ts';
import { evaluateInput } from '../../shared/domain/evaluate-input.ts';
import { type Statement, statementOf } from '../../shared/domain/statement/statement.ts';
import { describeFault, type Fault, InvalidInput } from '../../shared/lib/validation.ts';
import { statementLines, termsOf } from './statement-lines.ts';
import { bold, quiet, warning } from './terminal.ts';

/** What became of a case: the statements of its customers, or every fault that it was refused for. */
export type EvaluatedCase = { readonly statements: readonly Statement[] } | { readonly refused: readonly Fault[] };

/** Evaluates a case, given as JSON: as it is, or under the key `case` beside its title and what is expected of it. */
export const evaluateCaseText = (text: string): EvaluatedCase => {
  try {
    const input: unknown = JSON.parse(text);
    return { statements: evaluateInput(bare(input)).map(statementOf) };
  } catch (error) {
    if (error instanceof InvalidInput) return { refused: error.faults };
    if (error instanceof SyntaxError) return { refused: [{ at: '', rule: `not JSON: ${error.message}` }] };
    throw error;
  }
};

const bare = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'case' in input ? input.case : input;

/** For programs: a list of statements, or `{"refused": […]}`. */
export const caseAsLine = (judged: EvaluatedCase): string =>
  JSON.stringify('refused' in judged ? judged : judged.statements);

/** For people: each customer's statement with its reasons, or what is wrong with the case. */
export const caseAsText = (judged: EvaluatedCase): string[] =>
  'refused' in judged
    ? [
        warning('Refused: nothing of this case was evaluated'),
        ...judged.refused.map((fault) => `  ${describeFault(fault)}`),
      ]
    : judged.statements.flatMap((statement, i) => [...(i === 0 ? [] : ['']), ...told(statement)]);

const told = (statement: Statement): string[] => [
  bold(`${statement.customer}, ${monthName(statement.month)}`),
  quiet(termsOf(statement)),
  '',
  ...statementLines(statement),
];
