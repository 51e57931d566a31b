import type { Context } from 'hono';
import type { Frame } from './pages/console-frame.ts';
import { type ApiCall, callerOf } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';

/** What a page says of where it is, and of who is looking. */
export const consoleFrameOf = (
  { deployment }: Pick<ApiContext, 'deployment'>,
  call: Context<ApiCall>,
  rest: Pick<Frame, 'part' | 'banner'>,
): Frame => ({ stage: deployment.stage, by: callerOf(call), ...rest });
