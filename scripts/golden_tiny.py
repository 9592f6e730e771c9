"""Tiny random models of every family, written as GGUF, with their log-probabilities by PyTorch.

Each model is a `transformers` model whose weights come from a generator seeded by the names of the model and the
tensor, so the files do not depend on the version of anything. Weights are F32. Norm weights of Gemma are drawn as the
file holds them (with the +1) and lowered for `transformers`, so both see the same values. q and k rows of the llama
architecture are put in the file's order, where the two halves of a rotated pair stand side by side.

The reference runs in double precision with eager attention, without a key-value cache (`transformers` still rounds
norms, rotary angles and the softmax to float32 inside). The same network is run in single precision too; the largest
difference between the two is kept as "float32Difference": what rounding alone does to a log-probability.

Files, one pair a model: NAME.gguf and NAME.json.

    {"model": "NAME.gguf", "sha256": "...", "architecture": "llama", "vocabulary": 288,
     "madeWith": {"torch": "...", "transformers": "...", "gguf": "..."}, "float32Difference": 1.9e-06,
     "sequences": [{"ids": [n ids], "logprobs": [n-1 values], "rows": [{"position": p, "logprobs": [288 values]}]}],
     "greedy": [{"prompt": [ids], "ids": [20 ids], "logprobs": [20 values], "margins": [20 values]}]}

`logprobs[i]` of a sequence is log p(ids[i+1] | ids[0..i]), natural logarithm. `rows` holds whole distributions: the one
at position p is that of the token after ids[0..p]. `margins` are the differences between the best and the second-best
logit. No token of a greedy continuation is a control token. A sequence or continuation of a model with long and short
rotary factors also says which of the two its values were made with ("ropeFactors": "short" or "long").
"""

import dataclasses
import hashlib
import json
import math
import zlib
from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
import torch
import transformers

VOCABULARY = 288
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6
CHATML = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


@dataclasses.dataclass(frozen=True)
class Tiny:
    """One model: its name, its network, the tokenizer it carries, and how its sequences are chosen."""

    name: str
    architecture: str
    network: Callable
    config: object
    tokenizer: Callable
    lengths: tuple = (70, 45)
    prompts: tuple = (12, 3)


# ---------------------------------------------------------------------------------------------------- tokenizers


def sentencepiece_tokenizer(writer, controls, bos, eos, unknown, space_prefix):
    """A `llama` tokenizer: control tokens, 256 byte tokens, then a few pieces whose score is minus their rank."""
    pieces = ["▁"] + list("etaonhsrid") + ["th", "he", "in", "er", "▁t", "▁a", "▁th", "▁the", "an", "nd", "and", "▁and"]
    pieces += list("lcumpwfg.,y")
    tokens = list(controls) + [f"<0x{b:02X}>" for b in range(256)]
    types = [UNKNOWN if i == unknown else CONTROL for i in range(len(controls))] + [BYTE] * 256
    scores = [0.0] * len(tokens)
    for rank, piece in enumerate(pieces[: VOCABULARY - len(tokens)]):
        tokens.append(piece)
        types.append(NORMAL)
        scores.append(-float(rank))
    assert len(tokens) == len(set(tokens)) == VOCABULARY
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_bos_token_id(bos)
    writer.add_eos_token_id(eos)
    writer.add_unk_token_id(unknown)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(space_prefix)
    return types


def llama_tokenizer(writer):
    return sentencepiece_tokenizer(writer, ["<unk>", "<s>", "</s>"], 1, 2, 0, True)


def gemma_tokenizer(writer):
    controls = ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"]
    types = sentencepiece_tokenizer(writer, controls, 2, 1, 3, False)
    writer.add_pad_token_id(0)
    return types


def byte_characters():
    """The printable character that stands for each byte in byte-level BPE vocabularies."""
    shown = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    hidden = [b for b in range(256) if b not in shown]
    return {**{b: chr(b) for b in shown}, **{b: chr(256 + i) for i, b in enumerate(hidden)}}


