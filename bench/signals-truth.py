"""Features by SciPy and PyWavelets in float64, from the windows and settings on standard input."""
import json
import sys

import numpy as np
import pywt
import scipy.fft
import scipy.signal
import scipy.stats


def mel_weights(filters, bins, rate, low, high):
    mel = lambda hz: 2595 * np.log10(1 + np.asarray(hz) / 700)
    hz = np.arange(bins) * rate / 2 / (bins - 1)
    place = (mel(hz) - mel(low)) / (mel(high) - mel(low)) * (filters + 1)
    weights = np.maximum(0, 1 - np.abs(place[None, :] - np.arange(1, filters + 1)[:, None]))
    weights[:, 0] = 0
    weights[:, -1] = 0
    peaks = 700 * (10 ** ((mel(low) + (mel(high) - mel(low)) * np.arange(1, filters + 1) / (filters + 1)) / 2595) - 1)
    for band in np.flatnonzero(weights.sum(1) == 0):
        at = peaks[band] / hz[1]
        lower = max(1, int(at))
        weights[band, lower : lower + 2] = [1 - max(0, at - lower), max(0, at - lower)]
    return weights


def powers(x, block, rate):
    length, hop = round(block["frameLength"] * rate), round(block["frameStride"] * rate)
    n = block["fftLength"]
    count = (len(x) - length) // hop + 1
    taken = min(n, length)
    frames = np.stack([x[k * hop : k * hop + taken] for k in range(count)])
    shift = block["preShift"]
    before = np.concatenate([np.repeat(frames[:, :1], shift, axis=1), frames], axis=1)[:, :taken]
    frames = frames - block["preEmphasis"] * before
    if block["window"] == "hann":
        frames = frames * scipy.signal.get_window("hann", taken)
    return np.abs(scipy.fft.rfft(frames, n, axis=1)) ** 2 / n


def decibels(p, block):
    db = 10 * np.log10(np.maximum(p, 1e-30))
    floor = block["noiseFloorDb"]
    return np.clip((db - floor) / (12 - floor), 0, 1)


def mel_powers(x, block, rate):
    p = powers(x, block, rate)
    high = block["highFrequency"] or rate / 2
    return p @ mel_weights(block["filters"], p.shape[1], rate, block["lowFrequency"], high).T


def mfcc(x, block, rate):
    p = powers(x, block, rate)
    c = scipy.fft.dct(np.log(np.maximum(mel_powers(x, block, rate), 1e-30)), norm="ortho", axis=1)
    c = c[:, : block["coefficients"]]
    c[:, 0] = np.log(p.sum(1))
    reach = (block["winSize"] - 1) // 2
    padded = np.pad(c, ((reach, reach), (0, 0)), mode="symmetric")
    out = [(c[k] - w.mean(0)) / (w.std(0) + 1e-10) for k in range(len(c)) for w in [padded[k : k + 2 * reach + 1]]]
    return np.stack(out)


def pcen(x, block, rate):
    e = mel_powers(x, block, rate)
    m = scipy.signal.lfilter([block["smoothing"]], [1, block["smoothing"] - 1], e, axis=0, zi=(1 - block["smoothing"]) * e[:1])[0]
    bias, power = block["bias"], block["power"]
    return (e / (block["epsilon"] + m) ** block["gain"] + bias) ** power - bias**power


def log_mel(x, block, rate):
    hop, length, n = block["hop"], block["frameLength"], block["fftLength"]
    count = (len(x) - length) // hop + 1
    window = scipy.signal.get_window("hann", length)
    frames = np.stack([x[k * hop : k * hop + length] for k in range(count)]) * 32768 * window
    p = np.abs(scipy.fft.rfft(frames, n, axis=1)) ** 2 / (window**2).sum()
    weights = mel_weights(block["bands"], p.shape[1], rate, block["lowHz"], block["highHz"])
    mel = 2595 * np.log10(1 + np.array([block["lowHz"], block["highHz"]]) / 700)
    edges = 700 * (10 ** (np.linspace(*mel, block["bands"] + 2) / 2595) - 1)
    return np.log2(p @ weights.T / ((edges[2:] - edges[:-2]) / 2 / (rate / n)))


