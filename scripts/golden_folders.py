"""Hugging Face folders of the tiny models of golden_tiny.py, written by `transformers`.

The weights are those of NAME.gguf, so NAME.json holds for them too. A few are kept as `transformers` writes them: weights
(one of them in two files), config, tokenizer. Of the others only config.json is kept, with names.json: the tensors'
names and shapes; the test makes their weights from NAME.gguf and checks that it makes exactly these.
"""

import json
import shutil

import tokenizers
import torch
import transformers
from golden_tiny import CONTROL, NORMAL, UNKNOWN, byte_characters, fill, tiny_models
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors

KEPT = ("llama-rope-llama3", "gemma3-rope-linear", "phi3", "gpt2", "qwen2")
SHARDED = "phi3"
WORDS = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s"
         r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
TEMPLATE = "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}{% endfor %}"


class Collected:
    """Stands for a GGUF writer, to learn what a tokenizer of golden_tiny.py consists of."""

    def __init__(self):
        self.values = {}

    def __getattr__(self, name):
        return lambda value: self.values.__setitem__(name.removeprefix("add_"), value)


def split(pattern):
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(tokenizers.Regex(pattern), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


SPLITTERS = {
    "gpt-2": lambda: pre_tokenizers.ByteLevel(add_prefix_space=False),
    "llama-bpe": lambda: split(WORDS % "{1,3}"),
    "qwen2": lambda: split(WORDS % ""),
}


def byte_level(parts):
    vocabulary = {token: i for i, token in enumerate(parts["token_list"])}
    merges = [tuple(merge.split(" ")) for merge in parts["token_merges"]]
    pre = parts["tokenizer_pre"]
    tokenizer = tokenizers.Tokenizer(models.BPE(vocabulary, merges, ignore_merges=pre == "llama-bpe"))
    tokenizer.pre_tokenizer, tokenizer.decoder = SPLITTERS[pre](), decoders.ByteLevel()
    assert all(byte_characters()[b] in vocabulary for b in range(256))
    return tokenizer


def sentence_piece(parts):
    tokens = parts["token_list"]
    vocabulary = {token: i for i, token in enumerate(tokens)}
    pieces = [t for t, kind in zip(tokens, parts["token_types"], strict=True) if kind == NORMAL]
    merges = [(piece[:i], piece[i:]) for piece in pieces for i in range(1, len(piece))
              if piece[:i] in vocabulary and piece[i:] in vocabulary]
    unknown = tokens[parts["unk_token_id"]]
    tokenizer = tokenizers.Tokenizer(
        models.BPE(vocabulary, merges, unk_token=unknown, fuse_unk=True, byte_fallback=True))
    spaces = [normalizers.Replace(" ", "▁")]
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), *spaces] if parts["add_space_prefix"] else spaces)
    strip = [decoders.Strip(content=" ", left=1, right=0)] if parts["add_space_prefix"] else []
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), *strip])
    return tokenizer


def tokenizer_of(tiny):
    collected = Collected()
    types = tiny.tokenizer(collected)
    parts = collected.values
    tokens = parts["token_list"]
    tokenizer = (byte_level if parts["tokenizer_model"] == "gpt2" else sentence_piece)(parts)
    tokenizer.add_special_tokens([t for t, kind in zip(tokens, types, strict=True) if kind in (CONTROL, UNKNOWN)])
    assert tokenizer.get_vocab_size() == len(tokens)
    names = {"eos_token": tokens[parts["eos_token_id"]]}
    if parts.get("bos_token_id") is not None:
        names["bos_token"] = tokens[parts["bos_token_id"]]
    if parts["add_bos_token"]:
        bos = names["bos_token"]
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{bos} $A", pair=f"{bos} $A {bos} $B", special_tokens=[(bos, parts["bos_token_id"])])
    if "<|im_start|>" in tokens:
        names["chat_template"] = TEMPLATE
    return transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names), parts


def make(tiny, folder):
    network, _ = fill(tiny)
    tokenizer, parts = tokenizer_of(tiny) if tiny.name in KEPT else (None, {})
    shutil.rmtree(folder, ignore_errors=True)
    if tokenizer is None:
        network.config.architectures, network.config.dtype = [type(network).__name__], "float32"
        network.config.save_pretrained(folder)
        tied = network.config.tie_word_embeddings
        shapes = {n: list(p.shape) for n, p in network.state_dict().items() if not (tied and n == "lm_head.weight")}
        (folder / "names.json").write_text(json.dumps(dict(sorted(shapes.items())), separators=(",", ":")) + "\n")
        return
    end = parts["eos_token_id"]
    network.generation_config = transformers.GenerationConfig(eos_token_id=[end, end - 1] if end else end)
    shard = "90KB" if tiny.name == SHARDED else "1GB"
    network.to(torch.float32).save_pretrained(folder, max_shard_size=shard)
    tokenizer.save_pretrained(folder)
    print(f"{tiny.name:20} {sum(f.stat().st_size for f in folder.iterdir()):7} bytes", flush=True)


def main(folder, names=()):
    for tiny in tiny_models():
        if not names or tiny.name in names:
            make(tiny, folder / "folders" / tiny.name)
