import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadConfig } from '../shared/config/config.ts';
import { POLICY_LOCK_FILE } from '../shared/config/policy-lock.ts';
import slaConfig from '../sla.config.ts';
import { requireLockedPolicies } from './require-locked-policies.ts';
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
const config = loadConfig(slaConfig);
requireLockedPolicies(config, join(import.meta.dirname, '..', POLICY_LOCK_FILE));
new SlaCreditsStack(app, `sla-credits-${stage}`, { stage, keyArn, objectLockDays, config });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
