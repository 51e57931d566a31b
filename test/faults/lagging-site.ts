import { makeIndexLag } from '../support/emulators/lagging-index.ts';
import type { Site } from './emulators.ts';

/** Returns a site whose index hides and shows each entry at random: a share of the entries in each answer to each process. */
export const laggingSite = (site: Site, draw: () => number, share: number): Site => ({
  ...site,
  connect: () => {
    const connection = site.connect();
    makeIndexLag(connection.table, () => draw() < share);
    return connection;
  },
});
