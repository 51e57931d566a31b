import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { synthesise } from '../../infra/synthesise.ts';
import { instant } from '../support/builders/instant-text.ts';
import { closingOrder } from '../../shared/messaging/closing-order.ts';
import { exampleConfig } from './example-config.ts';

test('a sweep is ordered daily after the closing hour', () => {
  const template = Template.fromJSON(synthesise(exampleConfig, 'test'));
  const { hour, timeZone } = exampleConfig.closing;
  const [schedule, ...others] = Object.values(
    template.findResources('AWS::Scheduler::Schedule', {
      Properties: { ScheduleExpression: `cron(30 ${hour} * * ? *)`, ScheduleExpressionTimezone: timeZone },
    }),
  );
  expect(others).toEqual([]);
  const input = String(schedule?.Properties.Target.Input).replace(
    '<aws.scheduler.scheduled-time>',
    '2026-11-03T20:30:00Z',
  );
  expect(z.decode(closingOrder, JSON.parse(input))).toEqual({
    kind: 'sweep',
    scheduledTime: instant('2026-11-03T20:30:00Z'),
  });
  expect(schedule?.Properties.Target.Arn).toEqual({
    'Fn::GetAtt': [expect.stringMatching(/^QueuesClosingQueue/), 'Arn'],
  });
});
