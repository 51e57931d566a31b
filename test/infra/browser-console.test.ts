import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { synthesise } from '../../infra/synthesise.ts';
import { CONSOLE_ROUTES, SIGN_IN_ROUTES } from '../../shared/config/api-routes.ts';
import { exampleConfig, userPoolConfig } from './example-config.ts';

const withProvider = synthesise(exampleConfig, 'test');
const withPool = synthesise(userPoolConfig, 'test');
const without = synthesise({ ...exampleConfig, signIn: undefined }, 'test');

const ofType = (template: typeof without, type: string) =>
  Object.values(template.Resources).filter(({ Type }) => Type === type);

const consoleOf = (template: typeof without): unknown =>
  ofType(template, 'AWS::Lambda::Function')
    .map(({ Properties }) => JSON.stringify(Properties))
    .find((text) => text.includes('"POWERTOOLS_SERVICE_NAME":"console"'));

describe('a stack without sign-in', () => {
  test('has no resource for it', () => {
    const ids = Object.keys(without.Resources).filter((id) => id.startsWith('SignIn'));
    expect(ids).toEqual([]);
    expect(Object.keys(without.Outputs)).not.toContain('ConsoleUrl');
    expect(consoleOf(without)).not.toContain('SLA_SESSION_SECRET');
    expect(ofType(without, 'AWS::Cognito::UserPool')).toEqual([]);
  });
});

describe('a stack with the provider of the operator', () => {
  const template = Template.fromJSON(withProvider);

  test('has a second API in front of the function of the console', () => {
    const open = Object.values(
      template.findResources('AWS::ApiGatewayV2::Route', { Properties: { AuthorizationType: 'NONE' } }),
    ).filter(({ Properties }) => !Properties.RouteKey.includes('{secret}'));
    expect(open.map(({ Properties }) => String(Properties.RouteKey)).toSorted()).toEqual(
      [...CONSOLE_ROUTES, ...SIGN_IN_ROUTES].toSorted(),
    );
    const [api] = open.map(({ Properties }) => Properties.ApiId.Ref);
    const [integration] = Object.values(
      template.findResources('AWS::ApiGatewayV2::Integration', { Properties: { ApiId: { Ref: api } } }),
    );
    expect(JSON.stringify(integration?.Properties.IntegrationUri)).toContain('"Console');
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      ApiId: { Ref: api },
      DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
      AccessLogSettings: { Format: Match.not(Match.stringLikeRegexp('query|cookie')) },
    });
  });

  test('has no user pool, and outputs the address to register', () => {
    expect(ofType(withProvider, 'AWS::Cognito::UserPool')).toEqual([]);
    expect(Object.keys(withProvider.Outputs)).toEqual(expect.arrayContaining(['ConsoleUrl', 'SignInCallbackUrl']));
  });

  test('encrypts cookies with a secret of 64 random characters', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 64 },
    });
  });
});

describe('a stack with a user pool', () => {
  const template = Template.fromJSON(withPool);

  test('lets only administrators create users, each with a second factor', () => {
    template.hasResource('AWS::Cognito::UserPool', {
      Properties: {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        MfaConfiguration: 'ON',
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        DeletionProtection: 'ACTIVE',
      },
      DeletionPolicy: 'Retain',
    });
  });

  test('has a public client for the code flow alone', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'profile', 'email'],
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      CallbackURLs: [{ 'Fn::Join': ['', Match.arrayWith(['/sign-in/callback'])] }],
      LogoutURLs: [{ 'Fn::Join': ['', Match.arrayWith(['/sign-in/signed-out'])] }],
    });
  });

  test.each([
    [undefined, ['approve', 'look', 'record']],
    [{ look: ['support', 'finance'], approve: ['finance'] }, ['finance', 'support']],
  ])('with the roles %j has their groups', (roles, expected) => {
    const signIn = { cognito: true, ...(roles === undefined ? {} : { roles }) } as const;
    const groups = ofType(synthesise({ ...exampleConfig, signIn }, 'test'), 'AWS::Cognito::UserPoolGroup');
    expect(groups.map(({ Properties }) => String(Properties?.['GroupName'])).toSorted()).toEqual(expected);
  });

  test('gives the function its issuer and client', () => {
    expect(consoleOf(withPool)).toContain('"SLA_USER_POOL_ISSUER"');
    expect(consoleOf(withPool)).toContain('"SLA_USER_POOL_CLIENT"');
    expect(JSON.stringify(ofType(withPool, 'AWS::IAM::Policy'))).not.toContain('secret:client');
  });

  test.each(['test', 'aws-eu'])('has an allowed host name in the stage %s', (stage) => {
    const [domain] = ofType(synthesise(userPoolConfig, stage), 'AWS::Cognito::UserPoolDomain');
    expect(JSON.stringify(domain?.Properties?.['Domain'])).not.toMatch(/amazon|cognito|-aws/);
  });
});
