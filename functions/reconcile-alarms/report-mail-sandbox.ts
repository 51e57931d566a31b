import type { MailAccountContext } from './context.ts';

/** Reports an account that cannot send mail to all customers, unless the configuration sends none. */
export const reportMailSandbox = async ({ telemetry, readMailAccount }: MailAccountContext): Promise<void> => {
  const state = await readMailAccount?.();
  if (state === undefined || state === 'production') return;
  telemetry.count('MailSandboxed');
  telemetry.note('SES cannot send mail to all customers', { state });
};
