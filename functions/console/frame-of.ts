import type { Context } from 'hono';
import type { Frame } from '../../shared/console/frame.ts';
import { type Call, caller } from '../records/call.ts';
import type { Records } from '../records/handler.ts';

/** What a page says of where it is, and of who is looking. */
export const frameOf = (
  { deployment }: Pick<Records, 'deployment'>,
  call: Context<Call>,
  rest: Pick<Frame, 'part' | 'banner'>,
): Frame => ({ stage: deployment.stage, by: caller(call), ...rest });
