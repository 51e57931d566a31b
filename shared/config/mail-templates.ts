import * as z from 'zod/mini';

/** The texts of messages that an operator may replace. `{name}` stands for a value. */
export const RECEIPT_PLACEHOLDERS = ['reference', 'receivedAt', 'next', 'contract'] as const;

/** The values of a receipt. `contract`: how and until when to give notice, one sentence in a line. */
export type ReceiptValues = Readonly<Record<(typeof RECEIPT_PLACEHOLDERS)[number], string>>;

const PLACEHOLDER = /\{(\w+)\}/g;
const TEMPLATE_CHARACTERS_MAX = 10_000;

const unknownPlaceholders = (template: string): string[] =>
  [...template.matchAll(PLACEHOLDER)]
    .map(([, name = '']) => name)
    .filter((name) => !RECEIPT_PLACEHOLDERS.some((known) => known === name));

const template = z.string('not text').check(
  z.minLength(1, 'empty'),
  z.maxLength(TEMPLATE_CHARACTERS_MAX, `longer than ${TEMPLATE_CHARACTERS_MAX} characters`),
  z.check<string>(({ value, issues }) => {
    for (const name of new Set(unknownPlaceholders(value))) {
      const message = `no value has the name {${name}} (${RECEIPT_PLACEHOLDERS.map((known) => `{${known}}`).join(', ')})`;
      issues.push({ code: 'custom', input: value, message, continue: true });
    }
  }),
);

/** The operator's own texts. `receipt`: the text of a receipt. */
export const mailTemplates = z.strictObject({ receipt: z.optional(template) });
export type MailTemplates = z.output<typeof mailTemplates>;

const RECEIPT = `We received your notice.

Reference: {reference}
Received: {receivedAt}

Next step: {next}

How to give notice:
{contract}

This is an automatic message. A person reads your reply; you get no further receipt for it.
`;

/** Returns the text of a receipt. Values are inserted as they are: braces in them are no placeholders. */
export const receiptText = ({ receipt = RECEIPT }: MailTemplates, values: ReceiptValues): string =>
  receipt.replaceAll(PLACEHOLDER, (written, name: string) => {
    const known = RECEIPT_PLACEHOLDERS.find((each) => each === name);
    return known === undefined ? written : values[known];
  });
