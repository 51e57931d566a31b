import type { Context } from 'hono';
import { type ApiCall, callerOf } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import type { Frame } from './pages/console-frame.ts';

/** Returns the console's frame for a request. */
export const frameOf = (
  { deployment }: Pick<ApiContext, 'deployment'>,
  call: Context<ApiCall>,
  section?: Frame['section'],
): Frame => ({
  stage: deployment.stage,
  by: callerOf(call),
  name: call.get('person')?.name,
  canRecord: call.get('person')?.roles.includes('record'),
  nameOf: call.get('nameOf'),
  ...(section === undefined ? {} : { section }),
});
