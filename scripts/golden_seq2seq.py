"""Tiny random encoder-decoders as `transformers` writes them, and what PyTorch makes of some texts.

The weights of a model come from a generator seeded by the names of the model and the tensor, so the folders do not
depend on the version of anything but the tokenizers' training. One folder a model, under 300 KB, with `expected.json`:

    {"cases": [{"text": "...", "source": [ids], "tokens": [ids], "logprobs": [values], "margin": m, "output": "..."}],
     "defaults": [{"text": "...", "tokens": [ids], "score": s, "output": "..."}],
     "forced": {"source": [ids], "target": [ids], "logprobs": [values]}}

`source` is what the folder's tokenizer makes of the text. `tokens` are those that `generate` gives (greedy, the
defaults of the folder and LENGTH new tokens at most) behind the decoder's start token, `logprobs` their log-probabilities
by the raw logits in double precision, `margin` the least difference between the best and the second-best logit on the
way. `defaults` is what `generate` gives without arguments. `forced` scores a random target, its start token included, from its second token on.
"""

import dataclasses
import json
import shutil
import zlib

import gguf
import golden_tokenizers
import numpy as np
import sentencepiece
import torch
import transformers
from tokenizers import AddedToken, pre_tokenizers, processors

LENGTH = 24
SIZE = 300_000
WORDS = "the wheel turned and the water ran over stones that ground grain into flour for bread each day".split()
TEXTS = [
    "The wheel turned.",
    "",
    "a",
    "Über die Brücke läuft ein Bär; он спит, 眠る. مرحبا — 12,345!",
    " ".join(WORDS * 2),
    "  two  spaces,\nand a line\tbreak ",
]


@dataclasses.dataclass(frozen=True)
class Tiny:
    """One model: its name, class, config without sizes of vocabularies, the tokenizer's maker, and defaults."""

    name: str
    network: type
    config: dict
    tokenizer: object
    defaults: dict = dataclasses.field(default_factory=dict)
    texts: tuple = tuple(TEXTS)


def generator(*names):
    return np.random.default_rng(zlib.crc32("/".join(names).encode()))


def drawn(model, name, shape):
    """Norms around 1, biases small, matrices that keep sizes, embeddings that tell tokens apart."""
    values = generator(model, name).standard_normal(shape)
    if "norm" in name and name.endswith("weight"):
        return 1 + 0.2 * values
    if name.endswith("bias") and len(shape) == 1:
        return 0.2 * values
    if "relative_attention_bias" in name:
        return 0.7 * values
    if "final_logits_bias" in name:
        return 0.5 * values
    if "shared" in name or "embed" in name or "lm_head" in name:
        return 0.3 * values
    return values * 2.2 / np.sqrt(shape[-1])


# ---------------------------------------------------------------------------------------------------- tokenizers


def bart(folder):
    tokenizer = golden_tokenizers.byte_level(330, ["<s>", "<pad>", "</s>", "<unk>"])
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>",
        mask_token="<mask>").save_pretrained(folder)
    return tokenizer.get_vocab_size(), None


def bart_files(folder):
    """vocab.json and merges.txt alone, as old folders have them."""
    bart(folder)
    whole = json.loads((folder / "tokenizer.json").read_text())
    vocabulary = whole["model"]["vocab"] | {"<mask>": len(whole["model"]["vocab"])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False))
    merges = [" ".join(pair) if isinstance(pair, list) else pair for pair in whole["model"]["merges"]]
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(merge + "\n" for merge in merges))
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BartTokenizer"}\n')
    return len(vocabulary), None


def mbart(folder):
    tokenizer = golden_tokenizers.unigram(
        ["<s>", "<pad>", "</s>", "<unk>"], "<unk>", golden_tokenizers.character_map(), 500)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    tokenizer.add_special_tokens(["en_XX", "ro_RO", "de_DE"])
    code = tokenizer.token_to_id("en_XX")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s> en_XX", pair="$A $B </s> en_XX", special_tokens=[("</s>", 2), ("en_XX", code)])
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="<pad>",
        unk_token="<unk>").save_pretrained(folder)
    return tokenizer.get_vocab_size(), None


def spm(size, **settings):
    return golden_tokenizers.sentencepiece_model(model_type="unigram", vocab_size=size, **settings)


def pieces(model):
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [processor.id_to_piece(i) for i in range(processor.get_piece_size())
            if not processor.is_control(i) and not processor.is_unknown(i)]


