import { counted } from '../../parts/words.ts';
import type { Run } from '../../state/queries.ts';
import { wordsOfNetwork } from './network-words.ts';

/** What was not left to the data. */
export function chosenIn({ lineage: { settings, seed } }: Run): string {
  const { network, epochs, learningRate, batchSize, weightBits, windowMs, trainRounded } = settings;
  const parts = [
    network && wordsOfNetwork(network.split(':')[0]!),
    windowMs !== undefined && `window ${windowMs} ms`,
    epochs !== undefined && counted(epochs, 'epoch'),
    learningRate !== undefined && `rate ${learningRate}`,
    batchSize !== undefined && `batch ${batchSize}`,
    weightBits === 4 && '4 bits',
    trainRounded && 'on rounded',
    seed !== 1 && `seed ${seed}`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'all auto';
}
