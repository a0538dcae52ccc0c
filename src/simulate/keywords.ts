/**
 * Simulated spoken words, by formants (Klatt 1980): a buzz of the vocal cords and noise of the breath go
 * through resonances that move from sound to sound. Speakers differ in pitch, in the length of their
 * throats, in tempo and breath; rooms colour what is heard, and there is some noise in each.
 */
import { Random } from '../base/random.ts';
import { writeWav } from '../formats/wav.ts';
import { type Files, RecordedFolder } from './recorded-folder.ts';
import { coloured, fadedTo, Resonance } from './sound-parts.ts';

const rate = 16_000;

/** One sound of speech. */
interface Phone {
  readonly ms: number;
  /** The first three formants, in Hz; where there is noise it is heard through the last. */
  readonly formants: readonly [number, number, number];
  readonly voice: number;
  readonly noise: number;
}

const phones = {
  j: { ms: 70, formants: [280, 2200, 2900], voice: 0.7, noise: 0 },
  w: { ms: 70, formants: [300, 700, 2200], voice: 0.7, noise: 0 },
  e: { ms: 130, formants: [530, 1850, 2500], voice: 1, noise: 0.01 },
  i: { ms: 130, formants: [300, 2250, 3000], voice: 1, noise: 0.01 },
  a: { ms: 150, formants: [750, 1250, 2550], voice: 1, noise: 0.01 },
  o: { ms: 140, formants: [500, 900, 2400], voice: 1, noise: 0.01 },
  u: { ms: 120, formants: [330, 850, 2300], voice: 0.9, noise: 0.01 },
  n: { ms: 80, formants: [250, 1400, 2400], voice: 0.5, noise: 0 },
  l: { ms: 70, formants: [360, 1100, 2600], voice: 0.7, noise: 0 },
  r: { ms: 70, formants: [400, 1150, 1600], voice: 0.7, noise: 0 },
  s: { ms: 130, formants: [300, 1800, 5600], voice: 0, noise: 0.5 },
  f: { ms: 110, formants: [300, 1500, 4200], voice: 0, noise: 0.2 },
  h: { ms: 60, formants: [500, 1500, 2500], voice: 0, noise: 0.15 },
  /** What is closed before a burst: nothing is heard, or a hum. */
  silent: { ms: 60, formants: [250, 1500, 2500], voice: 0, noise: 0 },
  closed: { ms: 50, formants: [200, 1300, 2400], voice: 0.2, noise: 0 },
  t: { ms: 25, formants: [350, 1800, 4300], voice: 0, noise: 0.6 },
  p: { ms: 20, formants: [350, 900, 1500], voice: 0, noise: 0.35 },
  g: { ms: 22, formants: [280, 1700, 2200], voice: 0.2, noise: 0.4 },
} as const satisfies Readonly<Record<string, Phone>>;

type PhoneName = keyof typeof phones;

/** What is listened for, and other words that are not. */
const keywords: Readonly<Record<string, readonly PhoneName[]>> = {
  yes: ['j', 'e', 's'],
  no: ['n', 'o', 'u'],
  stop: ['s', 'silent', 't', 'o', 'silent', 'p'],
};
const others: readonly (readonly PhoneName[])[] = [
  ['l', 'e', 'f', 'silent', 't'],
  ['r', 'a', 'i', 'silent', 't'],
  ['a', 'silent', 'p'],
  ['closed', 'g', 'o', 'u'],
  ['o', 'f'],
  ['f', 'o', 'r'],
  ['h', 'a', 'u', 's'],
  ['w', 'a', 'n'],
  ['s', 'i', 'l', 'o'],
  ['u', 'l', 'i'],
];

interface Speaker {
  readonly name: string;
  readonly pitchHz: number;
  /** Above 1: a shorter throat, so that every formant lies higher. */
  readonly formantScale: number;
  readonly tempo: number;
  readonly breath: number;
  readonly noiseDb: number;
  /** Of the room and the microphone: towards high or low. */
  readonly tilt: number;
}

/** WAV files by their path, with a labels.csv that names label and speaker; the same for one seed. */
export function simulateKeywords(seed: number, speakers = 20, repetitions = 4): Files {
  const random = new Random(seed, 'simulated words');
  const folder = new RecordedFolder('speaker', 'wav');
  const keep = (label: string, speaker: string, number: number, values: Float32Array) =>
    folder.add(label, speaker, number, writeWav(values, 1, rate));
  for (let s = 0; s < speakers; s++) {
    const speaker = meet(random.fork('speaker', s), `speaker-${s + 1}`);
    for (const [label, word] of Object.entries(keywords)) {
      for (let r = 1; r <= repetitions; r++) {
        keep(label, speaker.name, r, say(word, speaker, random.fork(speaker.name, label, r)));
      }
    }
    for (let r = 1; r <= repetitions; r++) {
      const own = random.fork(speaker.name, 'unknown', r);
      const word = others[own.below(others.length)]!;
      keep('unknown', speaker.name, r, say(word, speaker, own));
    }
  }
  for (let place = 1; place <= 8; place++) {
    keep('noise', `place-${place}`, 1, roomNoise(random.fork('noise', place)));
  }
  return folder.files();
}