def byte_level_tokenizer(pre, controls, bos, eos):
    """A `gpt2` tokenizer: 256 bytes, merges and their products, then control tokens."""

    def write(writer):
        characters = byte_characters()
        merges = "Ġ t|h e|Ġ a|i n|r e|o n|Ġt he|e r|Ġ s|a t|n d|Ġa nd|e n|Ġ o|o r|Ġo f|i s|in g|Ġt o|Ġ w|e d|Ġ c|e s"
        merges = (merges + "|a l|Ġ b|Ġ p|Ġ in|a r|Ġ f|l l|1 2|Ġ Ġ").split("|")[: VOCABULARY - 256 - len(controls)]
        tokens = [characters[b] for b in range(256)] + [m.replace(" ", "") for m in merges] + list(controls)
        types = [NORMAL] * (256 + len(merges)) + [CONTROL] * len(controls)
        assert len(tokens) == len(set(tokens)) == VOCABULARY
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre(pre)
        writer.add_token_list(tokens)
        writer.add_token_types(types)
        writer.add_token_merges(merges)
        if bos is not None:
            writer.add_bos_token_id(VOCABULARY - len(controls) + bos)
        writer.add_eos_token_id(VOCABULARY - len(controls) + eos)
        writer.add_add_bos_token(bos is not None)
        return types

    return write


# -------------------------------------------------------------------------------------------------------- models


def rope(**parameters):
    return {"rope_type": "default", "rope_theta": 10000.0, **parameters}


def common(**changes):
    base = dict(
        vocab_size=VOCABULARY, hidden_size=32, intermediate_size=44, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=256, tie_word_embeddings=False, attn_implementation="eager",
        rms_norm_eps=1e-5, pad_token_id=None, bos_token_id=None, eos_token_id=None,
    )
    return {**base, **changes}


