import { CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says why a finding of the rule pack stands: `rule` is the id that the synthesis prints, `AwsSolutions-IAM5[Resource::*]`. */
export const acknowledge = (where: IConstruct, rule: string, reason: string): void =>
  Validations.of(where).acknowledge({ id: rule, reason });

/** The name in the template of the resource behind a construct: a finding names a resource by it. */
export const logicalId = (construct: IConstruct): string => {
  const resource = construct.node.defaultChild;
  if (!CfnElement.isCfnElement(resource)) throw new Error(`${construct.node.path} has no resource of its own`);
  return Stack.of(construct).getLogicalId(resource);
};
