import type { Instant } from '../domain/time/instant.ts';
import { type IndexKey, indexSk, utcMonths } from './keys.ts';

/** The index of what was recorded of customers and is found by no other entry: fees, windows of their own, retractions. */
export const changesIndex = (month: string): string => `changes#${month}`;

/** By the UTC month in which it was recorded. */
export const changeIndexKey = (customer: string, recordedAt: Instant): IndexKey => ({
  indexPk: changesIndex(utcMonths(recordedAt, recordedAt)[0] ?? ''),
  indexSk: indexSk(customer, recordedAt),
});