def marian(folder):
    """One vocabulary for both sides; ids are none of the pieces' own."""
    source, target = spm(220), spm(180)
    shared = ["</s>", "<unk>", *sorted(set(pieces(source)) | set(pieces(target))), ">>fra<<", ">>ron<<", "<pad>"]
    files(folder, source, target, vocab=shared)
    return len(shared), None


def marian_apart(folder):
    source, target = spm(200), spm(150)
    first, second = ["</s>", "<unk>", *pieces(source), "<pad>"], ["</s>", "<unk>", *pieces(target)[::-1], "<pad>"]
    files(folder, source, target, vocab=first, target_vocab=second)
    return len(first), len(second)


def files(folder, source, target, **vocabularies):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "source.spm").write_bytes(source)
    (folder / "target.spm").write_bytes(target)
    for name, tokens in vocabularies.items():
        ids = {token: i for i, token in enumerate(tokens)}
        (folder / f"{name}.json").write_text(json.dumps(ids, ensure_ascii=False))
    config = {"tokenizer_class": "MarianTokenizer", "source_lang": "en", "target_lang": "fr",
              "separate_vocabs": "target_vocab" in vocabularies}
    (folder / "tokenizer_config.json").write_text(json.dumps(config) + "\n")


def t5(folder):
    tokenizer = golden_tokenizers.t5(golden_tokenizers.character_map())
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="</s>", pad_token="<pad>", unk_token="<unk>").save_pretrained(folder)
    return tokenizer.get_vocab_size() + 9, None  # published models have rows that stand for nothing


def t5_pieces(folder):
    """spiece.model alone, as old folders have it."""
    folder.mkdir(parents=True, exist_ok=True)
    model = spm(300, pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    (folder / "spiece.model").write_bytes(model)
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "T5Tokenizer", "extra_ids": 5}\n')
    return sentencepiece.SentencePieceProcessor(model_proto=model).get_piece_size() + 5, None


# -------------------------------------------------------------------------------------------------------- models

BART_SIZES = {
    "d_model": 24, "encoder_layers": 2, "decoder_layers": 1, "encoder_attention_heads": 2,
    "decoder_attention_heads": 3, "encoder_ffn_dim": 40, "decoder_ffn_dim": 28, "max_position_embeddings": 200,
}
PLAIN = {"forced_eos_token_id": None}


def tiny_models():
    bart_class, mbart_class = transformers.BartForConditionalGeneration, transformers.MBartForConditionalGeneration
    marian_class, t5_class = transformers.MarianMTModel, transformers.T5ForConditionalGeneration
    return [
        Tiny("bart", bart_class, BART_SIZES | PLAIN, bart),
        Tiny("bart-scaled", bart_class, BART_SIZES | PLAIN | {
            "scale_embedding": True, "d_model": 30, "encoder_attention_heads": 5, "decoder_attention_heads": 2,
            "decoder_layers": 3, "activation_function": "gelu_new"}, bart_files),
        Tiny("bart-untied", bart_class, BART_SIZES | PLAIN | {
            "tie_word_embeddings": False, "activation_function": "relu", "encoder_layers": 1}, bart),
        Tiny("bart-defaults", bart_class, BART_SIZES | {"encoder_layers": 1}, bart, {
            "num_beams": 3, "length_penalty": 1.6, "early_stopping": True, "no_repeat_ngram_size": 2, "min_length": 7,
            "max_length": 14, "forced_bos_token_id": 0, "forced_eos_token_id": 2, "bad_words_ids": [[100], [221]]}),
        Tiny("mbart", mbart_class, BART_SIZES | PLAIN | {
            "scale_embedding": True, "decoder_layers": 2, "d_model": 20, "encoder_attention_heads": 4,
            "decoder_attention_heads": 2, "decoder_start_token_id": 2}, mbart),
        Tiny("marian", marian_class, BART_SIZES | PLAIN | {
            "scale_embedding": True, "activation_function": "swish", "d_model": 32, "encoder_attention_heads": 4,
            "decoder_attention_heads": 8, "decoder_layers": 2}, marian),
        Tiny("marian-defaults", marian_class, BART_SIZES | {"encoder_layers": 1}, marian, {
            "num_beams": 4, "max_length": 20, "bad_words_ids": "padding"}),
        Tiny("marian-apart", marian_class, BART_SIZES | PLAIN | {
            "share_encoder_decoder_embeddings": False, "d_model": 21, "encoder_attention_heads": 3,
            "decoder_attention_heads": 7, "activation_function": "relu"}, marian_apart),
        Tiny("t5", t5_class, {
            "d_model": 24, "d_kv": 7, "d_ff": 40, "num_layers": 2, "num_decoder_layers": 3, "num_heads": 5,
            "relative_attention_num_buckets": 16, "relative_attention_max_distance": 40}, t5),
        Tiny("t5-gated", t5_class, {
            "d_model": 32, "d_kv": 12, "d_ff": 36, "num_layers": 3, "num_decoder_layers": 1, "num_heads": 2,
            "feed_forward_proj": "gated-gelu", "tie_word_embeddings": False}, t5_pieces),
    ]


