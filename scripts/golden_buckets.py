#!/usr/bin/env python3
"""Makes the buckets of relative positions that RelativeBucketsTest compares Millrace with, by `transformers`.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r scripts/golden-requirements.txt
    /tmp/golden/bin/python scripts/golden_buckets.py

Writes src/test/resources/io/millrace/golden/relative-buckets.txt, one line a setting: the model, FULL (both directions)
or CAUSAL, the number of buckets, the largest distance, then the buckets of the distances from -1000 to 1000 as runs
`bucket*length`.
"""

from itertools import groupby
from pathlib import Path

import torch
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder
from transformers.models.t5.modeling_t5 import T5Attention

FILE = Path(__file__).resolve().parents[1] / "src/test/resources/io/millrace/golden/relative-buckets.txt"
SETTINGS = [(count, farthest) for count in (8, 32) for farthest in (16, 128)]
SETTINGS += [(8, 3), (12, 20), (20, 100), (33, 77), (64, 128), (64, 512), (128, 1000), (256, 2048)]
DISTANCES = torch.arange(-1000, 1001)


def line(name, mask, count, farthest, buckets):
    runs = [f"{bucket}*{len(list(run))}" for bucket, run in groupby(buckets.tolist())]
    return " ".join([name, mask, str(count), str(farthest), *runs])


def main():
    lines = []
    for count, farthest in SETTINGS:
        for mask in ("FULL", "CAUSAL"):
            if farthest > (count // 2 if mask == "FULL" else count) // 2:
                buckets = T5Attention._relative_position_bucket(DISTANCES, mask == "FULL", count, farthest)
                lines.append(line("t5", mask, count, farthest, buckets))
    for count in (8, 32):
        lines.append(line("mpnet", "FULL", count, 128, MPNetEncoder.relative_position_bucket(DISTANCES, count)))
    FILE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
