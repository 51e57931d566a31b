import * as z from 'zod/mini';
import { isObject, text } from '../domain/facts/fields.ts';
import { secretArn } from './secret-arn.ts';

/**
 * The roles of people in the console. `look`: read every page. `record`: also save evidence, customers and fees, and order closes.
 * `approve`: read every page, and decide about credits that wait for approval.
 */
export const CONSOLE_ROLES = ['look', 'record', 'approve'] as const;
export type ConsoleRole = (typeof CONSOLE_ROLES)[number];

/** The claim of the ID token that lists groups. Okta, Entra and Keycloak call it so. */
const DEFAULT_GROUPS_CLAIM = 'groups';
const COGNITO_GROUPS_CLAIM = 'cognito:groups';

const groups = z.optional(z.array(text, 'not a list of groups'));

const roles = z.strictObject({ look: groups, record: groups, approve: groups }).check(
  z.refine((given) => CONSOLE_ROLES.some((role) => (given[role] ?? []).length > 0), {
    error: `names no group: nobody could enter the console (${CONSOLE_ROLES.join(', ')})`,
    when: ({ issues }) => issues.length === 0,
  }),
);

/** An issuer ends without a slash or with one, as its own metadata have it. */
const isIssuer = (written: string): boolean => {
  const url = URL.parse(written);
  return (
    url?.protocol === 'https:' && url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  );
};

/** Issuers of Microsoft at which every tenant signs in. A tenant's administrator assigns the roles of its own people. */
const OF_ALL_TENANTS = /^https:\/\/login\.microsoftonline\.com(?::443)?\/+(?:common|organizations|consumers)(?:\/|$)/i;

const oidc = z.strictObject({
  issuer: text.check(
    z.refine(isIssuer, { error: 'not an https URL without user, password, query and fragment', abort: true }),
    z.refine(
      (written) => !OF_ALL_TENANTS.test(written),
      'not the address of one tenant: people of every tenant could sign in',
    ),
  ),
  clientId: text,
  clientSecretArn: secretArn,
  groupsClaim: z.optional(text),
});

const GROUP_OF_COGNITO = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

const isPresent = (value: unknown, key: string): boolean => isObject(value) && Object.hasOwn(value, key);

/**
 * Sign-in to the deployed console without AWS credentials. `cognito`: the stack creates a user pool with the groups of `roles`.
 * `oidc`: an OpenID provider of the operator. `groupsClaim`: the claim of its ID token that lists a person's groups.
 */
export const signIn = z
  .strictObject({
    cognito: z.optional(z.literal(true, 'not true')),
    oidc: z.optional(oidc),
    roles: z.optional(roles),
  })
  .check(
    z.refine<object>((given) => isPresent(given, 'cognito') || isPresent(given, 'oidc'), {
      error: 'names no provider of identities (cognito, oidc)',
      when: ({ value }) => isObject(value),
    }),
    z.refine<object>((given) => !isPresent(given, 'cognito') || !isPresent(given, 'oidc'), {
      error: 'names two providers of identities (cognito, oidc)',
      when: ({ value }) => isObject(value),
    }),
    z.refine<object>((given) => !isPresent(given, 'oidc') || isPresent(given, 'roles'), {
      error: 'missing: it names the groups that may enter the console',
      path: ['roles'],
      when: ({ value }) => isObject(value),
    }),
    z.check<{ readonly cognito?: unknown; readonly roles?: unknown }>(
      ({ value, issues }) => {
        if (!isPresent(value, 'cognito') || !isObject(value.roles)) return;
        for (const [role, listed] of Object.entries(value.roles))
          if (Array.isArray(listed))
            listed.forEach((group: unknown, index) => {
              if (typeof group !== 'string' || group === '' || GROUP_OF_COGNITO.test(group)) return;
              const message = 'not a name of a Cognito group (1 to 128 characters without blanks)';
              issues.push({ code: 'custom', path: ['roles', role, index], message, input: value });
            });
      },
      { when: ({ value }) => isObject(value) },
    ),
  );

export type SignIn = z.output<typeof signIn>;

/** The groups of each role. */
export type GroupsOfRoles = Readonly<Record<ConsoleRole, readonly string[]>>;

/** Returns the groups of each role. A user pool without configured groups has one group for each role, with its name. */
export const groupsOfRoles = ({ cognito, roles: given }: SignIn): GroupsOfRoles => {
  if (given === undefined && cognito === true) return { look: ['look'], record: ['record'], approve: ['approve'] };
  return { look: given?.look ?? [], record: given?.record ?? [], approve: given?.approve ?? [] };
};

/** Returns the claim of the ID token that lists a person's groups. */
export const groupsClaimOf = ({ cognito, oidc: provider }: SignIn): string =>
  cognito === true ? COGNITO_GROUPS_CLAIM : (provider?.groupsClaim ?? DEFAULT_GROUPS_CLAIM);
