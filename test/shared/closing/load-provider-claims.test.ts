import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeAll, expect, test } from 'vitest';
import { type DraftedClaim, loadDraftedClaims } from '../../../shared/closing/load-provider-claims.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import { awsEc2RegionPreset } from '../../../shared/domain/policy/presets/aws-ec2-region.ts';
import { twilioApisPreset } from '../../../shared/domain/policy/presets/twilio-apis.ts';
import health from '../../fixtures/payloads/aws-health-issue.json' with { type: 'json' };
import twilioOutage from '../../fixtures/payloads/twilio-voice-outage-2025-03-31.json' with { type: 'json' };
import { changedPayload } from '../../support/builders/changed-payload.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aConfig, anOperator, aDeployment } from '../../support/builders/product-config.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const fees = { default: { amountMinor: 500_000, currency: 'USD' } };
const slaOf = (policy: string, components: readonly string[]) => ({
  policy,
  services: { all: { components: [...components], serviceFees: fees } },
});

// No component depends on these services: the SLA alone names them.
const config = aConfig({
  policies: {
    ...anOperator.policies,
    twilio: twilioApisPreset.policy,
    'aws-ec2-region': awsEc2RegionPreset.policy,
  },
  providers: {
    twilio: { ...anOperator.providers.twilio, sla: slaOf('twilio', ['h7ldcvs3wq2k']) },
    aws: { sla: slaOf('aws-ec2-region', ['EC2/us-east-1']) },
  },
});
const product = await usingProduct(config);
const { table } = product.pipeline.account;

const claimsOf = (month: string, asOf: string): Promise<DraftedClaim[]> => {
  const deployment = aDeployment(config);
  return loadDraftedClaims({ table, deployment, monthOf: monthReader(table, deployment) }, month, instant(asOf));
};

const issue = (name: string, details: Readonly<Record<string, unknown>>): unknown =>
  Object.entries({
    service: 'EC2',
    eventArn: `arn:aws:health:us-east-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/${name}`,
    ...details,
  }).reduce((payload: unknown, [key, value]) => changedPayload(payload, ['detail', key], value), health);

const deliver = async (...events: readonly unknown[]): Promise<void> => {
  const { sqs, url } = product.pipeline.intake;
  for (const each of events)
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(each) }));
  await product.pipeline.run();
};

beforeAll(async () => {
  product.setClock('2025-03-31T17:05:13Z');
  await product.webhook(twilioOutage);
  product.setClock('2026-10-15T00:00:00Z');
  await deliver(
    issue('A', { startTime: 'Wed, 14 Oct 2026 10:00:00 GMT', endTime: 'Wed, 14 Oct 2026 12:00:00 GMT' }),
    // Several services of the region at once, overlapping the first issue: 11:00 to 13:00.
    issue('B', {
      service: 'MULTIPLE_SERVICES',
      startTime: 'Wed, 14 Oct 2026 11:00:00 GMT',
      endTime: 'Wed, 14 Oct 2026 13:00:00 GMT',
    }),
    issue('another-region', {
      eventArn: 'arn:aws:health:us-west-2::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/W',
      eventRegion: 'us-west-2',
    }),
    issue('one-account', { eventScopeCode: 'ACCOUNT_SPECIFIC', endTime: 'Wed, 14 Oct 2026 23:00:00 GMT' }),
    issue('no-end', { startTime: 'Wed, 14 Oct 2026 22:00:00 GMT', endTime: undefined }),
  );
});

// 96 of 44,640 minutes are 99.785 %, below 99.95 %: 10 % of 5,000.00 USD.
test('the webhook of the Twilio outage of March 2025 gives 500.00 USD', async () => {
  const [drafted, ...others] = await claimsOf('2025-03', '2025-04-10T00:00:00Z');
  expect(others).toEqual([]);
  expect(drafted?.claim).toMatchObject({ provider: 'twilio', amountMinor: 50_000, fullMinor: 50_000 });
  expect(drafted?.claim.deadline).toBe(instant('2025-04-30T23:59:59.999Z'));
  expect(drafted?.text).toBe(
    [
      'We request the service credit of 500.00 USD for all in March 2025 under your SLA.',
      'Your status page reported these outages (UTC):',
      '- 2025-03-31 15:09 to 2025-03-31 16:45, 96 min',
      'Incidents:',
      '- https://status.twilio.com/incidents/c670xj57drdr (Elevated errors of TwiML verbs in Programmable Voice)',
    ].join('\n'),
  );
});

// 180 of 44,640 minutes are 99.597 %, below 99.99 %: 10 % of 5,000.00 USD.
test('public issues of AWS give one claim with their union', async () => {
  const [drafted, ...others] = await claimsOf('2026-10', '2026-11-10T00:00:00Z');
  expect(others).toEqual([]);
  expect(drafted?.claim).toMatchObject({ provider: 'aws', amountMinor: 50_000, policy: 'aws-ec2-region' });
  expect(drafted?.claim.deadline).toBe(instant('2026-12-31T23:59:59.999Z'));
  expect(drafted?.text.split('\n')).toEqual([
    'We request the service credit of 500.00 USD for all in October 2026 under your SLA.',
    'AWS Health reported these outages of EC2/us-east-1 (UTC):',
    '- 2026-10-14 10:00 to 2026-10-14 13:00, 180 min',
    'Incidents:',
    expect.stringMatching(/eventID=arn:aws:health:us-east-1::event\/EC2\/AWS_EC2_OPERATIONAL_ISSUE\/A \(EC2/),
    expect.stringMatching(/OPERATIONAL_ISSUE\/B \(MULTIPLE_SERVICES\/us-east-1\)$/),
  ]);
});

test('the claim against AWS is marked as sent', async () => {
  product.setClock('2026-11-11T00:00:00Z');
  const body = { provider: 'aws', service: 'all', state: 'sent' };
  expect(await product.call('POST', '/months/2026-10/provider-claims', body)).toMatchObject({ status: 200 });
  const [drafted] = await claimsOf('2026-10', '2027-02-01T00:00:00Z');
  expect(drafted?.claim).toMatchObject({ state: 'sent', amountMinor: 50_000, nextDeadline: undefined });
});