def llama_family():
    network, config = transformers.LlamaForCausalLM, transformers.LlamaConfig
    llama3 = rope(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                  original_max_position_embeddings=64)
    yarn = rope(rope_type="yarn", factor=4.0, original_max_position_embeddings=64, beta_fast=8.0, beta_slow=1.0)
    wide = dict(hidden_size=48, intermediate_size=76, num_attention_heads=4, num_key_value_heads=2)
    yield Tiny("llama-tied", "llama", network,
               config(**common(**wide, tie_word_embeddings=True, max_position_embeddings=1024, rope_parameters=rope())),
               llama_tokenizer, lengths=(70, 45, 600))
    yield Tiny("llama-untied", "llama", network,
               config(**common(hidden_size=48, num_attention_heads=3, intermediate_size=60,
                               rope_parameters=rope(rope_theta=500000.0))),
               byte_level_tokenizer("smollm", CHATML, 1, 2))
    yield Tiny("llama-rope-linear", "llama", network,
               config(**common(rope_parameters=rope(rope_type="linear", factor=4.0))), llama_tokenizer)
    yield Tiny("llama-rope-llama3", "llama", network,
               config(**common(tie_word_embeddings=True, rope_parameters=llama3)),
               byte_level_tokenizer("llama-bpe", ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"], 0, 1))
    yield Tiny("llama-rope-yarn", "llama", network, config(**common(rope_parameters=yarn)), llama_tokenizer)
    yield Tiny("mistral", "llama", transformers.MistralForCausalLM,
               transformers.MistralConfig(**common(
                   hidden_size=40, num_attention_heads=4, num_key_value_heads=2, head_dim=20, sliding_window=None,
                   rope_parameters=rope(rope_theta=1000000.0))),
               byte_level_tokenizer("tekken", ["<unk>", "<s>", "</s>"], 1, 2))


def qwen_family():
    two = transformers.Qwen2ForCausalLM, transformers.Qwen2Config
    far = rope(rope_theta=1000000.0)
    yarn = {**far, "rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}
    tokenizer = byte_level_tokenizer("qwen2", CHATML, None, 2)
    small = dict(rms_norm_eps=1e-6)
    yield Tiny("qwen2", "qwen2", two[0],
               two[1](**common(**{**small, "hidden_size": 48, "num_attention_heads": 3, "tie_word_embeddings": True},
                               rope_parameters=far)), tokenizer)
    yield Tiny("qwen2-rope-yarn", "qwen2", two[0], two[1](**common(**small, rope_parameters=yarn)), tokenizer)
    yield Tiny("qwen3", "qwen3", transformers.Qwen3ForCausalLM,
               transformers.Qwen3Config(**common(**small, hidden_size=40, num_attention_heads=4, num_key_value_heads=2,
                                                 head_dim=20, rope_parameters=far)), tokenizer)


def gemma_family():
    three = transformers.Gemma3ForCausalLM, transformers.Gemma3TextConfig
    shared = dict(tie_word_embeddings=True, rms_norm_eps=1e-6)
    second = dict(num_hidden_layers=4, intermediate_size=52, head_dim=24, query_pre_attn_scalar=24, sliding_window=12,
                  attn_logit_softcapping=3.0, final_logit_softcapping=6.0)
    third = dict(intermediate_size=40, num_hidden_layers=7, num_attention_heads=4, head_dim=12,
                 query_pre_attn_scalar=12, sliding_window=10, max_position_embeddings=1024)
    scaled = {**third, "hidden_size": 24, "num_hidden_layers": 6, "num_attention_heads": 2, "sliding_window": 16}
    far = rope(rope_theta=1000000.0)
    yield Tiny("gemma2", "gemma2", transformers.Gemma2ForCausalLM,
               transformers.Gemma2Config(**common(**shared, **second, rope_parameters=rope())), gemma_tokenizer)
    yield Tiny("gemma3", "gemma3", three[0],
               three[1](**common(**{**shared, **third},
                                 rope_parameters={"full_attention": far, "sliding_attention": rope()})),
               gemma_tokenizer, lengths=(70, 45, 600))
    yield Tiny("gemma3-rope-linear", "gemma3", three[0],
               three[1](**common(**{**shared, **scaled}, rope_parameters={
                   "full_attention": {**far, "rope_type": "linear", "factor": 8.0},
                   "sliding_attention": rope(rope_theta=5000.0)})),
               gemma_tokenizer)


def gpt2_family():
    yield Tiny("gpt2", "gpt2", transformers.GPT2LMHeadModel,
               transformers.GPT2Config(vocab_size=VOCABULARY, n_positions=96, n_embd=36, n_layer=2, n_head=3,
                                       activation_function="gelu_new", attn_implementation="eager", bos_token_id=None,
                                       eos_token_id=None),
               byte_level_tokenizer("gpt-2", ["<|endoftext|>"], 0, 0))


def phi3_family():
    network, config = transformers.Phi3ForCausalLM, transformers.Phi3Config
    plain = dict(original_max_position_embeddings=256, sliding_window=None)
    longrope = rope(rope_type="longrope", original_max_position_embeddings=64,
                    short_factor=[1.0, 1.05, 1.1, 1.3, 1.5, 1.8], long_factor=[1.0, 1.5, 2.2, 3.0, 3.6, 4.0])
    yield Tiny("phi3", "phi3", network,
               config(**common(**{**plain, "num_key_value_heads": 2},
                               rope_parameters=rope(partial_rotary_factor=0.75))), llama_tokenizer)
    yield Tiny("phi3-window", "phi3", network,
               config(**common(**{**plain, "sliding_window": 14}, rope_parameters=rope())), llama_tokenizer)
    yield Tiny("phi3-longrope", "phi3", network,
               config(**common(**{**plain, "original_max_position_embeddings": 64}, hidden_size=48,
                               num_attention_heads=4, num_key_value_heads=2, rope_parameters=longrope)),
               byte_level_tokenizer("gpt-4o", ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|im_sep|>"], 0, 2),
               prompts=(12, 66))


def tiny_models():
    return [*llama_family(), *qwen_family(), *gemma_family(), *gpt2_family(), *phi3_family()]


# ------------------------------------------------------------------------------------------------------- weights


def drawn(model, name, shape):
    """The values of one tensor as the file holds them: lively enough that every part of the network matters."""
    random = np.random.Generator(np.random.PCG64(zlib.crc32(f"{model}/{name}".encode())))
    values = random.standard_normal(shape)
    if name.endswith(".bias"):
        return (0.3 * values).astype(np.float32)
    if len(shape) == 1:
        return (1.0 + 0.25 * values).astype(np.float32)
    if "embed_tokens" in name or "wte" in name or "wpe" in name:
        return (0.3 * values).astype(np.float32)
    fan_in = shape[0] if "c_" in name else shape[1]
    gain = 2.0 if any(part in name for part in ("q_proj", "k_proj", "qkv", "c_attn", "lm_head")) else 1.2
    return (gain / math.sqrt(fan_in) * values).astype(np.float32)


def fill(tiny):
    """The network in double precision and its tensors by `transformers` name, as the file holds them."""
    torch.manual_seed(0)
    network = tiny.network(tiny.config).eval().double()
    held = {}
    shift = 1.0 if tiny.architecture.startswith("gemma") else 0.0
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            values = drawn(tiny.name, name, tuple(parameter.shape))
            held[name] = values
            lowered = values.astype(np.float64) - (shift if name.endswith("norm.weight") else 0.0)
            parameter.copy_(torch.from_numpy(lowered))
    return network, held


def paired_rows(values, heads):
    """q or k rows with the two halves of each head interleaved: row 2i is i of the first half, 2i+1 of the second."""
    half = values.shape[0] // heads // 2
    return values.reshape(heads, 2, half, -1).transpose(0, 2, 1, 3).reshape(values.shape)


def file_tensors(tiny, held):
    """The tensors under their GGUF names and in the file's layout, in a fixed order."""
    config = tiny.config
    names = gguf.get_tensor_name_map(
        next(a for a, n in gguf.MODEL_ARCH_NAMES.items() if n == tiny.architecture), config.num_hidden_layers)
    for name, values in held.items():
        if tiny.architecture == "llama" and "q_proj" in name:
            values = paired_rows(values, config.num_attention_heads)
        if tiny.architecture == "llama" and "k_proj" in name:
            values = paired_rows(values, config.num_key_value_heads)
        if tiny.architecture == "gpt2" and "c_" in name and name.endswith(".weight"):
            values = values.T
        target = names.get_name(name, try_suffixes=(".weight", ".bias"))
        assert target, name
        yield target, np.ascontiguousarray(values)


# ------------------------------------------------------------------------------------------------------ metadata


def head_size(config):
    return getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads


def write_scaling(writer, parameters, config):
    kind = parameters["rope_type"]
    if kind == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(parameters["factor"])
    elif kind == "yarn":
        writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
        writer.add_rope_scaling_factor(parameters["factor"])
        writer.add_rope_scaling_orig_ctx_len(parameters["original_max_position_embeddings"])
        if "beta_fast" in parameters:
            writer.add_rope_scaling_yarn_beta_fast(parameters["beta_fast"])
            writer.add_rope_scaling_yarn_beta_slow(parameters["beta_slow"])
    elif kind == "longrope":
        original = parameters["original_max_position_embeddings"]
        scale = config.max_position_embeddings / original
        writer.add_rope_scaling_type(gguf.RopeScalingType.LONGROPE)
        writer.add_rope_scaling_attn_factors(math.sqrt(1 + math.log(scale) / math.log(original)))
        for kind in ("long", "short"):
            writer.add_tensor(f"rope_factors_{kind}.weight", np.array(parameters[f"{kind}_factor"], np.float32))
    elif kind == "llama3":
        writer.add_tensor("rope_freqs.weight", llama3_divisors(parameters, head_size(config)))


def llama3_divisors(parameters, size):
    """What each frequency is divided by: 1 for short waves, the factor for long ones, a blend of rates between."""
    original = parameters["original_max_position_embeddings"]
    low, high, factor = (parameters[k] for k in ("low_freq_factor", "high_freq_factor", "factor"))
    waves = 2 * math.pi * parameters["rope_theta"] ** (np.arange(0, size, 2) / size)
    blend = np.clip((original / waves - low) / (high - low), 0, 1)
    return (1 / ((1 - blend) / factor + blend)).astype(np.float32)


def write_metadata(writer, tiny):
    config = tiny.config
    writer.add_name(f"Tiny {tiny.name}".replace("phi3", "Phi 3"))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_quantization_version(2)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_head_count(config.num_attention_heads)
    if tiny.architecture == "gpt2":
        writer.add_feed_forward_length(4 * config.hidden_size)
        writer.add_layer_norm_eps(config.layer_norm_epsilon)
        return
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    if getattr(config, "head_dim", None) and tiny.architecture != "phi3":
        writer.add_key_length(config.head_dim)
        writer.add_value_length(config.head_dim)
    parameters = config.rope_parameters
    if tiny.architecture == "gemma3":
        local = parameters["sliding_attention"]["rope_theta"]
        if local != 10000.0:
            writer.add_rope_freq_base_swa(local)
        parameters = parameters["full_attention"]
    if tiny.architecture == "llama":
        writer.add_vocab_size(VOCABULARY)
        writer.add_rope_dimension_count(head_size(config))
    if tiny.architecture == "phi3":
        writer.add_rope_dimension_count(int(head_size(config) * parameters["partial_rotary_factor"]))
        writer.add_rope_scaling_orig_ctx_len(config.original_max_position_embeddings)
        writer.add_sliding_window(config.sliding_window or 0)
    if tiny.architecture != "gemma2":
        writer.add_rope_freq_base(parameters["rope_theta"])
    if tiny.architecture.startswith("gemma"):
        writer.add_sliding_window(config.sliding_window)
    if tiny.architecture == "gemma2":
        writer.add_attn_logit_softcapping(config.attn_logit_softcapping)
        writer.add_final_logit_softcapping(config.final_logit_softcapping)
    write_scaling(writer, parameters, config)


def write_file(tiny, held, path):
    writer = gguf.GGUFWriter(path, tiny.architecture)
    write_metadata(writer, tiny)
    types = tiny.tokenizer(writer)
    for name, values in file_tensors(tiny, held):
        writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return types


# ------------------------------------------------------------------------------------------------------- goldens


def logits(network, ids):
    with torch.no_grad():
        return network(input_ids=torch.tensor([ids]), use_cache=False).logits[0]


def logprobs(network, ids):
    return torch.log_softmax(logits(network, ids).double(), dim=-1)


def chosen_ids(name, length, first):
    random = np.random.Generator(np.random.PCG64(zlib.crc32(f"{name}/{length}".encode())))
    return [first] + [int(i) for i in random.integers(first + 1, VOCABULARY - 4, length - 1)]


def rope_factors(tiny, length):
    """Which rotary factors `transformers` takes for a text of this length, as an entry of the golden, or nothing."""
    parameters = tiny.config.to_dict().get("rope_parameters") or {}
    if parameters.get("rope_type") != "longrope":
        return {}
    return {"ropeFactors": "long" if length > parameters["original_max_position_embeddings"] else "short"}


def rounded(values, digits=6):
    return [round(float(v), digits) for v in values]


def sequence_golden(tiny, network, ids):
    rows = logprobs(network, ids)
    n = len(ids)
    following = rows[torch.arange(n - 1), torch.tensor(ids[1:])]
    positions = [n - 1] if n > 100 else [0, n // 2, n - 1]
    return {
        "ids": ids,
        **rope_factors(tiny, n),
        "logprobs": rounded(following),
        "rows": [{"position": p, "logprobs": rounded(rows[p])} for p in positions],
    }


def greedy_golden(tiny, network, prompt, steps=20):
    ids, values, margins = [], [], []
    for _ in range(steps):
        row = logprobs(network, prompt + ids)[-1]
        best = torch.topk(row, 2)
        ids.append(int(best.indices[0]))
        values.append(best.values[0])
        margins.append(best.values[0] - best.values[1])
    factors = {rope_factors(tiny, len(prompt) + i).get("ropeFactors") for i in range(steps)}
    assert len(factors) == 1, "the continuation must not cross the original context length"
    return {"prompt": prompt, **rope_factors(tiny, len(prompt)), "ids": ids, "logprobs": rounded(values),
            "margins": rounded(margins)}


def plain_greedy(tiny, network, types, length, first):
    """A continuation without control tokens, from the first prompt that gives one."""
    for attempt in range(100):
        prompt = chosen_ids(f"{tiny.name}/greedy/{attempt}", length, first)
        golden = greedy_golden(tiny, network, prompt)
        if all(types[i] != CONTROL for i in golden["ids"]):
            return golden
    raise AssertionError(f"{tiny.name}: no prompt of {length} tokens gives a continuation without control tokens")


def check_window(tiny, network):
    """`transformers` must mask as documented: key j is visible to query i if and only if 0 <= i - j < window."""
    window = getattr(tiny.config, "sliding_window", None)
    if not window or tiny.architecture == "llama":
        return
    ids = torch.tensor([chosen_ids(tiny.name, 40, 3)])
    with torch.no_grad():
        attentions = network(input_ids=ids, use_cache=False, output_attentions=True).attentions
    layers = getattr(tiny.config, "layer_types", None) or ["sliding_attention"] * tiny.config.num_hidden_layers
    if tiny.architecture == "phi3":
        layers = ["sliding_attention"] * tiny.config.num_hidden_layers
    distance = torch.arange(40)[:, None] - torch.arange(40)[None, :]
    assert "sliding_attention" in layers
    for kind, weights in zip(layers, attentions, strict=True):
        visible = (distance >= 0) & ((distance < window) | (kind == "full_attention"))
        assert ((weights[0] > 0) == visible).all(), f"{tiny.name}: {kind} masks otherwise"


def check_divisors(tiny, network):
    """The divisors of the file must be those that `transformers` applies."""
    parameters = tiny.config.to_dict().get("rope_parameters") or {}
    if parameters.get("rope_type") == "llama3":
        size = head_size(tiny.config)
        plain = parameters["rope_theta"] ** (-np.arange(0, size, 2) / size)
        applied = plain / network.model.rotary_emb.inv_freq.numpy()
        np.testing.assert_allclose(llama3_divisors(parameters, size), applied, rtol=1e-5)
        assert len(set(applied.round(3))) > 3, "the three ranges of wave lengths must all occur"


def make(tiny, folder):
    network, held = fill(tiny)
    check_window(tiny, network)
    check_divisors(tiny, network)
    path = folder / f"{tiny.name}.gguf"
    types = write_file(tiny, held, path)
    first = 1 if types[1] == CONTROL else 0
    long = chosen_ids(tiny.name, max(tiny.lengths), first)
    if "longrope" in tiny.name:
        sequences = [long[:n] for n in tiny.lengths]
    else:
        sequences = [chosen_ids(tiny.name, n, first) for n in tiny.lengths]
    golden = {
        "model": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "architecture": tiny.architecture,
        "vocabulary": VOCABULARY,
        "madeWith": {m.__name__: m.__version__ for m in (torch, transformers)},
        "sequences": [sequence_golden(tiny, network, ids) for ids in sequences],
        "greedy": [plain_greedy(tiny, network, types, n, first) for n in tiny.prompts],
    }
    double = logprobs(network, sequences[0])
    single = logprobs(network.float(), sequences[0])
    golden["float32Difference"] = float(f"{float((single - double).abs().max()):.2g}")
    (folder / f"{tiny.name}.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    low = min(m for g in golden["greedy"] for m in g["margins"])
    perplexity = math.exp(-np.mean(golden["sequences"][0]["logprobs"]))
    print(f"{tiny.name:20} {path.stat().st_size:7} bytes, perplexity of random ids {perplexity:8.1f}, "
          f"least margin {low:.6f}, float32 differs by {golden['float32Difference']:.1e}", flush=True)


def main(folder, names=()):
    folder.mkdir(parents=True, exist_ok=True)
    for tiny in tiny_models():
        if not names or tiny.name in names:
            make(tiny, folder)
