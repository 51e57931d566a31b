import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadConfig } from '../shared/config/config.ts';
import slaConfig from '../sla.config.ts';
import { SlaCreditsStack } from './stack.ts';

/**
 * `cdk deploy -c stage=staging -c key=arn:aws:kms:…`: the stage is `prod` unless given; without a key of one's own the services' keys encrypt.
 * Stages are stacks of their own, side by side in one account. A finding of the AWS Solutions rules fails the synthesis.
 */
const app = new App();
const stage = String(app.node.tryGetContext('stage') ?? 'prod');
const key: unknown = app.node.tryGetContext('key');
const keyArn = typeof key === 'string' ? key : undefined;
new SlaCreditsStack(app, `sla-credits-${stage}`, { stage, keyArn, config: loadConfig(slaConfig) });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
