import { type CloudWatch, startCloudWatch } from '../support/emulators/fake-cloudwatch.ts';
import { respondWithJson, startStatusPage, type StatusPage } from '../support/http/status-page.ts';

/**
 * The services that the product reads: Twilio's status page and CloudWatch. All runs share them; each step sets what
 * they return.
 */
export type ExternalServices = {
  readonly page: StatusPage;
  readonly cloud: CloudWatch;
  readonly show: (incidents: readonly unknown[], components: readonly unknown[]) => void;
  readonly stop: () => Promise<void>;
};

export const startExternalServices = async (): Promise<ExternalServices> => {
  const [page, cloud] = await Promise.all([startStatusPage('gpkpyklzq55q'), startCloudWatch()]);
  return {
    page,
    cloud,
    show: (incidents, components) => {
      page.reset();
      page.on.incidents = respondWithJson({ page: { id: page.id }, incidents });
      page.on.components = respondWithJson({ page: { id: page.id }, components });
    },
    stop: async () => {
      await Promise.all([page.stop(), cloud.stop()]);
    },
  };
};
