import { App, Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { SlaCreditsStack } from '../../infra/stack.ts';
import { exampleConfig, userPoolConfig, webhookConfig } from './example-config.ts';

const checkedApp = (): App => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
};

test.each([
  ['Stripe', exampleConfig],
  ['the outgoing webhook', webhookConfig],
  ['a user pool', userPoolConfig],
])('with %s every finding of AWS Solutions is acknowledged with a reason', (_, config) => {
  const app = checkedApp();
  new SlaCreditsStack(app, 'Example', { stage: 'test', config });
  expect(() => app.synth()).not.toThrow();
});

test('a finding fails the synthesis', () => {
  const app = checkedApp();
  new Queue(new Stack(app, 'Careless'), 'Queue');
  expect(() => app.synth()).toThrow('AwsSolutions-SQS3');
});

test.each(['', 'Prod', '1st', 'a-stage-with-too-long-a-name'])('%j is not a stage', (stage) => {
  expect(() => new SlaCreditsStack(checkedApp(), 'Example', { stage, config: exampleConfig })).toThrow('Not a stage');
});
