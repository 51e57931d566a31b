/** The prefix of the bucket under which SES stores received messages. */
export const MAIL_PREFIX = 'mail/';
