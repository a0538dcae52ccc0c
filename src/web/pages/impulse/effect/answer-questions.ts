/** What a worker is told, and what it says: data once, then questions about choices. */
export type ToEffect<Data, Question> =
  | { readonly kind: 'data'; readonly data: Data }
  | {
      readonly kind: 'ask';
      readonly number: number;
      readonly question: Question;
      /** What may be asked next; answered beforehand while there is nothing else to do. */
      readonly likely: readonly Question[];
    };

export type FromEffect<Effect> =
  | { readonly kind: 'effect'; readonly number: number; readonly effect: Effect }
  | { readonly kind: 'failed'; readonly number: number; readonly sentence: string };

/** So many answers are kept; the oldest go first. */
const keptMost = 200;

/** Answers to questions about data, each worked out once; `tell` gets every answer. */
export function answerQuestions<Data, Question, Effect>(
  effectOf: (data: Data, question: Question) => Promise<Effect>,
  tell: (answer: FromEffect<Effect>) => void,
) {
  let data: Data | null = null;
  const known = new Map<string, Promise<Effect>>();
  let likely: readonly Question[] = [];
  let foresees = false;
  const answerTo = (question: Question): Promise<Effect> => {
    const key = JSON.stringify(question);
    const there = known.get(key);
    if (there !== undefined) return there;
    const made = effectOf(data!, question);
    known.set(key, made);
    // what could not be fetched may be there the next time
    made.catch(() => known.delete(key));
    if (known.size > keptMost) known.delete(known.keys().next().value!);
    return made;
  };
  const foresee = async () => {
    if (foresees) return;
    foresees = true;
    for (let next = takeFirst(); next !== undefined; next = takeFirst()) {
      await answerTo(next).catch(() => {});
      // whoever asks in the meantime comes first
      await new Promise((resume) => setTimeout(resume));
    }
    foresees = false;
  };
  const takeFirst = (): Question | undefined => {
    const [first, ...others] = likely;
    likely = others;
    return first;
  };
  return async (message: ToEffect<Data, Question>): Promise<void> => {
    if (message.kind === 'data') {
      data = message.data;
      known.clear();
      likely = [];
      return;
    }
    const { number, question } = message;
    if (message.likely.length > 0) likely = message.likely;
    try {
      tell({ kind: 'effect', number, effect: await answerTo(question) });
    } catch (error) {
      const sentence = error instanceof Error ? error.message : 'The impulse could not be tried.';
      tell({ kind: 'failed', number, sentence });
    }
    await foresee();
  };
}
