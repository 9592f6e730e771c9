#!/usr/bin/env python3
"""Encoders as GGUF files, in llama.cpp's manner, with the vectors that PyTorch makes of texts.

    python scripts/golden_gguf_encoders.py                # the tiny random models that are committed
    python scripts/golden_gguf_encoders.py minilm         # the real one, into target/encoders

The tiny ones are a BERT and a Nomic BERT of `transformers` with weights from a generator seeded by the name of each
tensor, and with the vocabulary of the tokenizer goldens (folder-bert-uncased.json). Files: gguf/NAME.gguf, and
gguf/NAME.json with

    {"texts": [{"text": "...", "vector": base64 of little-endian F32}]}

where a vector is the mean of the hidden states, computed in double precision, of length 1 (llama.cpp and its servers
bring vectors to length 1). The real one is the folder that scripts/fetch-model minilm keeps, as minilm-f32.gguf: its
vectors must be, to the bit, those of the folder.
"""
import base64
import json
import os
import pathlib
import sys
import zlib

import gguf
import numpy as np
import torch
import transformers
from safetensors.numpy import load_file
from tokenizers import Tokenizer

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "src/test/resources/io/millrace/golden"
TOKENIZER = ROOT / "src/test/resources/io/millrace/tokenizer/folder-bert-uncased.json"
HOME = pathlib.Path(os.environ.get("MILLRACE_HOME") or pathlib.Path.home() / ".cache/millrace")
TEXTS = [
    "The river came down from the hills.",
    "a",
    "Über die Brücke gehen, Café und Ähre!",
    "中文 and words, mixed; 123 numbers... and #signs#",
    "The miller was called Anselm Groot, and he was a man of few words who had learned from his father.",
]
OUTER = {
    "embeddings.word_embeddings": "token_embd",
    "embeddings.position_embeddings": "position_embd",
    "embeddings.token_type_embeddings": "token_types",
    "embeddings.LayerNorm": "token_embd_norm",
}
INNER = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}


def fused(tensors):
    """The tensors of a Nomic BERT by the names in the file, queries, keys and values in one matrix."""
    inner = {"self_attn.o_proj": "attn_output", "post_attention_layernorm": "attn_output_norm", "mlp.up_proj": "ffn_up",
             "mlp.gate_proj": "ffn_gate", "mlp.down_proj": "ffn_down", "post_mlp_layernorm": "layer_output_norm"}
    named = {}
    for name, tensor in tensors.items():
        stem, _, part = name.rpartition(".")
        if stem in OUTER:
            named[f"{OUTER[stem]}.{part}"] = tensor
        elif stem.startswith("layers."):
            _, number, module = stem.split(".", 2)
            if module in inner:
                named[f"blk.{number}.{inner[module]}.{part}"] = tensor
            elif module.endswith("q_proj"):
                parts = [tensors[name.replace("q_proj", other)] for other in ("q_proj", "k_proj", "v_proj")]
                named[f"blk.{number}.attn_qkv.{part}"] = np.concatenate(parts)
    return named


def file_name(tensor):
    """The name of a tensor in the file, or None for those that are left out: the pooler's, and position ids."""
    stem, _, part = tensor.removeprefix("bert.").rpartition(".")
    if stem in OUTER:
        return f"{OUTER[stem]}.{part}"
    if stem.startswith("encoder.layer."):
        _, _, number, inner = stem.split(".", 3)
        return f"blk.{number}.{INNER[inner]}.{part}"
    return None


def spelling(piece, kind):
    """Pieces that begin a word are marked, not those that continue one."""
    if kind == gguf.TokenType.CONTROL:
        return piece
    return piece[2:] if piece.startswith("##") else "\u2581" + piece


def write(path, config, tensors, vocabulary):
    """vocabulary: the pieces in order."""
    nomic = config["model_type"] == "nomic_bert"
    writer = gguf.GGUFWriter(path, "nomic-bert" if nomic else "bert")
    if nomic:
        writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    writer.add_name(path.stem)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    control = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
    kinds = [gguf.TokenType.CONTROL if piece in control else gguf.TokenType.NORMAL for piece in vocabulary]
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("jina-v2-en")
    writer.add_token_list([spelling(piece, kind) for piece, kind in zip(vocabulary, kinds)])
    writer.add_token_types(kinds)
    writer.add_token_type_count(config["type_vocab_size"])
    writer.add_bos_token_id(vocabulary.index("[CLS]"))
    writer.add_sep_token_id(vocabulary.index("[SEP]"))
    writer.add_unk_token_id(vocabulary.index("[UNK]"))
    writer.add_pad_token_id(vocabulary.index("[PAD]"))
    for name, tensor in (fused(tensors) if nomic else tensors).items():
        target = name if nomic else file_name(name)
        if target is not None:
            writer.add_tensor(target, np.ascontiguousarray(tensor, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def pieces(vocab):
    return [piece for piece, _ in sorted(vocab.items(), key=lambda item: item[1])]


def random_weights(network):
    for name, parameter in network.named_parameters():
        dice = np.random.Generator(np.random.PCG64(zlib.crc32(name.encode())))
        centre, width = (1.0, 0.1) if name.endswith(("LayerNorm.weight", "layernorm.weight")) else (0.0, 0.2)
        drawn = dice.normal(centre, width, parameter.shape).astype(np.float32)
        parameter.data = torch.from_numpy(drawn)


def tiny():
    tokenizer_json = json.loads(TOKENIZER.read_text(encoding="utf-8"))["tokenizer"]
    # No added tokens for words: a GGUF file cannot say that they are.
    tokenizer_json["added_tokens"] = [token for token in tokenizer_json["added_tokens"] if token["special"]]
    tokenizer = Tokenizer.from_str(json.dumps(tokenizer_json))
    vocabulary = pieces(tokenizer_json["model"]["vocab"])
    shape = dict(vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
                 intermediate_size=64, max_position_embeddings=96, type_vocab_size=2, layer_norm_eps=1e-12)
    bert = transformers.BertConfig(**shape, attn_implementation="eager")
    committed("bert", transformers.BertModel(bert, add_pooling_layer=False), tokenizer, vocabulary)
    nomic = transformers.NomicBertConfig(**shape, attn_implementation="eager")
    committed("nomic-bert", transformers.NomicBertModel(nomic), tokenizer, vocabulary)


def committed(name, network, tokenizer, vocabulary):
    network = network.eval()
    random_weights(network)
    tensors = {tensor: values.numpy() for tensor, values in network.state_dict().items()}
    write(GOLDEN / f"gguf/{name}.gguf", network.config.to_dict(), tensors, vocabulary)
    network = network.double()
    golden = []
    for text in TEXTS:
        ids = torch.tensor([tokenizer.encode(text).ids])
        with torch.no_grad():
            mean = network(input_ids=ids).last_hidden_state[0].mean(0)
        vector = (mean / mean.norm()).numpy().astype("<f4")
        golden.append({"text": text, "vector": base64.b64encode(vector.tobytes()).decode()})
    target = GOLDEN / f"gguf/{name}.json"
    target.write_text(json.dumps({"texts": golden}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def minilm():
    folder = HOME / "all-minilm-l6-v2"
    target = ROOT / "target/encoders/minilm-f32.gguf"
    target.parent.mkdir(parents=True, exist_ok=True)
    config = json.loads((folder / "config.json").read_text())
    vocab = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    write(target, config, load_file(folder / "model.safetensors"), pieces(vocab))
    print(target)


if __name__ == "__main__":
    minilm() if sys.argv[1:] == ["minilm"] else tiny()
