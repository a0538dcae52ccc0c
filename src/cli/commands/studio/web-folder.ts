import { join } from 'node:path';

/** Where the studio's pages lie: beside the built command line, or made from a checkout into dist/. */
export function webFolder(): string {
  const { dirname, filename } = import.meta;
  return filename.endsWith('.ts')
    ? join(dirname, '../../../../dist/web')
    : join(dirname, '../../../web');
}
