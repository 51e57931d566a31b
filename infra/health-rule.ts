import { Construct } from 'constructs';
import type { Config } from '../shared/config/config.ts';
import { AWS_PROVIDER, MULTIPLE_SERVICES, providerComponentsOf } from '../shared/config/sources.ts';
import { deliverToQueue } from './deliver-to-queue.ts';
import type { WatchedQueue } from './watched-queue.ts';

export interface HealthRuleProps {
  /** Components may depend on AWS: `{"provider": "aws", "component": "LAMBDA/us-east-1"}`. AWS may have an SLA with us. */
  readonly sources: Pick<Config, 'components' | 'providers'>;
  /** Receives the events. */
  readonly to: WatchedQueue;
}

/**
 * Sends AWS Health issues to the intake queue: of the services in `dependsOn` and in AWS's own SLA with us.
 * AWS publishes its largest outages as the service MULTIPLE_SERVICES.
 */
export class HealthRule extends Construct {
  constructor(scope: Construct, id: string, { sources, to }: HealthRuleProps) {
    super(scope, id);
    const services = providerComponentsOf(sources, AWS_PROVIDER).map((component) => component.replace(/\/.*$/, ''));
    if (services.length === 0) return;
    const detail = { eventTypeCategory: ['issue'], service: [...new Set([...services, MULTIPLE_SERVICES])] };
    deliverToQueue(this, 'Rule', { source: ['aws.health'], detailType: ['AWS Health Event'], detail }, to);
  }
}
