import type { Frame } from '../../dsp/image.ts';
import { client } from '../state/client.ts';
import type { About, FromLive, ToLive } from './live-worker.ts';

type Answer = Extract<FromLive, { readonly kind: 'answer' }>;

/** The int8 model of a training in a worker beside the page, asked about one thing after another. */
export class AskedModel {
  readonly about: About;
  readonly #worker: Worker;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(worker: Worker, about: About) {
    this.#worker = worker;
    this.about = about;
  }

  static async open(project: string, training: string): Promise<AskedModel> {
    const params = { project, run: training, file: 'model.thimble' };
    const response = await client.getRunFile({ params });
    const model = new Uint8Array(await response.arrayBuffer());
    const worker = new Worker(new URL('./live-worker.ts', import.meta.url), { type: 'module' });
    const told = await exchange(worker, [{ kind: 'open', model }], ({ kind }) => kind === 'opened');
    return new AskedModel(worker, (told.at(-1) as Extract<FromLive, { kind: 'opened' }>).about);
  }

  /** The answers to all its windows. */
  recording(name: string, bytes: Uint8Array): Promise<Answer[]> {
    return this.#ask([{ kind: 'begin' }, { kind: 'recording', name, bytes }], 'ended');
  }

  async picture(frame: Frame): Promise<Answer> {
    const [answer] = await this.#ask([{ kind: 'frame', frame }], 'answer');
    return answer!;
  }

  close(): void {
    this.#worker.terminate();
  }

  #ask(messages: readonly ToLive[], last: FromLive['kind']): Promise<Answer[]> {
    const asked = this.#last.then(async () => {
      const told = await exchange(this.#worker, messages, ({ kind }) => kind === last);
      return told.filter((one) => one.kind === 'answer');
    });
    this.#last = asked.catch(() => {});
    return asked;
  }
}

/** All that a worker tells until, and with, the last; its failure is thrown. */
function exchange(
  worker: Worker,
  messages: readonly ToLive[],
  isLast: (told: FromLive) => boolean,
): Promise<FromLive[]> {
  return new Promise((resolve, reject) => {
    const told: FromLive[] = [];
    worker.onmessage = ({ data }: MessageEvent<FromLive>) => {
      if (data.kind === 'failed') reject(new Error(data.sentence));
      told.push(data);
      if (isLast(data)) resolve(told);
    };
    worker.onerror = ({ message }) => reject(new Error(message));
    for (const message of messages) worker.postMessage(message);
  });
}

let held: { readonly key: string; readonly model: Promise<AskedModel> } | null = null;

/** One model is kept open: the one that was asked last. */
export function askedModel(project: string, training: string): Promise<AskedModel> {
  const key = `${project} ${training}`;
  if (held?.key === key) return held.model;
  held?.model.then((model) => model.close()).catch(() => {});
  const model = AskedModel.open(project, training);
  held = { key, model };
  model.catch(() => {
    if (held?.model === model) held = null;
  });
  return model;
}