def wavelet(x, block, rate):
    features = []
    for axis in x.T:
        for c in pywt.wavedec(axis - axis.mean(), block["wavelet"], level=block["level"]):
            share = c**2 / (c**2).sum()
            above, mean_above = c > 0, c > c.mean()
            features += [
                -(share * np.log(share)).sum(),
                (above[1:] != above[:-1]).mean(),
                (mean_above[1:] != mean_above[:-1]).mean(),
                *np.percentile(c, [5, 25, 75, 95, 50]),
                c.mean(), c.std(), c.var(), np.sqrt((c**2).mean()),
                scipy.stats.skew(c), scipy.stats.kurtosis(c),
            ]
    return np.array(features)


def decimated(x, rate, ratio):
    sos = scipy.signal.butter(8, 0.4 * rate / ratio, fs=rate, output="sos")
    y, _ = scipy.signal.sosfilt(sos, x, zi=scipy.signal.sosfilt_zi(sos) * x[0])
    return y[ratio - 1 :: ratio], rate / ratio


def welch_powers(x, block, rate):
    n = block["fftLength"]
    _, p = scipy.signal.welch(x, rate, "hann", n, n // 2 if block["overlap"] else 0, detrend=False, return_onesided=False, scaling="density")
    return np.log10(p[: n // 2 + 1] * rate / n)


def spectral(x, block, rate):
    features = []
    for axis in x.T:
        y, own = axis - axis.mean(), rate
        if block.get("decimation", 1) > 1:
            y, own = decimated(y, own, block["decimation"])
        features += [np.log10(np.sqrt((y**2).mean())), (y**3).mean() / (y**2).mean() ** 1.5, (y**4).mean() / (y**2).mean() ** 2 - 3]
        features += [*welch_powers(y, block, own)]
        if block.get("extraLow"):
            features += [*welch_powers(*decimated(y, own, 10)[:1], block, own / 10)]
        edges = block.get("powerEdges", [])
        if edges:
            n = 2 ** int(np.log2(len(y)))
            middle = y[(len(y) - n) // 2 :][:n]
            f, p = scipy.signal.periodogram(middle, own, "hann", detrend=False, scaling="density")
            features += [np.log10(p[(f >= low) & (f < high)].sum() * own / n) for low, high in zip(edges, edges[1:])]
    return np.array(features)


def eeg(x, block, rate):
    features = []
    length = round(block["epochSeconds"] * rate)
    tapers = scipy.signal.windows.dpss(length, block["halfBandwidth"], block["tapers"])
    n = 2 ** int(np.ceil(np.log2(length)))
    f = np.arange(n // 2) * rate / n
    bands = [b for b in ((1, 4), (4, 8), (8, 13), (13, 30), (30, 45)) if b[1] < rate / 2]
    for axis in x.T:
        y = axis - axis.mean()
        epochs = y[: len(y) // length * length].reshape(-1, length)
        p = (np.abs(scipy.fft.rfft(epochs[:, None, :] * tapers, n)) ** 2).mean((0, 1))[: n // 2] * 2 / rate
        own = [p[(f >= low) & (f < high)] for low, high in bands]
        features += [*np.log10([b.mean() for b in own]), *(np.array([b.sum() for b in own]) / sum(b.sum() for b in own)), 1]
    return np.array(features)


def filters(x, block, rate):
    sos = scipy.signal.butter(block["order"], block["cutoffHz"], block["kind"], fs=rate, output="sos")
    return scipy.signal.sosfilt(sos, x)


def taps(x, block, rate):
    return np.concatenate([[*pywt.Wavelet(n).dec_lo, *pywt.Wavelet(n).dec_hi] for n in block["names"]])


work = {
    "mfe": lambda x, b, r: decibels(mel_powers(x, b, r), b),
    "spectrogram": lambda x, b, r: decibels(powers(x, b, r), b),
    "mfcc": mfcc, "pcen": pcen, "log_mel": log_mel, "wavelet": wavelet, "spectral": spectral,
    "eeg": eeg, "low": filters, "high": filters, "taps": taps,
    "dpss": lambda x, b, r: scipy.signal.windows.dpss(b["length"], b["halfBandwidth"], b["count"]),
}
answers = []
for case in json.load(sys.stdin):
    x = np.array(case["window"], dtype=np.float64)
    if case["axes"] > 1 or case["block"]["kind"] in ("wavelet", "spectral", "eeg"):
        x = x.reshape(-1, case["axes"])
    answers.append(work[case["block"]["kind"]](x, case["block"], case["rate"]).ravel().tolist())
json.dump(answers, sys.stdout)
