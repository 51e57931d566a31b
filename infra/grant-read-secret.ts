import { Grant } from 'aws-cdk-lib/aws-iam';
import type { PipelineFunction } from './pipeline-function.ts';

/** Allows `fn` to read secrets. */
export const grantReadSecret = (fn: PipelineFunction, ...resourceArns: readonly string[]): void => {
  if (resourceArns.length === 0) return;
  Grant.addToPrincipal({ grantee: fn, actions: ['secretsmanager:GetSecretValue'], resourceArns: [...resourceArns] });
};
