import { Construct } from 'constructs';
import type { Config } from '../shared/config/config.ts';
import { AWS } from '../shared/config/sources.ts';
import { deliverToQueue } from './event-delivery.ts';
import type { WatchedQueue } from './watched-queue.ts';

export interface HealthRuleProps {
  /** The components that may depend on AWS: `{"provider": "aws", "component": "LAMBDA/us-east-1"}`. */
  readonly components: Config['components'];
  /** Where the events go. */
  readonly to: WatchedQueue;
}

/** Sends AWS Health's issues of the services that a component depends on to the intake; without such a component there is no rule. */
export class HealthRule extends Construct {
  constructor(scope: Construct, id: string, { components, to }: HealthRuleProps) {
    super(scope, id);
    const services = Object.values(components)
      .flatMap(({ dependsOn }) => dependsOn)
      .filter(({ provider }) => provider === AWS)
      .map(({ component }) => component.replace(/\/.*$/, ''));
    if (services.length === 0) return;
    const detail = { eventTypeCategory: ['issue'], service: [...new Set(services)] };
    deliverToQueue(this, 'Rule', { source: ['aws.health'], detailType: ['AWS Health Event'], detail }, to);
  }
}
