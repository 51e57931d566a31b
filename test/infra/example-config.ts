import type { Config } from '../../shared/config/config.ts';
import { configuredPolicy, shortFormSla } from '../../shared/domain/policy/policy.ts';
import { parse } from '../../shared/lib/validation.ts';

/** A small operator: two components, an alarm shared by both and one by ARN, Twilio and Lambda behind them. */
export const exampleConfig: Config = {
  policies: { 'short-form-sla': parse(configuredPolicy, shortFormSla) },
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
};
