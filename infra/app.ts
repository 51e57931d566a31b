import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadConfig } from '../shared/config/config.ts';
import slaConfig from '../sla.config.ts';
import { SlaCreditsStack } from './stack.ts';

/**
 * `cdk deploy -c stage=staging -c key=arn:aws:kms:… -c objectLockDays=3650`. The stage defaults to `prod`, the keys to those of the AWS services.
 * Each stage is a separate stack. A finding of the AWS Solutions rules fails the synthesis.
 */
const app = new App();
const stage = String(app.node.tryGetContext('stage') ?? 'prod');
const key: unknown = app.node.tryGetContext('key');
const keyArn = typeof key === 'string' ? key : undefined;
const lockDays: unknown = app.node.tryGetContext('objectLockDays');
const objectLockDays = lockDays === undefined ? undefined : Number(lockDays);
new SlaCreditsStack(app, `sla-credits-${stage}`, { stage, keyArn, objectLockDays, config: loadConfig(slaConfig) });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
