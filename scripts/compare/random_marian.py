"""Makes a translator with random weights: random_marian.py FOLDER [--sentences 200] [--layers 6 --width 512 ...]

FOLDER/model is a Hugging Face folder in the manner of Marian (6 + 6 layers of 512, 8 heads, 2048 inside, 32,000
tokens), FOLDER/ctranslate2 the same converted to int8 for CTranslate2, FOLDER/sources.txt the sentences: 8 to 40 token
ids a line and the end token. Seeds are fixed.
"""
import argparse
import io
import json
import pathlib
import random

import ctranslate2
import sentencepiece
import torch
import transformers

STORIES = pathlib.Path(__file__).resolve().parent.parent.parent / "src/test/resources/io/millrace/golden/texts"
END, UNKNOWN = 0, 1


def tokenizer_files(folder, vocabulary):
    """Few pieces of a real model, and names that no text has for the other ids."""
    model = io.BytesIO()
    lines = (STORIES / "river.txt").read_text(encoding="utf-8").splitlines()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, vocab_size=200, minloglevel=2)
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    known = [pieces.id_to_piece(i) for i in range(pieces.get_piece_size()) if not pieces.is_control(i)]
    tokens = ["</s>", "<unk>", *[piece for piece in known if piece != "<unk>"]]
    tokens += [f"\u2581word{i}" for i in range(vocabulary - 1 - len(tokens))] + ["<pad>"]
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(model.getvalue())
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(tokens)}, ensure_ascii=False))
    (folder / "tokenizer_config.json").write_text(json.dumps(
        {"tokenizer_class": "MarianTokenizer", "source_lang": "en", "target_lang": "fr", "separate_vocabs": False}))


def network(options):
    pad = options.vocabulary - 1
    config = transformers.MarianConfig(
        vocab_size=options.vocabulary, decoder_vocab_size=options.vocabulary, max_position_embeddings=512,
        d_model=options.width, encoder_layers=options.layers, decoder_layers=options.layers,
        encoder_attention_heads=8, decoder_attention_heads=8,
        encoder_ffn_dim=options.inner, decoder_ffn_dim=options.inner, activation_function="swish",
        scale_embedding=True, share_encoder_decoder_embeddings=True, tie_word_embeddings=True,
        pad_token_id=pad, eos_token_id=END, decoder_start_token_id=pad, forced_eos_token_id=None)
    torch.manual_seed(6)
    made = transformers.MarianMTModel(config).eval()
    made.generation_config = transformers.GenerationConfig(
        pad_token_id=pad, eos_token_id=END, decoder_start_token_id=pad, bad_words_ids=[[pad]], max_length=512)
    return made


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--width", type=int, default=512)
    parser.add_argument("--inner", type=int, default=2048)
    parser.add_argument("--vocabulary", type=int, default=32000)
    options = parser.parse_args()
    folder = options.folder / "model"
    folder.mkdir(parents=True, exist_ok=True)
    network(options).save_pretrained(folder)
    tokenizer_files(folder, options.vocabulary)
    converter = ctranslate2.converters.TransformersConverter(str(folder))
    converter.convert(str(options.folder / "ctranslate2"), quantization="int8", force=True)
    dice = random.Random(6)
    sentences = []
    for _ in range(options.sentences):
        ids = [dice.randrange(UNKNOWN + 1, options.vocabulary - 1) for _ in range(dice.randint(8, 40))]
        sentences.append(" ".join(str(token) for token in [*ids, END]) + "\n")
    (options.folder / "sources.txt").write_text("".join(sentences))


if __name__ == "__main__":
    main()
