import * as z from 'zod/mini';
import { text } from '../domain/facts/fields.ts';

const incidentBody = z.object({ incident: z.object({ id: text, name: z.optional(z.string()) }) });

/** The incident that a kept payload of a status page tells of, and what its page calls it; undefined where it tells of none. */
export const incidentIn = (body: string): { readonly id: string; readonly name: string } | undefined => {
  const { incident } = z.safeParse(incidentBody, read(body)).data ?? {};
  return incident === undefined ? undefined : { id: incident.id, name: incident.name ?? incident.id };
};

const read = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};
