import { readFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { tryParse } from '../../../shared/lib/validation.ts';
import { EXIT, Failure } from '../failure.ts';

/** The project's own configuration. */
export const PROJECT_CONFIG = join(import.meta.dirname, '../../../sla.config.ts');

const configModule = z.object({ default: z.unknown() });

/**
 * Reads a configuration, unchecked: the default export of a TypeScript or JavaScript file, or JSON.
 * Throws a `Failure` for a file that is not JSON or whose module fails. A missing file throws the file system's error.
 */
export const readConfigFile = async (file: string): Promise<unknown> => {
  const content = await readFile(file, 'utf8');
  const isModule = ['.ts', '.js', '.mjs', '.mts'].includes(extname(file));
  try {
    if (!isModule) return JSON.parse(content);
    const loaded: unknown = await import(pathToFileURL(resolve(file)).href);
    const { value } = tryParse(configModule, loaded);
    if (value !== undefined && value.default !== undefined) return value.default;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(EXIT.refused, `${basename(file)}: ${isModule ? 'the module fails' : 'not JSON'}: ${reason}`);
  }
  throw new Failure(EXIT.refused, `${basename(file)}: no default export`, { next: 'export default the configuration' });
};
