import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FeatureStore } from '../pipeline/feature-tables.ts';
import { openFeatureStore } from '../toolchain/feature-store.ts';

/** What `--no-cache` of a command switches off. */
export const noCacheText = 'make all features anew, and keep none for the next time';

/**
 * Features that earlier calls made, in the folder that THIMBLE_CACHE names, or else where this person's
 * programs keep what can be made again; nothing where it is not wanted.
 */
export function featureCache(wanted = false): { readonly featureStore?: FeatureStore } {
  if (!wanted) return {};
  const { THIMBLE_CACHE, XDG_CACHE_HOME } = process.env;
  const folder = THIMBLE_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'thimble');
  return { featureStore: openFeatureStore(join(folder, 'features')) };
}
