import type { ConfigInput } from './shared/config/config.ts';
import { plainSummary } from './shared/domain/policy/presets/plain-summary.ts';
import { shortFormSla } from './shared/domain/policy/presets/short-form-sla.ts';

/**
 * The configuration of this installation; no other file needs editing.
 * Synthesis and every function check it. An error lists the place and the rule.
 */
const config: ConfigInput = {
  /**
   * The agreements by id. `short-form-sla` is the binding text; `plain-summary` is more generous.
   * For other terms, spread a preset and set them. To change a policy later, add a version with its first month, and lock it:
   *
   *   'gold-sla': [gold, { ...gold, version: 2, effectiveFrom: '2026-11', target: '99.95' }],
   *   npm run sla -- config lock
   *
   * `npm run policies` lists more presets; docs/policies.md leads from a contract's text to a policy.
   *
   *   'gold-sla': {
   *     ...shortFormSla,
   *     id: 'gold-sla',
   *     claim: null,
   *     calendar: { holidays: ['2026-12-25'] },
   *   },
   */
  policies: { 'short-form-sla': shortFormSla, 'plain-summary': plainSummary },

  /** The agreement of customers without a `policy`. */
  defaultPolicy: 'short-form-sla',

  /** Third parties and their status pages (Atlassian Statuspage). `aws` is built in: it uses AWS Health events. */
  providers: {
    twilio: { statusPage: { id: 'gpkpyklzq55q', url: 'https://status.twilio.com' } },
  },

  /**
   * The components that customers use. A component is down while any of its `alarms` is in ALARM.
   * An alarm is an ARN, or a name in the stack's account and region.
   * Downtime is excused while a dependency (`dependsOn`) has an outage.
   * `component` is the code of 12 characters on the status page (`id` in /api/v2/components.json): it never changes.
   * `name` is only displayed. These codes are examples.
   */
  components: {
    voice: {
      alarms: ['voice-call-setup-failures'],
      dependsOn: [{ provider: 'twilio', component: '3p9vb6w1zk5c', name: 'Programmable Voice' }],
    },
    sms: {
      alarms: ['sms-delivery-failures'],
      dependsOn: [{ provider: 'twilio', component: 'r7y2hd40mxqt', name: 'Programmable Messaging' }],
    },
    'web-app': { alarms: ['web-app-5xx', 'web-app-unreachable'], dependsOn: [] },
    api: { alarms: ['api-5xx'], dependsOn: [] },
  },

  /**
   * The day and hour at which the month before is closed.
   * They are in the time zone of the default policy, unless `timeZone` is set.
   * Customers may send notices until 24 hours after a downtime's end, so the last day is complete by then.
   */
  closing: { day: 2, hour: 12 },

  /**
   * Further entry points for notices: posts of a help desk, and e-mail by SES (docs/how-to/notices.md).
   * `receipts` answers verified senders.
   *
   *   notices: {
   *     webhook: true,
   *     email: { domain: 'notices.example.com', from: 'sla@notices.example.com', ruleSet: 'inbound' },
   *     receipts: true,
   *   },
   */
};

export default config;
