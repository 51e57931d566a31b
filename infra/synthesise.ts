import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as z from 'zod/mini';
import type { Config } from '../shared/config/config.ts';
import { parse } from '../shared/lib/validation.ts';
import { SlaCreditsStack, type SlaCreditsStackProps } from './stack.ts';

const properties = z.record(z.string(), z.unknown());
const template = z.object({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.prefault(properties, {}) })),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })),
});

/** A CloudFormation template: resources by logical id, outputs by name. References (`Ref`, `Fn::GetAtt`) are unresolved. */
export type SynthesisedTemplate = z.output<typeof template>;

/**
 * Returns the stack's template, synthesised in this process without bundling the functions.
 * The local environment and the tests use it, so that every table, queue and function is defined once.
 */
export const synthesise = (
  config: Config,
  stage: string,
  { keyArn, objectLockDays }: Pick<SlaCreditsStackProps, 'keyArn' | 'objectLockDays'> = {},
): SynthesisedTemplate => {
  const outdir = mkdtempSync(join(tmpdir(), 'sla-credits-'));
  try {
    const context = { 'aws:cdk:bundling-stacks': [] };
    const app = new App({
      outdir,
      context,
      analyticsReporting: false,
      treeMetadata: false,
      // It takes 3 s, and `cdk synth` and `cdk deploy` validate the template in any case.
      builtinCloudFormationValidation: false,
    });
    const stack = new SlaCreditsStack(app, `sla-credits-${stage}`, { stage, config, keyArn, objectLockDays });
    app.synth();
    return parse(template, JSON.parse(readFileSync(join(outdir, stack.templateFile), 'utf8')));
  } finally {
    rmSync(outdir, { recursive: true });
  }
};
