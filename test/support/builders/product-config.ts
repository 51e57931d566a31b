import type { Deployment } from '../../../shared/closing/load-month.ts';
import { type Config, type ConfigInput, loadConfig } from '../../../shared/config/config.ts';
import type { PolicyInput } from '../../../shared/domain/policy/policy.ts';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';

/** The contract's policy in UTC, without a calendar and without claims. */
export const openPolicy = {
  ...shortFormSla,
  id: 'open',
  version: 1,
  timeZone: 'UTC',
  calendar: { excludeWeekdays: [], holidays: [] },
  claim: null,
} as const satisfies PolicyInput;

const policies: Record<string, PolicyInput> = {
  open: openPolicy,
  written: { ...openPolicy, id: 'written', claim: shortFormSla.claim },
};

/** A configuration with two components, each with an alarm; voice depends on Twilio and AWS. */
export const anOperator = {
  policies,
  defaultPolicy: 'open',
  providers: { twilio: { statusPage: { id: 'gpkpyklzq55q', url: 'https://status.twilio.com' } } },
  components: {
    web: { alarms: ['web-5xx'], dependsOn: [] },
    voice: {
      alarms: ['voice 5xx'],
      dependsOn: [
        { provider: 'twilio', component: 'voicecode001' },
        { provider: 'aws', component: 'LAMBDA/us-east-1' },
      ],
    },
  },
  closing: { day: 2, hour: 12 },
};

/** Returns that configuration as a function loads it, with changes. */
export const aConfig = (change: Partial<ConfigInput> = {}): Config => loadConfig({ ...anOperator, ...change });

/** The account and Region to which alarms that are configured by name belong. */
export const OWN_ACCOUNT = { account: '111122223333', region: 'us-west-2' } as const;

export const aDeployment = (config: Config = aConfig()): Deployment => ({ config, stage: 'test', ...OWN_ACCOUNT });
