import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Config } from '../../shared/config/config.ts';
import type { Closing } from '../../shared/config/schedule.ts';
import type { Sources } from '../../shared/config/sources.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import type { MailAccountState } from '../../shared/mail/mail-account.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';

export type CommonContext = {
  readonly table: Table;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};

export type OverdueContext = CommonContext & { readonly closing: Closing };

export type ProviderClaimsContext = CommonContext & {
  readonly config: Pick<Config, 'policies' | 'providers' | 'components' | 'closing'>;
};

export type MailAccountContext = Pick<CommonContext, 'telemetry'> & {
  /**
   * Reads the state of the account in SES.
   * @default the configuration sends no mail to customers
   */
  readonly readMailAccount?: (() => Promise<MailAccountState>) | undefined;
};

export type ReconcileContext = CommonContext & {
  /** Returns the CloudWatch client of a region: an alarm is read in its own region. */
  readonly cloudWatch: (region: string) => CloudWatchClient;
  readonly sources: Pick<Sources, 'components'>;
  /** The stack's region and account, to which alarms that are configured by name belong. */
  readonly own: { readonly region: string; readonly account: string };
};
