/** Features as people choose them: what they are, in a line. */
export const blockWords: Readonly<
  Record<string, { readonly name: string; readonly about: string }>
> = {
  spectral: { name: 'Spectral', about: 'Powers by frequency, and statistics, of each axis' },
  wavelet: { name: 'Wavelet', about: 'Energy by scale, for short events' },
  flatten: { name: 'Flatten', about: 'Mean, range and shape of each axis' },
  raw: { name: 'Raw', about: 'The readings as they are' },
  'log-mel': { name: 'Log-mel', about: 'Loudness by pitch over time; whole numbers, fastest' },
  mfe: { name: 'MFE', about: 'Mel-filterbank energies over time' },
  mfcc: { name: 'MFCC', about: 'Mel cepstrum, for voices' },
  spectrogram: { name: 'Spectrogram', about: 'Every frequency over time' },
  pcen: { name: 'PCEN', about: 'Mel energies made even, for far sounds' },
  ecg: { name: 'ECG', about: 'Beats of a heart, by its current' },
  ppg: { name: 'PPG', about: 'Beats of a heart, by light' },
  eeg: { name: 'EEG', about: 'Power of each band of brain waves' },
};

const forSound = ['log-mel', 'mfe', 'mfcc', 'spectrogram', 'pcen'];
const forSensors = ['spectral', 'wavelet', 'flatten', 'raw', 'spectrogram', 'ecg', 'ppg', 'eeg'];

export const blocksFor = (sound: boolean): readonly string[] => (sound ? forSound : forSensors);