function meet(random: Random, name: string): Speaker {
  // long throats go with low voices, and not always
  const height = random.normal();
  return {
    name,
    pitchHz: 150 * Math.exp(-0.25 * height + 0.12 * random.normal()),
    formantScale: Math.exp(-0.07 * height + 0.03 * random.normal()),
    tempo: Math.exp(0.12 * random.normal()),
    breath: random.between(0.5, 2),
    noiseDb: random.between(-45, -25),
    tilt: random.between(-0.3, 0.3),
  };
}

/** One second with a word somewhere about its middle. */
function say(word: readonly PhoneName[], speaker: Speaker, random: Random): Float32Array {
  const voice = spoken(word, speaker, random);
  const values = new Float32Array(rate);
  const at = Math.max(0, Math.round((rate - voice.length) / 2 + random.between(-0.1, 0.1) * rate));
  values.set(voice.subarray(0, rate - at), at);
  const level = 0.25 * Math.exp(0.3 * random.normal());
  const peak = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const noise = coloured(rate, 0.7, random);
  const below = 10 ** (speaker.noiseDb / 20);
  for (let i = 0; i < rate; i++) values[i] = level * (values[i]! / peak + below * noise[i]!);
  return values;
}

function spoken(
  word: readonly PhoneName[],
  { pitchHz, formantScale, tempo, breath, tilt }: Speaker,
  random: Random,
): Float32Array {
  const pace = tempo * Math.exp(0.08 * random.normal());
  const spans = word.map((name) => {
    const phone: Phone = phones[name];
    return {
      ...phone,
      count: Math.round((rate * phone.ms * Math.exp(0.1 * random.normal())) / 1000 / pace),
    };
  });
  const total = spans.reduce((sum, { count }) => sum + count, 0);
  const values = new Float32Array(total);
  const tract = [0, 1, 2].map(() => new Resonance(rate));
  const [hiss, upper] = [new Resonance(rate), new Resonance(rate)];
  const [fall, start] = [random.between(0.7, 0.95), pitchHz * Math.exp(0.05 * random.normal())];
  let phase = 0;
  let last = 0;
  let i = 0;
  for (const [at, span] of spans.entries()) {
    const before = spans[Math.max(0, at - 1)]!;
    for (let k = 0; k < span.count; k++, i++) {
      // a sound is reached within 35 ms, a burst at once
      const share = Math.min(1, k / Math.min(span.count, 0.035 * rate));
      const way = span.ms < 30 ? 1 : share;
      const to = (now: number, then: number) => now + (then - now) * way;
      if (i % 16 === 0) {
        for (const [f, one] of tract.entries()) {
          const hz = formantScale * to(before.formants[f]!, span.formants[f]!);
          one.tune(hz, 60 + 0.06 * hz);
        }
        hiss.tune(Math.min(7500, formantScale * span.formants[2]), 900);
        upper.tune(Math.min(7000, 3600 * formantScale), 400);
      }
      phase += (start * (1 - (1 - fall) * (i / total))) / rate;
      phase -= Math.floor(phase);
      // the cords open slowly and close fast: what is heard is how the flow changes
      const flow = phase < 0.6 ? (phase / 0.6) ** 2 * (1 - phase / 0.6) * 6.75 : 0;
      const buzz = flow - last;
      last = flow;
      const edge = Math.min(1, i / 160, (total - i) / 480);
      let value =
        8 * to(before.voice, span.voice) * buzz + 0.02 * breath * span.voice * random.normal();
      for (const one of tract) value = one.next(value);
      value +=
        0.3 * upper.next(value) + to(before.noise, span.noise) * 0.3 * hiss.next(random.normal());
      values[i] = edge * value;
    }
  }
  return fadedTo(values, tilt);
}

/** Ten seconds of a place: a colour of noise that swells and fades, and a hum. */
function roomNoise(random: Random): Float32Array {
  const values = coloured(10 * rate, random.between(0.3, 0.95), random);
  const [hum, loud] = [random.between(90, 400), random.between(0, 0.5)];
  const [swell, level] = [random.between(0.1, 1), random.between(0.02, 0.12)];
  for (let i = 0; i < values.length; i++) {
    const t = i / rate;
    const tone = loud * Math.sin(2 * Math.PI * hum * t);
    values[i] = level * (values[i]! * (1 + 0.5 * Math.sin(2 * Math.PI * swell * t)) + tone);
  }
  return values;
}
