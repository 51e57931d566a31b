import * as z from 'zod/mini';

/** The values of each text that an operator may replace. `{name}` stands for a value. */
export const PLACEHOLDERS = {
  receipt: ['reference', 'receivedAt', 'next', 'contract'],
  statement: ['customer', 'month', 'revision', 'credit', 'calculation', 'contract', 'contact'],
  statementSubject: ['customer', 'month', 'revision', 'credit'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type TemplateName = keyof typeof PLACEHOLDERS;
type Values<N extends TemplateName> = Readonly<Record<(typeof PLACEHOLDERS)[N][number], string>>;

/** The values of a receipt. `contract`: how and until when to give notice, one sentence in a line. */
export type ReceiptValues = Values<'receipt'>;

/**
 * The values of the message with a statement. `credit`: the amount, and the former one of a changed credit. `calculation`: a sentence in each line.
 * `contract`: as in a receipt. `contact`: where to write.
 */
export type StatementValues = Values<'statement'>;

const PLACEHOLDER = /\{(\w+)\}/g;
const TEMPLATE_CHARACTERS_MAX = 10_000;

/** SES accepts longer subjects, and no client shows them. */
const SUBJECT_CHARACTERS_MAX = 200;

const unknownPlaceholders = (template: string, known: readonly string[]): string[] =>
  [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name).filter((name) => !known.includes(name));

const templateOf = (name: TemplateName, charactersMax: number) =>
  z.string('not text').check(
    z.minLength(1, 'empty'),
    z.maxLength(charactersMax, `longer than ${charactersMax} characters`),
    z.check<string>(({ value, issues }) => {
      const known = PLACEHOLDERS[name].map((each) => `{${each}}`).join(', ');
      for (const unknown of new Set(unknownPlaceholders(value, PLACEHOLDERS[name])))
        issues.push({
          code: 'custom',
          input: value,
          message: `no value has the name {${unknown}} (${known})`,
          continue: true,
        });
    }),
  );

const subject = templateOf('statementSubject', SUBJECT_CHARACTERS_MAX).check(
  z.refine((text) => !/\p{Cc}/u.test(text), 'more than one line'),
);

/** The operator's own texts. `receipt`: the text of a receipt. `statement`, `statementSubject`: the text and the subject of a message with a statement. */
export const mailTemplates = z.strictObject({
  receipt: z.optional(templateOf('receipt', TEMPLATE_CHARACTERS_MAX)),
  statement: z.optional(templateOf('statement', TEMPLATE_CHARACTERS_MAX)),
  statementSubject: z.optional(subject),
});
export type MailTemplates = z.output<typeof mailTemplates>;

const RECEIPT = `We received your notice.

Reference: {reference}
Received: {receivedAt}

Next step: {next}

How to give notice:
{contract}

This is an automatic message. A person reads your reply; you get no further receipt for it.
`;

const STATEMENT = `Service credit statement for {customer}, {month}, revision {revision}.

{credit}

How the credit was worked out:
{calculation}

The attached page shows each downtime, the calculation and the contract. A browser opens it.

How to give notice of an outage:
{contract}

Questions: {contact}

This is an automatic message.
`;

const STATEMENT_SUBJECT = 'Service credit statement for {month}, revision {revision}';

/** Inserts values as they are: braces in them are no placeholders. */
const insertValues = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(PLACEHOLDER, (written, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? written) : written,
  );

/** Returns the text of a receipt. */
export const receiptText = ({ receipt = RECEIPT }: MailTemplates, values: ReceiptValues): string =>
  insertValues(receipt, values);

/** Returns the text of a message with a statement. */
export const statementMailText = ({ statement = STATEMENT }: MailTemplates, values: StatementValues): string =>
  insertValues(statement, values);

/** Returns the subject of a message with a statement. */
export const statementMailSubject = (
  { statementSubject = STATEMENT_SUBJECT }: MailTemplates,
  values: StatementValues,
): string => insertValues(statementSubject, values);
