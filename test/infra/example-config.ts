import { type Config, loadConfig } from '../../shared/config/config.ts';
import type { ConfiguredAlarm } from '../../shared/config/sources.ts';
import { FULL_IMPACT } from '../../shared/domain/money/impact.ts';
import { shortFormSla } from '../../shared/domain/policy/presets/short-form-sla.ts';

/** Two components with a common alarm and one by ARN, which depend on Twilio and AWS. All entry points for notices. */
export const exampleConfig = loadConfig({
  policies: { 'short-form-sla': shortFormSla },
  defaultPolicy: 'short-form-sla',
  providers: { twilio: { statusPage: { id: 'gpkpyklzq55q', url: 'https://status.twilio.com' } } },
  components: {
    voice: {
      alarms: ['voice-call-errors', 'api-5xx'],
      dependsOn: [
        { provider: 'twilio', component: 'abcdefghijkl' },
        { provider: 'aws', component: 'LAMBDA/us-east-1' },
      ],
    },
    api: {
      alarms: ['api-5xx', 'arn:aws:cloudwatch:eu-west-1:210987654321:alarm:api-probe'],
      dependsOn: [
        { provider: 'aws', component: 'LAMBDA/us-east-1' },
        { provider: 'aws', component: 'DYNAMODB/us-east-1' },
      ],
    },
  },
  closing: { day: 2, hour: 12, timeZone: 'America/Los_Angeles' },
  invoicing: { stripe: { secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:stripe-AbCdEf' } },
  notices: {
    webhook: { zendeskSecretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:zendesk-AbCdEf' },
    email: { domain: 'notices.example.com', from: 'sla@notices.example.com', ruleSet: 'inbound' },
    receipts: true,
    statements: true,
  },
  signIn: {
    oidc: {
      issuer: 'https://id.example.com',
      clientId: 'console',
      clientSecretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:client-AbCdEf',
    },
    roles: { look: ['support'], record: ['success'], approve: ['finance'] },
  },
});

/** Returns alarms as a configuration has them. */
export const configuredAlarms = (names: readonly string[]): ConfiguredAlarm[] =>
  names.map((alarm) => ({ alarm, impact: FULL_IMPACT }));

/** The same, with the outgoing webhook as the consumer of the billing queue. */
export const webhookConfig: Config = {
  ...exampleConfig,
  invoicing: {
    webhook: {
      url: 'https://billing.example.com/credits',
      secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:signing-AbCdEf',
    },
  },
};

/** The same, with a user pool of the stack's own for people who sign in to the console. */
export const userPoolConfig: Config = { ...exampleConfig, signIn: { cognito: true } };
