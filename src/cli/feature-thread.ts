/** A thread that computes features: started by `featureThreads`, it answers until it is told to end. */
import { parentPort } from 'node:worker_threads';
import { computeFeatures, type FeatureRequest } from '../dsp/feature-table.ts';

parentPort?.on('message', (request: FeatureRequest) => {
  const features = computeFeatures(request);
  parentPort?.postMessage(features, [features.buffer as ArrayBuffer]);
});
