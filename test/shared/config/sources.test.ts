import { describe, expect, it } from 'vitest';
import slaConfig from '../../../sla.config.ts';
import { alarmArn, loadSources } from '../../../shared/config/sources.ts';
import { FULL_IMPACT } from '../../../shared/domain/money/impact.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';

const sources = {
  providers: { twilio: { statusPage: { id: 'gpkpyklzq55q', url: 'https://status.twilio.com' } } },
  components: { voice: { alarms: ['voice-5xx'], dependsOn: [{ provider: 'twilio', component: '3p9vb6w1zk5c' }] } },
};
const whole = { ...slaConfig, ...sources };

describe('loadSources', () => {
  it('parses sources without the rest of the configuration', () => {
    const alarms = [{ alarm: 'voice-5xx', impact: FULL_IMPACT }];
    expect(loadSources(whole)).toEqual({ ...sources, components: { voice: { ...sources.components.voice, alarms } } });
    expect(() => loadSources({ ...whole, components: { voice: {} } })).toThrow(InvalidInput);
  });

  it.each([
    { alarm: 'voice-5xx', region: 'us-east-1', arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:voice-5xx' },
    { alarm: 'voice', region: 'cn-north-1', arn: 'arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:voice' },
    {
      alarm: 'voice',
      region: 'us-gov-west-1',
      arn: 'arn:aws-us-gov:cloudwatch:us-gov-west-1:123456789012:alarm:voice',
    },
    {
      alarm: 'arn:aws:cloudwatch:eu-west-1:210987654321:alarm:voice',
      region: 'us-east-1',
      arn: 'arn:aws:cloudwatch:eu-west-1:210987654321:alarm:voice',
    },
  ])('$alarm in $region is $arn', ({ alarm, region, arn }) => {
    expect(alarmArn(alarm, { region, account: '123456789012' })).toBe(arn);
  });
});