def configured(tiny, vocabulary, target_vocabulary):
    config = dict(tiny.config)
    config["vocab_size"] = vocabulary
    if tiny.network is transformers.MarianMTModel:
        config |= {"pad_token_id": vocabulary - 1, "decoder_start_token_id": vocabulary - 1, "eos_token_id": 0}
        if target_vocabulary:
            config |= {"decoder_vocab_size": target_vocabulary, "pad_token_id": target_vocabulary - 1,
                       "decoder_start_token_id": target_vocabulary - 1}
    if tiny.network is transformers.T5ForConditionalGeneration:
        config |= {"decoder_start_token_id": 0}
    return tiny.network.config_class(**config)


def network_of(tiny, config):
    network = tiny.network(config).eval()
    untied = tiny.name == "t5-gated"
    if untied:  # as the published files of version 1.1 are: a head of its own beside the embeddings
        network.lm_head.weight = torch.nn.Parameter(network.lm_head.weight.detach().clone())
    with torch.no_grad():
        for name, tensor in [*network.named_parameters(), *network.named_buffers()]:
            if tensor.requires_grad or "final_logits_bias" in name:
                tensor.copy_(torch.from_numpy(drawn(tiny.name, name, tuple(tensor.shape)).astype(np.float32)))
            if "final_logits_bias" in name:
                tensor[0, config.eos_token_id] += 2.5 if tiny.defaults else 1  # so that some texts end
    return network


