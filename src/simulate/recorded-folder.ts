/** Files by their path, as a person would have them in a folder. */
export type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** Recordings by label, and a labels.csv that names the label and the person, machine or place of each. */
export class RecordedFolder {
  readonly #files = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #rows: string[];
  readonly #ending: string;

  /** @param group what recordings that belong together share, as its column is called */
  constructor(group: string, ending: 'csv' | 'wav' | 'png') {
    this.#rows = [`path,label,${group}`];
    this.#ending = ending;
  }

  add(label: string, group: string, number: number, content: string | Uint8Array): void {
    const path = `${label}/${label}.${group}.${String(number).padStart(2, '0')}.${this.#ending}`;
    this.#files.set(path, bytesOf(content));
    this.#rows.push(`${path},${label},${group}`);
  }

  files(): Files {
    return new Map([...this.#files, ['labels.csv', bytesOf(`${this.#rows.join('\n')}\n`)]]);
  }
}

function bytesOf(content: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}
