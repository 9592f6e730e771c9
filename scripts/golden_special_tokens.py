#!/usr/bin/env python3
"""Tiny tokenizer folders whose special tokens stand in special_tokens_map.json and added_tokens.json, and the ids that
`transformers` gives their texts: special/NAME/ and special/NAME.json in src/test/resources/io/millrace/golden."""

import json
import shutil
from pathlib import Path

import transformers
from golden_encoder_texts import CORPUS
from golden_encoders import roberta_tokenizer
from golden_tokenizers import parsed, sentencepiece_model, trimmed

FOLDER = Path(__file__).resolve().parents[1] / "src/test/resources/io/millrace/golden/special"
TEXTS = ["", "the wheel turned", "The <extra> wheel<extra>s, <cls> the [MASK]s <mask> and </s> [SEP] <sep>", "<s>water <pad>",
         "ÄÖ 中文 🙂 <|user|> hello<|user|>"]


ENDS = ["", "the wheel turned", "The wheel<extra>", "water </s>", "ÄÖ 中文 🙂<|user|>"]  # nothing behind an added token


def words():
    """A vocabulary of BERT whose special tokens are there twice: as BERT calls them and otherwise."""
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "<pad>", "<unk>", "<cls>", "<sep>", "<mask>"]
    text = " ".join(CORPUS).lower()
    characters = sorted({c for c in text if c.isascii() and not c.isspace()})
    found = sorted({word for word in text.split() if word.isascii() and word.isalpha() and len(word) > 1})[:40]
    return [*names, *characters, *("##" + c for c in characters if c.isalpha()), *found]


OTHER = {"unk_token": "<unk>", "cls_token": {"content": "<cls>", "lstrip": False, "normalized": False, "rstrip": False,
         "single_word": False}, "sep_token": "<sep>", "pad_token": "<pad>", "mask_token": "<mask>"}


def bert(folder, config, special=None, added=None):
    pieces = words()
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n")
    put(folder, "bert", len(pieces) + 2, {"tokenizer_class": "BertTokenizer", **config}, special, added)


def put(folder, family, rows, config, special, added):
    for name, content in {"config.json": {"model_type": family, "vocab_size": rows}, "tokenizer_config.json": config,
                          "special_tokens_map.json": special, "added_tokens.json": added}.items():
        if content is not None:
            (folder / name).write_text(json.dumps(content) + "\n")


def bert_map(folder):
    bert(folder, {}, OTHER)


def bert_conflict(folder):
    bert(folder, {"cls_token": "[CLS]", "sep_token": "[SEP]"}, OTHER)


def bert_listed(folder):
    """A list of added tokens makes the older files count for nothing."""
    listed = {str(number): {"content": name, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False,
                            "special": True} for number, name in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])}
    bert(folder, {"cls_token": "[CLS]", "sep_token": "[SEP]", "added_tokens_decoder": listed}, OTHER)


def bert_added(folder):
    size = len(words())
    bert(folder, {}, {**OTHER, "additional_special_tokens": ["<extra>"]}, {"<extra>": size, "<|user|>": size + 1})


def roberta(folder):
    tokenizer = roberta_tokenizer()
    saved = json.loads(tokenizer.backend_tokenizer.to_str())["model"]
    (folder / "vocab.json").write_text(json.dumps(saved["vocab"]))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(" ".join(pair) for pair in saved["merges"]) + "\n")
    size = len(saved["vocab"])
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "<pad>", "pad_token": "<pad>",
               "cls_token": "</s>", "mask_token": {"content": "<mask>", "lstrip": True, "normalized": False,
                                                   "rstrip": False, "single_word": False}}
    put(folder, "roberta", size + 1, {"tokenizer_class": "RobertaTokenizer"}, special, {"<extra>": size})


def llama(folder):
    model = trimmed(sentencepiece_model(model_type="bpe", vocab_size=420, byte_fallback=True, rules=False,
                                        normalization_rule_name="identity", remove_extra_whitespaces=False))
    (folder / "tokenizer.model").write_bytes(model)
    size = len(parsed(model).pieces)
    special = {"bos_token": "<s>", "eos_token": "<|user|>", "unk_token": "<unk>", "pad_token": "<pad>"}
    put(folder, "llama", size + 3, {"tokenizer_class": "LlamaTokenizer", "add_bos_token": True}, special,
        {"<pad>": size, "<|user|>": size + 1, "<extra>": size + 2})


def whole(folder):
    """A tokenizer.json beside a map that names what ends a text."""
    tokenizer = roberta_tokenizer()
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    put(folder, "roberta", len(tokenizer), {"tokenizer_class": "PreTrainedTokenizerFast"},
        {"bos_token": "</s>", "eos_token": {"content": "<pad>"}}, None)


def case(tokenizer, text):
    return {"text": text, "ids": tokenizer(text)["input_ids"]}


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    for make in (bert_map, bert_conflict, bert_listed, bert_added, roberta, llama, whole):
        name = make.__name__.replace("_", "-")
        folder = FOLDER / name
        folder.mkdir(parents=True)
        make(folder)
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        golden = {"class": type(tokenizer).__name__, "bos": tokenizer.bos_token_id, "eos": tokenizer.eos_token_id,
                  "cases": [case(tokenizer, text) for text in (ENDS if name == "llama" else TEXTS)]}
        (FOLDER / f"{name}.json").write_text(json.dumps(golden, indent=0) + "\n")
        print(name, golden["class"], golden["bos"], golden["eos"], golden["cases"][2]["ids"])


if __name__ == "__main__":
    main()
