/**
 * Public on-demand prices, US East (N. Virginia), in US dollars, without free tiers: https://aws.amazon.com/{service}/pricing/.
 * Written down from memory and not checked against those pages: look them up before you rely on a sum.
 */
export const PRICES = {
  date: '2025-11',
  /** Each. Writes of the table count once for the table, and once more for the index if the item is in it. */
  dynamoWriteUnit: 0.625e-6,
  dynamoReadUnit: 0.125e-6,
  dynamoGbMonth: 0.25,
  pointInTimeGbMonth: 0.2,
  sqsStandard: 0.4e-6,
  sqsFifo: 0.5e-6,
  lambdaRequest: 0.2e-6,
  lambdaArmGbSecond: 0.0000133334,
  s3Put: 5e-6,
  s3GbMonth: 0.023,
  eventBridgeCustom: 1e-6,
  logsGb: 0.5,
  secretMonth: 0.4,
  alarmMonth: 0.1,
  metricMonth: 0.3,
} as const;
