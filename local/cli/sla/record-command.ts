import * as z from 'zod/mini';
import { ownerOf } from '../../../shared/domain/facts/facts.ts';
import { farInstants } from '../../../shared/ingest/far-instants.ts';
import {
  downtimeRecord,
  exclusionRecord,
  maintenanceRecord,
  noticeRecord,
} from '../../../shared/ingest/record-bodies.ts';
import { describeFault } from '../../../shared/lib/validation.ts';
import { EXIT, Failure } from '../failure.ts';
import { confirm } from './confirm.ts';
import { isKnownCustomer, suggestionText } from './known-customers.ts';
import { parseAnswer } from './parse-answer.ts';
import type { CommandResult, Stage } from './stage.ts';

const READERS = {
  notice: noticeRecord,
  maintenance: maintenanceRecord,
  exclusion: exclusionRecord,
  downtime: downtimeRecord,
} as const;

const PATHS = {
  notice: '/notices',
  maintenance: '/maintenance',
  exclusion: '/exclusions',
  downtime: '/downtimes',
} as const;

type RecordKind = keyof typeof READERS;

const receipt = z.object({ id: z.string(), recordedAt: z.optional(z.string()) });

/** Records evidence by the API. Asks before a date that is far away, and suggests customers for an unknown one. */
export const recordCommand = async (
  stage: Pick<Stage, 'call' | 'now' | 'option'>,
  kind: RecordKind,
  given: object,
  { isConfirmed }: { readonly isConfirmed: boolean },
): Promise<CommandResult> => {
  const body: Record<string, unknown> = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  const { fact } = READERS[kind](body, stage.now());
  const far = farInstants(fact, stage.now());
  if (far.length > 0 && !isConfirmed)
    await confirm({
      text: `${far.map(describeFault).join('; ')}. Record the ${kind}?`,
      yes: `${kind} …${stage.option} --yes`,
    });
  const customer = ownerOf(fact);
  const isKnown = customer === undefined || (await isKnownCustomer(stage, customer));
  if (!isKnown && kind !== 'notice')
    throw new Failure(EXIT.refused, `no customer has the id ${customer}`, {
      next: await suggestionText(stage, customer),
    });
  const answer = await stage.call('POST', PATHS[kind], body);
  const { id } = parseAnswer(receipt, answer, `${kind} not recorded`);
  const isNew = answer.status === 201;
  return {
    json: answer.body,
    text: [
      isNew ? `Recorded the ${kind} ${id}` : `The ${kind} ${id} was recorded before; nothing changed`,
      ...(isKnown
        ? []
        : [
            `  no customer has the id ${customer} (${await suggestionText(stage, customer)}).`,
            `  The notice is kept: it counts once the customer has a record.`,
          ]),
    ],
  };
};

/** Retracts a fact by the API. */
export const retractCommand = async (
  stage: Pick<Stage, 'call'>,
  of: { readonly kind: string; readonly id: string },
  reason: string,
): Promise<CommandResult> => {
  const answer = await stage.call('POST', '/retractions', { of, reason });
  parseAnswer(receipt, answer, `${of.kind} ${of.id} not retracted`);
  const isNew = answer.status === 201;
  return {
    json: answer.body,
    text: [
      isNew ? `Retracted the ${of.kind} ${of.id}` : `The ${of.kind} ${of.id} was retracted before; nothing changed`,
    ],
  };
};
