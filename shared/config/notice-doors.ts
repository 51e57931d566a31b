import * as z from 'zod/mini';
import { flag, isObject, text } from '../domain/facts/fields.ts';
import { parse } from '../lib/validation.ts';
import { secretArn } from './secret-arn.ts';
import { mailTemplates } from './mail-templates.ts';

/** The characters that a domain in an address of the product may have. */
const domain = text.check(
  z.regex(/^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/, 'not a domain in lower case (notices.example.com)'),
);

const address = text.check(
  z.regex(/^[^\s@<>,;:"\p{Cc}]{1,64}@[^\s@<>,;:"\p{Cc}]{1,253}$/u, 'not an address (sla@example.com)'),
);

const signatures = z.strictObject({
  zendeskSecretArn: z.optional(secretArn),
  standardWebhooksSecretArn: z.optional(secretArn),
});

/** Accepts `true`, or an object of secrets. A union would report one fault for the whole. */
const webhook = z.pipe(
  z.transform((input: unknown) => (input === true ? {} : input)),
  signatures,
);

const email = z.strictObject({ domain, from: address, ruleSet: text });

/** Receipts are answers to e-mails, and have the sender of `email`. */
const receiptsNeedEmail = z.refine<{ readonly receipts?: unknown; readonly email?: unknown }>(
  ({ receipts, email: mailbox }) => receipts !== true || mailbox !== undefined,
  {
    error: 'receipts answer e-mails, so they need notices.email',
    path: ['receipts'],
    when: ({ value }) => isObject(value),
  },
);

/** Statements are not mailed yet. `false` is accepted, since it changes nothing. */
const noStatements = flag.check(
  z.refine((isOn) => !isOn, 'mailing of statements is planned for a later version; set it to false'),
);

/**
 * The further entry points for notices. `webhook`: a help desk's posts. `email`: messages that SES receives for `domain`.
 * `receipts`: the sender of an e-mail gets a receipt. `templates`: the operator's own texts of messages.
 */
export const noticeDoors = z
  .strictObject({
    webhook: z.optional(webhook),
    email: z.optional(email),
    receipts: z.optional(flag),
    statements: z.optional(noStatements),
    templates: z.optional(mailTemplates),
  })
  .check(receiptsNeedEmail);

export type NoticeDoors = z.output<typeof noticeDoors>;
export type NoticeDoorsInput = Omit<z.input<typeof noticeDoors>, 'webhook'> & {
  readonly webhook?: true | z.input<typeof signatures>;
};

/** Returns the entry points for notices of a configuration. Throws `InvalidInput`. */
export const loadNoticeDoors = (notices: unknown): NoticeDoors => parse(noticeDoors, notices ?? {});

/** Returns the address to which a customer sends its notices: its own one if it has a token. Undefined without e-mail. */
export const noticeAddress = ({ email }: Pick<NoticeDoors, 'email'>, noticeToken?: string): string | undefined => {
  if (email === undefined) return undefined;
  if (noticeToken !== undefined) return `sla+${noticeToken}@${email.domain}`;
  return email.from.toLowerCase().endsWith(`@${email.domain}`) ? email.from : `sla@${email.domain}`;
};
