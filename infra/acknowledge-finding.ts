import { CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Acknowledges a finding of cdk-nag with its reason. `rule`: the id that synthesis prints, `AwsSolutions-IAM5[Resource::*]`. */
export const acknowledgeFinding = (where: IConstruct, rule: string, reason: string): void =>
  Validations.of(where).acknowledge({ id: rule, reason });

/** Returns the logical id of a construct's resource, which findings contain. */
export const logicalId = (construct: IConstruct): string => {
  const resource = construct.node.defaultChild;
  if (!CfnElement.isCfnElement(resource)) throw new Error(`${construct.node.path} has no resource of its own`);
  return Stack.of(construct).getLogicalId(resource);
};
