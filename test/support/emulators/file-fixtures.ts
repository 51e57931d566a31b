import { afterAll, beforeEach } from 'vitest';
import { loadConfig } from '../../../shared/config/config.ts';
import slaConfig from '../../../sla.config.ts';
import { type StageServer, startStageServer } from './stage-server.ts';
import { type Dynamo, startDynamo } from './test-dynamo.ts';
import { type EmulatedQueues, startQueues } from './emulated-queue.ts';
import { type Poller, startPoller } from './poller.ts';
import { type Product, startProduct } from './test-product.ts';

/**
 * Emulators that all tests of one file share. Call these at the top of the file: each stops its emulators after the
 * last test.
 */

export const usingDynamo = async (): Promise<Dynamo> => {
  const dynamo = await startDynamo();
  afterAll(dynamo.stop);
  return dynamo;
};

export const usingQueues = async (): Promise<EmulatedQueues> => {
  const queues = await startQueues();
  afterAll(queues.stop);
  return queues;
};

export const usingProduct = async (...options: Parameters<typeof startProduct>): Promise<Product> => {
  const product = await startProduct(...options);
  afterAll(product.stop);
  return product;
};

/**
 * Counters, notes, the clock and the status pages are reset before each test. The table and the queue keep their
 * items.
 */
export const usingPoller = async (): Promise<Poller> => {
  const polling = await startPoller();
  beforeEach(polling.forget);
  afterAll(polling.stop);
  return polling;
};

/**
 * A product behind the AWS APIs that the commands use. Before each test, intercepted answers and recorded calls are
 * reset.
 */
export const usingDeployedStage = async (config = loadConfig(slaConfig)): Promise<DeployedProduct> => {
  const product = await startProduct(config);
  const stage = await startStageServer(product);
  beforeEach(() => {
    stage.intercept.answer = undefined;
    stage.calls.length = 0;
  });
  afterAll(stage.stop);
  return { product, stage };
};

type DeployedProduct = { readonly product: Product; readonly stage: StageServer };
