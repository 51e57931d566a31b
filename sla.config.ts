import type { ConfigInput } from './shared/config/config.ts';
import { plainSummary, shortFormSla } from './shared/domain/policy/policy.ts';

/**
 * The one file that an operator edits. It is checked when the stack is synthesised and whenever a function starts:
 * an error names the place and the rule.
 */
const config: ConfigInput = {
  /**
   * The agreements, under their ids. `short-form-sla` is the binding text; `plain-summary` is the friendlier one.
   * To change a term, spread a preset and say what differs; and raise `version`, which every statement carries:
   *
   *   'gold-sla': {
   *     ...shortFormSla,
   *     id: 'gold-sla',
   *     notice: { ...shortFormSla.notice, required: false },
   *     calendar: { excludeWeekdays: [], holidays: ['2026-12-25'] },
   *   },
   */
  policies: { 'short-form-sla': shortFormSla, 'plain-summary': plainSummary },

  /** The agreement of a customer that names none. */
  defaultPolicy: 'short-form-sla',

  /** Status pages (Atlassian Statuspage) whose word counts as that of a third party. `aws` is built in: AWS Health events. */
  providers: {
    twilio: { statusPage: { id: 'gpkpyklzq55q', url: 'https://status.twilio.com' } },
  },

  /**
   * What customers use. It is down while any of its `alarms` is in ALARM: a name (in the stack's own account and region) or an ARN.
   * It is excused while what it `dependsOn` is out. A component of a status page goes by its code of 12 characters
   * (`id` in the page's /api/v2/components.json), which outlives its name; `name` is for people. These codes are examples.
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
   * When the month before is closed: here on the 2nd at noon, in the zone of the default policy (`timeZone` says another).
   * A notice may come until 24 hours after a downtime's end, so by then the month's last day is settled.
   */
  closing: { day: 2, hour: 12 },
};

export default config;
