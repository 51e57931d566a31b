import { type CloudWatch, startCloudWatch } from '../support/emulators/fake-cloudwatch.ts';
import { json, startStatusPage, type StatusPage } from '../support/http/status-page.ts';

/** What the product reads of its own accord: Twilio's status page, and CloudWatch. All runs share them; a step says what they show. */
export type Outside = {
  readonly page: StatusPage;
  readonly cloud: CloudWatch;
  readonly show: (incidents: readonly unknown[], components: readonly unknown[]) => void;
  readonly stop: () => Promise<void>;
};

export const startOutside = async (): Promise<Outside> => {
  const [page, cloud] = await Promise.all([startStatusPage('gpkpyklzq55q'), startCloudWatch()]);
  return {
    page,
    cloud,
    show: (incidents, components) => {
      page.reset();
      page.on.incidents = json({ page: { id: page.id }, incidents });
      page.on.components = json({ page: { id: page.id }, components });
    },
    stop: async () => {
      await Promise.all([page.stop(), cloud.stop()]);
    },
  };
};
