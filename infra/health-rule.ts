import { Construct } from 'constructs';
import type { Config } from '../shared/config/config.ts';
import { AWS_PROVIDER, MULTIPLE_SERVICES } from '../shared/config/sources.ts';
import { deliverToQueue } from './deliver-to-queue.ts';
import type { WatchedQueue } from './watched-queue.ts';

export interface HealthRuleProps {
  /** The components, which may depend on AWS: `{"provider": "aws", "component": "LAMBDA/us-east-1"}`. */
  readonly components: Config['components'];
  /** Receives the events. */
  readonly to: WatchedQueue;
}

/**
 * Sends AWS Health issues of the services that components depend on to the intake queue.
 * AWS publishes its largest outages as the service MULTIPLE_SERVICES.
 */
export class HealthRule extends Construct {
  constructor(scope: Construct, id: string, { components, to }: HealthRuleProps) {
    super(scope, id);
    const services = Object.values(components)
      .flatMap(({ dependsOn }) => dependsOn)
      .filter(({ provider }) => provider === AWS_PROVIDER)
      .map(({ component }) => component.replace(/\/.*$/, ''));
    if (services.length === 0) return;
    const detail = { eventTypeCategory: ['issue'], service: [...new Set([...services, MULTIPLE_SERVICES])] };
    deliverToQueue(this, 'Rule', { source: ['aws.health'], detailType: ['AWS Health Event'], detail }, to);
  }
}
