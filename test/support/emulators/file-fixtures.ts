import { afterAll, beforeEach } from 'vitest';
import { loadConfig } from '../../../shared/config/config.ts';
import slaConfig from '../../../sla.config.ts';
import { type DeployedStage, deployStage } from './stage-server.ts';
import { type Dynamo, startDynamo } from './test-dynamo.ts';
import { type Queues, startQueues } from './emulated-queue.ts';
import { type Polling, startPolling } from './poller.ts';
import { type Product, startProduct } from './test-product.ts';

/** Emulators that all tests of one file share. Call these at the top of the file: each stops its emulators after the last test. */

export const usingDynamo = async (): Promise<Dynamo> => {
  const dynamo = await startDynamo();
  afterAll(dynamo.stop);
  return dynamo;
};

export const usingQueues = async (): Promise<Queues> => {
  const queues = await startQueues();
  afterAll(queues.stop);
  return queues;
};

export const usingProduct = async (...options: Parameters<typeof startProduct>): Promise<Product> => {
  const product = await startProduct(...options);
  afterAll(product.stop);
  return product;
};

/** Counters, notes, the clock and the status pages start anew in each test; the table and the queue keep their contents. */
export const usingPolling = async (): Promise<Polling> => {
  const polling = await startPolling();
  beforeEach(polling.forget);
  afterAll(polling.stop);
  return polling;
};

/** A product behind the AWS APIs that the commands use. What the API answers is the product's again in each test. */
export const usingDeployedStage = async (config = loadConfig(slaConfig)): Promise<DeployedProduct> => {
  const product = await startProduct(config);
  const stage = await deployStage(product);
  beforeEach(() => {
    stage.intercept.answer = undefined;
    stage.calls.length = 0;
  });
  afterAll(stage.stop);
  return { product, stage };
};

type DeployedProduct = { readonly product: Product; readonly stage: DeployedStage };
