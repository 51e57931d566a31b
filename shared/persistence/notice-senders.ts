import * as z from 'zod/mini';
import { text } from '../domain/facts/fields.ts';
import { asciiDomain } from '../lib/ascii-domain.ts';

/**
 * The senders of a customer's notices, in its record. They are identity, not terms: the newest record holds.
 * `contacts`: addresses (`ops@acme.example`) and domains (`@acme.example`). `noticeToken` makes `sla+{noticeToken}@{domain}` an address of its own.
 */
export const noticeSenders = {
  contacts: z.optional(z.array(text, 'not a list')),
  noticeToken: z.optional(text),
};

const CONTACTS_MAX = 100;

/** Bytes of an address (RFC 5321, section 4.5.3.1.3). */
const ADDRESS_CHARACTERS_MAX = 254;

const DOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)+$/i;
const LOCAL_PART = /^[^\s"(),:;<>@[\\\]\p{Cc}]{1,64}$/u;

const isContact = (written: string): boolean => {
  const at = written.lastIndexOf('@');
  const isLocalPart = at === 0 || LOCAL_PART.test(written.slice(0, Math.max(at, 0)));
  return (
    at >= 0 &&
    written.length <= ADDRESS_CHARACTERS_MAX &&
    isLocalPart &&
    DOMAIN.test(asciiDomain(written.slice(at + 1)))
  );
};

/** The same fields with the limits of entry points. */
export const limitedNoticeSenders = {
  contacts: z.optional(
    z
      .array(
        z.string('not text').check(z.refine(isContact, 'not an address or a domain (ops@acme.example, @acme.example)')),
        'not a list',
      )
      .check(z.maxLength(CONTACTS_MAX, `more than ${CONTACTS_MAX}`)),
  ),
  noticeToken: z.optional(z.string('not text').check(z.regex(/^[a-z0-9]{12,40}$/, 'not 12 to 40 of a-z 0-9'))),
};

const STATEMENT_ADDRESSES_MAX = 20;

const statementAddress = z
  .string('not text')
  .check(
    z.refine((written) => !written.startsWith('@') && isContact(written), 'not an address (billing@acme.example)'),
  );

/** The addresses that receive the customer's statements, in its record. They are identity, not terms: the newest record holds. */
export const statementRecipients = { statementTo: z.optional(z.array(text, 'not a list')) };

/** The same field with the limits of entry points. */
export const limitedStatementRecipients = {
  statementTo: z.optional(
    z
      .array(statementAddress, 'not a list')
      .check(z.maxLength(STATEMENT_ADDRESSES_MAX, `more than ${STATEMENT_ADDRESSES_MAX}`)),
  ),
};

/** Domains at which anybody can have an address. A contact of such a domain matches no sender; a whole address does. */
const FREE_MAIL_DOMAINS: ReadonlySet<string> = new Set([
  '126.com',
  '163.com',
  'aol.com',
  'email.com',
  'fastmail.com',
  'free.fr',
  'gmail.com',
  'gmx.at',
  'gmx.com',
  'gmx.de',
  'gmx.net',
  'googlemail.com',
  'hey.com',
  'hotmail.co.uk',
  'hotmail.com',
  'hotmail.de',
  'hotmail.fr',
  'hushmail.com',
  'icloud.com',
  'inbox.com',
  'laposte.net',
  'libero.it',
  'live.co.uk',
  'live.com',
  'mac.com',
  'mail.com',
  'mail.ru',
  'mailbox.org',
  'me.com',
  'msn.com',
  'naver.com',
  'orange.fr',
  'outlook.com',
  'outlook.de',
  'outlook.fr',
  'pm.me',
  'posteo.de',
  'proton.me',
  'protonmail.ch',
  'protonmail.com',
  'qq.com',
  'rediffmail.com',
  'rocketmail.com',
  'seznam.cz',
  't-online.de',
  'tuta.com',
  'tutanota.com',
  'web.de',
  'yahoo.co.in',
  'yahoo.co.jp',
  'yahoo.co.uk',
  'yahoo.com',
  'yahoo.de',
  'yahoo.fr',
  'yandex.com',
  'yandex.ru',
  'ymail.com',
  'zoho.com',
  'zohomail.com',
]);

/** Returns whether anybody can have an address at a domain. */
const isFreeMailDomain = (domain: string): boolean => FREE_MAIL_DOMAINS.has(domain.toLowerCase());

type Senders = { readonly contacts?: readonly string[] | undefined; readonly noticeToken?: string | undefined };

/** Returns the normal form of a contact or an address, in which two equal ones are the same text. */
export const normalContact = (written: string): string => {
  const at = written.lastIndexOf('@') + 1;
  return `${written.slice(0, at)}${asciiDomain(written.slice(at))}`.toLowerCase();
};

/** Returns the normal form of a token, which cannot be an address. */
export const tokenContact = (noticeToken: string): string => `+${noticeToken}`;

/** Returns the normal forms of a record's contacts and token, each once. Domains of free mail are left out. */
export const sendersOf = ({ contacts = [], noticeToken }: Senders): string[] => [
  ...new Set([
    ...contacts.map(normalContact).filter((contact) => !contact.startsWith('@') || !isFreeMailDomain(contact.slice(1))),
    ...(noticeToken === undefined ? [] : [tokenContact(noticeToken)]),
  ]),
];

/** Returns the contacts that an address matches: itself, and its domain unless that is of free mail. */
export const contactsMatching = (address: string): string[] => {
  const contact = normalContact(address);
  const domain = contact.slice(contact.lastIndexOf('@') + 1);
  return [contact, ...(isFreeMailDomain(domain) ? [] : [`@${domain}`])];
};
