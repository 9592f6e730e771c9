"""Times sentence-transformers: time_sentence_transformers.py MODEL TEXTS VECTORS [--threads 2] [--batches 16,32,64,128]

Encodes the lines of TEXTS with the batch size that was fastest on the first eighth of them, after a warm-up, and
writes the vectors to VECTORS as little-endian F32. Prints one line of JSON: the median of three times.
"""
import argparse
import json
import pathlib
import statistics
import time

import torch
from sentence_transformers import SentenceTransformer


def seconds(model, texts, batch):
    start = time.perf_counter()
    vectors = model.encode(texts, batch_size=batch, convert_to_numpy=True, show_progress_bar=False)
    return time.perf_counter() - start, vectors


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("texts", type=pathlib.Path)
    parser.add_argument("vectors", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batches", default="16,32,64,128")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = SentenceTransformer(options.model, device="cpu")
    texts = options.texts.read_text(encoding="utf-8").splitlines()
    sample = texts[:max(1, len(texts) // 8)]
    batches = [int(size) for size in options.batches.split(",")]
    seconds(model, sample, batches[0])  # threads, memory and caches
    best = min(batches, key=lambda size: seconds(model, sample, size)[0])
    times, (vectors, *_) = zip(*(seconds(model, texts, best) for _ in range(3)))
    taken = statistics.median(times)
    options.vectors.write_bytes(vectors.astype("<f4").tobytes())
    print(json.dumps({"textsPerSecond": len(texts) / taken, "batch": best, "most": model.max_seq_length}))


if __name__ == "__main__":
    main()
