import * as z from 'zod/mini';
import { text } from '../domain/facts/fields.ts';

/** The ARN of a secret in Secrets Manager. */
export const secretArn = text.check(z.regex(/^arn:[^:]+:secretsmanager:[^:]*:\d{12}:secret:.+$/, "not a secret's ARN"));
