#!/usr/bin/env python3
"""Writes a llama-shaped GGUF file with random weights: random_model.py OUT [--type Q4_0] [--shape 1b] [--seed 1]

For timing only: its text means nothing, its speed is that of a trained model of the same shape and types.
Needs the Python packages gguf and numpy (scripts/compare/run brings them). The end-of-text row of the
output is zero, so a greedy run never ends early.
"""
import argparse
import dataclasses
import itertools

import gguf
import numpy

Kind = gguf.GGMLQuantizationType


@dataclasses.dataclass(frozen=True)
class Shape:
    """The extents of a model: v vocabulary, d width, h query heads, g key/value heads, e elements per head."""
    layers: int
    d: int
    ffn: int
    h: int
    g: int
    e: int
    v: int


SHAPES = {
    "tiny": Shape(layers=2, d=256, ffn=768, h=4, g=2, e=64, v=512),
    "150m": Shape(layers=12, d=768, ffn=2048, h=12, g=4, e=64, v=32000),
    "1b": Shape(layers=22, d=2048, ffn=5632, h=32, g=4, e=64, v=32000),  # TinyLlama 1.1B
    "3b": Shape(layers=28, d=3072, ffn=8192, h=24, g=8, e=128, v=32000),
}

# One block of each quantized type, in the order of the file, and the scale that makes its weights small.
BLOCKS = {
    Kind.Q4_0: (32, 5e-3, [("d", "<f2"), ("codes", "u1", 16)]),
    Kind.Q8_0: (32, 3e-4, [("d", "<f2"), ("codes", "u1", 32)]),
    Kind.Q4_K: (256, 1e-4, [("d", "<f2"), ("dmin", "<f2"), ("scales", "u1", 12), ("codes", "u1", 128)]),
    Kind.Q6_K: (256, 2e-5, [("codes", "u1", 192), ("scales", "i1", 16), ("d", "<f2")]),
}

END_OF_TEXT = 2


def plain_rows(random, kind, rows, k):
    dtype = numpy.float16 if kind == Kind.F16 else numpy.float32
    return (random.standard_normal((rows, k), numpy.float32) * numpy.float32(0.02)).astype(dtype)


def block_rows(random, kind, rows, k):
    """rows x k weights as the bytes of their blocks: random codes and scales around a fixed scale of blocks."""
    per_block, scale, fields = BLOCKS[kind]
    layout = numpy.dtype(fields)
    count = rows * k // per_block
    blocks = numpy.frombuffer(random.bytes(count * layout.itemsize), layout).copy()
    blocks["d"] = scale
    if "dmin" in layout.names:
        blocks["dmin"] = 7.5 * scale  # the codes 0..15 lie around zero
    return blocks.view(numpy.uint8).reshape(rows, -1)


def weight(random, kind, rows, k):
    return (plain_rows if kind in (Kind.F16, Kind.F32) else block_rows)(random, kind, rows, k)


def vocabulary(size):
    """Pieces and their token types: the specials, the 256 bytes, then pronounceable words."""
    special = [("<unk>", gguf.TokenType.UNKNOWN), ("<s>", gguf.TokenType.CONTROL), ("</s>", gguf.TokenType.CONTROL)]
    byte = [(f"<0x{value:02X}>", gguf.TokenType.BYTE) for value in range(256)]
    consonants, vowels = "bcdfghjklmnprstvwz", "aeiou"
    syllables = [c + v for c in consonants for v in vowels]
    words = itertools.chain(
        ["\u2581"], consonants, vowels, syllables,
        ("\u2581" + a for a in syllables),
        (a + b for a in syllables for b in syllables),
        ("\u2581" + a + b for a in syllables for b in syllables),
        (a + b + c for a in syllables for b in syllables for c in consonants),
    )
    normal = [(word, gguf.TokenType.NORMAL) for word in itertools.islice(words, size - 259)]
    return special + byte + normal


def write_facts(writer, shape):
    writer.add_context_length(4096)
    writer.add_embedding_length(shape.d)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.ffn)
    writer.add_head_count(shape.h)
    writer.add_head_count_kv(shape.g)
    writer.add_rope_dimension_count(shape.e)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(shape.v)


def write_tokenizer(writer, shape):
    pieces, types = zip(*vocabulary(shape.v))
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([piece.encode() for piece in pieces])
    writer.add_token_scores([-float(max(rank - 258, 0)) for rank in range(len(pieces))])
    writer.add_token_types(list(types))
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(END_OF_TEXT)


def is_rich(layer, layers):
    """The layers where a Q4_K_M file spends Q6_K on attn_v and ffn_down: both ends, and every third between."""
    edge = layers // 8
    return layer < edge or layer >= 7 * layers // 8 or (layer - edge) % 3 == 2


def tensors(shape, main, rich):
    """(name, type, rows, k) of every matrix and (name, F32, 1, d) of every gain, in the order of the file."""
    yield "token_embd.weight", main, shape.v, shape.d
    for layer in range(shape.layers):
        better = rich if is_rich(layer, shape.layers) else main
        for name, kind, rows, k in (
            ("attn_norm", Kind.F32, 1, shape.d),
            ("attn_q", main, shape.h * shape.e, shape.d),
            ("attn_k", main, shape.g * shape.e, shape.d),
            ("attn_v", better, shape.g * shape.e, shape.d),
            ("attn_output", main, shape.d, shape.h * shape.e),
            ("ffn_norm", Kind.F32, 1, shape.d),
            ("ffn_gate", main, shape.ffn, shape.d),
            ("ffn_up", main, shape.ffn, shape.d),
            ("ffn_down", better, shape.d, shape.ffn),
        ):
            yield f"blk.{layer}.{name}.weight", kind, rows, k
    yield "output_norm.weight", Kind.F32, 1, shape.d
    yield "output.weight", rich, shape.v, shape.d


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("--type", default="Q4_0", choices=["F16", "Q8_0", "Q4_0", "Q4_K_M"])
    parser.add_argument("--shape", default="1b", choices=SHAPES)
    parser.add_argument("--seed", default=1, type=int)
    options = parser.parse_args()
    shape = SHAPES[options.shape]
    mixed = options.type == "Q4_K_M"
    main_kind = Kind.Q4_K if mixed else Kind[options.type]
    random = numpy.random.default_rng(options.seed)

    writer = gguf.GGUFWriter(options.out, "llama", use_temp_file=True)
    writer.add_name(f"random-{options.shape}-{options.type}")
    write_facts(writer, shape)
    write_tokenizer(writer, shape)
    for name, kind, rows, k in tensors(shape, main_kind, Kind.Q6_K if mixed else main_kind):
        if name.endswith("norm.weight"):
            writer.add_tensor(name, numpy.ones(k, numpy.float32))
            continue
        data = weight(random, kind, rows, k)
        if name == "output.weight":
            data[END_OF_TEXT] = 0
        writer.add_tensor(name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
