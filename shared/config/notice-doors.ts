import * as z from 'zod/mini';
import { flag, isObject, text } from '../domain/facts/fields.ts';
import { isMailAddress } from '../lib/mail-address.ts';
import { parse } from '../lib/validation.ts';
import { secretArn } from './secret-arn.ts';
import { mailTemplates } from './mail-templates.ts';

/** The characters that a domain in an address of the product may have. */
const domain = text.check(
  z.regex(/^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/, 'not a domain in lower case (notices.example.com)'),
);

const address = text.check(z.refine(isMailAddress, 'not an address (sla@example.com)'));

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

type MailSettings = { readonly receipts?: unknown; readonly statements?: unknown; readonly email?: unknown };

/** Messages to customers have the sender of `email`. */
const needsEmail = (key: 'receipts' | 'statements', rule: string) =>
  z.refine<MailSettings>((notices) => notices[key] !== true || notices.email !== undefined, {
    error: rule,
    path: [key],
    when: ({ value }) => isObject(value),
  });

/**
 * The further entry points for notices. `webhook`: a help desk's posts. `email`: messages that SES receives for `domain`.
 * `receipts`: the sender of an e-mail gets a receipt. `statements`: a customer's `statementTo` get each published statement.
 * `templates`: the operator's own texts of messages.
 */
export const noticeDoors = z
  .strictObject({
    webhook: z.optional(webhook),
    email: z.optional(email),
    receipts: z.optional(flag),
    statements: z.optional(flag),
    templates: z.optional(mailTemplates),
  })
  .check(
    needsEmail('receipts', 'receipts answer e-mails, so they need notices.email'),
    needsEmail('statements', 'statements are mailed from notices.email.from, so they need notices.email'),
  );

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

/** Returns whether the product sends messages to customers. */
export const sendsMail = (notices: NoticeDoors | undefined): boolean =>
  notices?.receipts === true || notices?.statements === true;
