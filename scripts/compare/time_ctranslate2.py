"""Times CTranslate2: time_ctranslate2.py FOLDER TARGETS [--threads 2] [--beams 4] [--new-tokens 30] [--setting S]

FOLDER is what random_marian.py made. Translates its sentences with the setting (workers and threads, kind and size of a
batch) that is fastest on the first half of them, or with the one given, three times, of which the median counts. Writes
the best hypotheses to TARGETS as token ids, and prints one line of JSON.
"""
import argparse
import json
import pathlib
import time

import ctranslate2

BATCHES = [("examples", 8), ("examples", 16), ("examples", 32), ("examples", 64),
           ("tokens", 512), ("tokens", 1024), ("tokens", 2048)]


class Peer:
    def __init__(self, folder, options):
        self.model = str(folder / "ctranslate2")
        vocabulary = json.loads((folder / "model/vocab.json").read_text(encoding="utf-8"))
        self.ids = vocabulary
        self.tokens = {number: token for token, number in vocabulary.items()}
        self.options = options
        self.opened = {}

    def translator(self, workers, threads):
        if (workers, threads) not in self.opened:
            self.opened.clear()
            self.opened[workers, threads] = ctranslate2.Translator(
                self.model, device="cpu", compute_type="int8", inter_threads=workers, intra_threads=threads)
        return self.opened[workers, threads]

    def translate(self, sources, setting):
        workers, threads, kind, size = setting
        return self.translator(workers, threads).translate_batch(
            sources, beam_size=self.options.beams, max_batch_size=size, batch_type=kind,
            min_decoding_length=self.options.new_tokens, max_decoding_length=self.options.new_tokens)

    def seconds(self, sources, setting):
        self.translate(sources[:16], setting)
        start = time.perf_counter()
        results = self.translate(sources, setting)
        return time.perf_counter() - start, results

    def settings(self):
        return [(workers, threads, kind, size) for workers, threads in
                sorted({(self.options.threads, 1), (1, self.options.threads)}) for kind, size in BATCHES]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("targets", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--beams", type=int, default=4)
    parser.add_argument("--new-tokens", type=int, default=30)
    parser.add_argument("--setting", type=json.loads, help="as an earlier run printed it")
    options = parser.parse_args()
    peer = Peer(options.folder, options)
    lines = (options.folder / "sources.txt").read_text().splitlines()
    sources = [[peer.tokens[int(number)] for number in line.split()] for line in lines]
    setting = options.setting
    if setting is None:
        half = sources[:max(1, len(sources) // 2)]
        setting = min(peer.settings(), key=lambda each: peer.seconds(half, each)[0])
    taken, results = sorted((peer.seconds(sources, setting) for _ in range(3)), key=lambda each: each[0])[1]
    targets = [[peer.ids[token] for token in result.hypotheses[0]] for result in results]
    if any(len(target) != options.new_tokens for target in targets):
        raise SystemExit(f"time_ctranslate2: a hypothesis is not of {options.new_tokens} tokens")
    options.targets.write_text("".join(" ".join(map(str, target)) + "\n" for target in targets))
    print(json.dumps({"sentencesPerSecond": len(sources) / taken, "setting": setting}))


if __name__ == "__main__":
    main()
