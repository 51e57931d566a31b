import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadConfig } from '../shared/config.ts';
import slaConfig from '../sla.config.ts';
import { SlaCreditsStack } from './stack.ts';

/** `cdk deploy -c stage=staging`; the stage is `prod` unless given. A finding of the AWS Solutions rules fails the synthesis. */
const app = new App();
const stage = String(app.node.tryGetContext('stage') ?? 'prod');
new SlaCreditsStack(app, `sla-credits-${stage}`, { stage, config: loadConfig(slaConfig) });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
