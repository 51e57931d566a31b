import { describe, expect, test } from 'vitest';
import { InvalidInput, parse } from '../../../shared/lib/validation.ts';
import { groupsClaimOf, groupsOfRoles, signIn } from '../../../shared/config/sign-in.ts';
import { aConfig } from '../../support/builders/product-config.ts';

const oidc = {
  issuer: 'https://id.example.com/tenant/v2.0',
  clientId: 'console',
  clientSecretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:client-AbCdEf',
};
const MICROSOFT = 'https://login.microsoftonline.com';
const roles = { look: ['support'], record: ['success'], approve: ['finance'] };

const faultsOf = (input: unknown) => {
  try {
    parse(signIn, input);
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults.map(({ at, rule }) => `${at}: ${rule}`);
    throw error;
  }
  return [];
};

describe('signIn', () => {
  test.each([
    [{ cognito: true }],
    [{ cognito: true, roles: { record: ['billing'] } }],
    [{ oidc, roles }],
    [{ oidc: { ...oidc, groupsClaim: 'roles' }, roles: { look: ['support'] } }],
    [{ oidc: { ...oidc, issuer: `${MICROSOFT}/commonwealth.example/v2.0` }, roles }],
  ])('accepts %j', (input) => {
    expect(faultsOf(input)).toEqual([]);
  });

  test.each([
    [{}, ': names no provider of identities (cognito, oidc)'],
    [{ roles }, ': names no provider of identities (cognito, oidc)'],
    [{ cognito: true, oidc, roles }, ': names two providers of identities (cognito, oidc)'],
    [{ cognito: false }, 'cognito: not true'],
    [{ oidc }, 'roles: missing: it names the groups that may enter the console'],
    [{ oidc, roles: {} }, 'roles: names no group: nobody could enter the console (look, record, approve)'],
    [{ oidc, roles: { look: [] } }, 'roles: names no group: nobody could enter the console (look, record, approve)'],
    [{ oidc, roles: { look: 'support' } }, 'roles.look: not a list of groups'],
    [{ oidc, roles: { look: [''] } }, 'roles.look[0]: empty'],
    [{ oidc, roles: { admin: ['a'], look: ['b'] } }, 'roles.admin: not a known key'],
    [{ oidc: { ...oidc, issuer: 'http://id.example.com' }, roles }, 'oidc.issuer: not an https URL'],
    [{ oidc: { ...oidc, issuer: 'https://id.example.com?tenant=1' }, roles }, 'oidc.issuer: not an https URL'],
    [{ oidc: { ...oidc, issuer: `${MICROSOFT}/common/v2.0` }, roles }, 'oidc.issuer: not the address of one tenant'],
    [{ oidc: { ...oidc, issuer: `${MICROSOFT}/Organizations` }, roles }, 'oidc.issuer: not the address of one tenant'],
    [{ oidc: { ...oidc, issuer: `${MICROSOFT}//consumers/` }, roles }, 'oidc.issuer: not the address of one tenant'],
    [{ oidc: { ...oidc, clientSecretArn: 'secret' }, roles }, "oidc.clientSecretArn: not a secret's ARN"],
    [{ oidc: { ...oidc, clientId: '' }, roles }, 'oidc.clientId: empty'],
    [{ cognito: true, roles: { look: ['two words'] } }, 'roles.look[0]: not a name of a Cognito group'],
  ])('rejects %j with one sentence', (input, expected) => {
    const [only, ...more] = faultsOf(input);
    expect(only).toContain(expected);
    expect(more).toEqual([]);
  });

  test('is part of the configuration', () => {
    expect(aConfig({ signIn: { oidc, roles } }).signIn).toEqual({ oidc, roles });
    expect(() => aConfig({ signIn: { oidc } })).toThrow('signIn.roles: missing');
  });
});

describe('groupsOfRoles', () => {
  test.each([
    [{ cognito: true }, { look: ['look'], record: ['record'], approve: ['approve'] }],
    [
      { oidc, roles: { look: ['support'] } },
      { look: ['support'], record: [], approve: [] },
    ],
  ])('%j has the groups %j', (input, expected) => {
    expect(groupsOfRoles(parse(signIn, input))).toEqual(expected);
  });
});

describe('groupsClaimOf', () => {
  test.each([
    [{ cognito: true }, 'cognito:groups'],
    [{ oidc, roles }, 'groups'],
    [{ oidc: { ...oidc, groupsClaim: 'roles' }, roles }, 'roles'],
  ])('%j reads the claim %s', (input, claim) => {
    expect(groupsClaimOf(parse(signIn, input))).toBe(claim);
  });
});