def save(network, tiny, folder):
    network.generation_config = transformers.GenerationConfig.from_model_config(network.config)
    for key, value in tiny.defaults.items():
        value = [[network.config.pad_token_id]] if value == "padding" else value
        setattr(network.generation_config, key, value)
    network.save_pretrained(folder)
    if tiny.name == "t5-gated":
        from safetensors.torch import load_file, save_file

        held = load_file(folder / "model.safetensors")
        held["lm_head.weight"] = network.lm_head.weight.detach().clone()
        save_file(held, folder / "model.safetensors", metadata={"format": "pt"})
        config = json.loads((folder / "config.json").read_text())
        config.pop("scale_decoder_outputs")
        config["tie_word_embeddings"] = False
        (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def write_gguf(network, folder, path):
    """The model as a GGUF file, as llama.cpp's converter writes it: spiece.model's pieces, then extra ids."""
    config = network.config
    writer = gguf.GGUFWriter(str(path), "t5")
    writer.add_name(path.stem)
    writer.add_context_length(512)
    writer.add_embedding_length(config.d_model)
    writer.add_feed_forward_length(config.d_ff)
    writer.add_block_count(config.num_layers)
    writer.add_decoder_block_count(config.num_decoder_layers)
    writer.add_head_count(config.num_heads)
    writer.add_key_length(config.d_kv)
    writer.add_value_length(config.d_kv)
    writer.add_layer_norm_eps(config.layer_norm_epsilon)
    writer.add_layer_norm_rms_eps(config.layer_norm_epsilon)
    writer.add_relative_attn_buckets_count(config.relative_attention_num_buckets)
    writer.add_decoder_start_token_id(config.decoder_start_token_id)
    proto = golden_tokenizers.parsed((folder / "spiece.model").read_bytes())
    extra = [f"<extra_id_{i}>" for i in range(config.vocab_size - len(proto.pieces) - 1, -1, -1)]
    writer.add_tokenizer_model("t5")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([p.piece for p in proto.pieces] + extra)
    writer.add_token_scores([p.score for p in proto.pieces] + [0.0] * len(extra))
    writer.add_token_types([p.type for p in proto.pieces] + [3] * len(extra))
    writer.add_precompiled_charsmap(proto.normalizer_spec.precompiled_charsmap)
    writer.add_add_space_prefix(proto.normalizer_spec.add_dummy_prefix)
    writer.add_remove_extra_whitespaces(proto.normalizer_spec.remove_extra_whitespaces)
    writer.add_eos_token_id(1)
    writer.add_unk_token_id(2)
    writer.add_pad_token_id(0)
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(True)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.T5, max(config.num_layers, config.num_decoder_layers))
    for name, tensor in network.state_dict().items():
        if not name.endswith("embed_tokens.weight"):
            target = names.get_name(name, try_suffixes=(".weight", ".bias"))
            assert target, name
            writer.add_tensor(target, tensor.detach().numpy().astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


# --------------------------------------------------------------------------------------------------- expectations


def logprobs_of(network, source, target):
    """The log-probabilities of the tokens behind the first one, and the logits they come from."""
    logits = network(input_ids=torch.tensor([source]), decoder_input_ids=torch.tensor([target])).logits[0]
    chosen = torch.log_softmax(logits, -1)[torch.arange(len(target) - 1), target[1:]]
    return chosen.tolist(), logits[: len(target) - 1]


def case(network, tokenizer, text):
    source = tokenizer(text).input_ids
    found = network.generate(
        torch.tensor([source]), attention_mask=torch.ones(1, len(source), dtype=torch.long), max_new_tokens=LENGTH,
        num_beams=1, do_sample=False, use_cache=False)[0].tolist()
    values, logits = logprobs_of(network, source, found)
    best = torch.topk(logits, 2).values
    return {"text": text, "source": source, "tokens": found[1:], "logprobs": [round(v, 6) for v in values],
            "margin": round(float((best[:, 0] - best[:, 1]).min()), 6),
            "output": tokenizer.decode(found[1:], skip_special_tokens=True, clean_up_tokenization_spaces=False)}


def by_default(network, tokenizer, text):
    """As the folder says, beams and all; without a key-value cache, which counts the encoder's layers."""
    source = tokenizer(text).input_ids
    found = network.generate(
        torch.tensor([source]), attention_mask=torch.ones(1, len(source), dtype=torch.long), use_cache=False,
        return_dict_in_generate=True, output_scores=True)
    tokens = found.sequences[0].tolist()
    while tokens[-1] == network.generation_config.pad_token_id:
        tokens.pop()
    return {"text": text, "tokens": tokens[1:], "score": round(float(found.sequences_scores[0]), 6),
            "output": tokenizer.decode(tokens[1:], skip_special_tokens=True, clean_up_tokenization_spaces=False)}


def forced(network, tiny):
    random = generator(tiny.name, "forced")
    config = network.config
    source = random.integers(0, config.vocab_size, 70).tolist()
    rows = network.get_output_embeddings().weight.shape[0]
    target = [config.decoder_start_token_id or 0, *random.integers(0, rows, 66).tolist()]
    values, _ = logprobs_of(network, source, target)
    return {"source": source, "target": target, "logprobs": [round(v, 6) for v in values]}


def make(tiny, folder):
    shutil.rmtree(folder, ignore_errors=True)
    network = network_of(tiny, configured(tiny, *tiny.tokenizer(folder)))
    save(network, tiny, folder)
    loaded = tiny.network.from_pretrained(folder).eval().double()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    with torch.no_grad():
        expected = {"cases": [case(loaded, tokenizer, text) for text in tiny.texts], "forced": forced(loaded, tiny)}
        if tiny.defaults:
            expected["defaults"] = [by_default(loaded, tokenizer, text) for text in tiny.texts]
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n")
    if tiny.name == "t5-gated":
        write_gguf(network, folder, folder.parent.parent / "gguf/t5-gated.gguf")
    size = sum(f.stat().st_size for f in folder.iterdir())
    margins = min(c["margin"] for c in expected["cases"])
    assert size < SIZE, (tiny.name, size)
    print(f"{tiny.name:14} {size:7} bytes, margin {margins}, "
          f"{[len(c['tokens']) for c in expected['cases']]} tokens", flush=True)


def main(folder, names=()):
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    for tiny in tiny_models():
        if not names or tiny.name in names:
            make(tiny, folder / "seq2seq" / tiny.name)
