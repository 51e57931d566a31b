import { makeIndexLag } from '../support/emulators/lagging-index.ts';
import type { Site } from './emulators.ts';

/** Returns a site whose index lags: each answer leaves out a random share of the entries. */
export const laggingSite = (site: Site, draw: () => number, share: number): Site => ({
  ...site,
  connect: () => {
    const connection = site.connect();
    makeIndexLag(connection.table, () => draw() < share);
    return connection;
  },
});
