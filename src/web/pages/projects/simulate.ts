import type { SimulatedName } from '../../../simulate/simulated.ts';
import type { NamedFile } from '../data/batches.ts';

/** Simulated recordings as files to bring into a project. */
export async function simulatedFiles(name: SimulatedName): Promise<NamedFile[]> {
  const worker = new Worker(new URL('./simulate-worker.ts', import.meta.url), { type: 'module' });
  try {
    const made = await new Promise<[path: string, bytes: Uint8Array<ArrayBuffer>][]>(
      (resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(name);
      },
    );
    return made.map(([path, bytes]) => ({ path, file: new File([bytes], path) }));
  } finally {
    worker.terminate();
  }
}
