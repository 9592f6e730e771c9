#!/usr/bin/env python3
"""Writes the table of characters that the tokenizers of Hugging Face folders go by.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install tokenizers==0.23.3 regex
    /tmp/golden/bin/python scripts/tokenizer_characters.py

The ids of a text depend on what the `tokenizers` library takes for a control character, a punctuation sign or a small
letter, and each of its parts goes by a Unicode version of its own. So the library is asked about every character, and
the answers become src/main/resources/io/millrace/tokenizer/characters.txt: sections of runs, all numbers hexadecimal.

    control, nonspacing, mark, punctuation, numeric, word      sets: first last
    joins, prepends, breaks                                    sets for grapheme clusters: first last
    lower                                                      first last step difference
    class                                                      canonical combining class: first last class
    canonical                                                  one step: character, its parts; "-" before: never composed
    compatible                                                 all steps: character, its parts
"""

import struct
import unicodedata
from base64 import b64encode
from pathlib import Path

import regex
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

TARGET = Path(__file__).resolve().parents[1] / "src/main/resources/io/millrace/tokenizer/characters.txt"
ALL = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
HANGUL = range(0xAC00, 0xD7A4)


def runs(points):
    found = []
    for c in sorted(points):
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return found


def bert(**on):
    settings = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**(settings | on))


def removed_by(normalizer):
    return {c for c in ALL if normalizer.normalize_str(chr(c)) == ""}


def isolated_by(splitter):
    return {c for c in ALL if len(splitter.pre_tokenize_str(f"a{chr(c)}a")) == 3}


def character_map(key):
    """A SentencePiece character map of one rule, the UTF-8 string `key` to "b", as the JSON of a normalizer."""
    units = [0] * 512
    at = 0
    for number, byte in enumerate(key):
        base = 256 if number % 2 == 0 else 0
        leaf = number == len(key) - 1
        units[at] |= base << 10
        at = (at ^ base) ^ byte
        units.extend([0] * (at + 257 - len(units)))
        if leaf:
            units[at] = byte | 1 << 8 | 1 << 10
            units[at ^ 1] = 1 << 31
        else:
            units[at] = byte
    raw = struct.pack("<I", 4 * len(units)) + struct.pack(f"<{len(units)}I", *units) + b"b\0"
    return normalizers.Precompiled(raw)


def cluster_properties():
    single = character_map(b"a")
    joins = {c for c in ALL if single.normalize_str("a" + chr(c)) == "b"}
    prepends = {c for c in ALL if regex.match(r"\p{GCB=Prepend}", chr(c))}
    breaks = {c for c in ALL if regex.match(r"\p{GCB=Control}|[\r\n]", chr(c))}
    return joins, prepends, breaks


def classes():
    nfd = normalizers.NFD()
    moved = {c for c in ALL if unicodedata.combining(chr(c)) and c != 0x345
             and nfd.normalize_str("a\u0345" + chr(c)).endswith("\u0345")} | {0x345}
    lines = []
    for c in sorted(moved):
        value = unicodedata.combining(chr(c))
        if lines and lines[-1][1] == c - 1 and lines[-1][2] == value:
            lines[-1][1] = c
        else:
            lines.append([c, c, value])
    return lines


def canonical(nfd, nfc):
    lines = []
    for c in ALL:
        if c in HANGUL or nfd.normalize_str(chr(c)) == chr(c):
            continue
        parts = [int(p, 16) for p in unicodedata.decomposition(chr(c)).split()]
        composed = len(parts) == 2 and nfc.normalize_str("".join(map(chr, parts))) == chr(c)
        lines.append(("" if composed else "-", c, parts))
    return lines


def lower():
    fold = normalizers.Lowercase()
    pairs = []
    for c in ALL:
        small = fold.normalize_str(chr(c))
        if small != chr(c) and c != 0x130:  # the one letter that becomes two
            assert len(small) == 1
            pairs.append((c, ord(small) - c))
    lines = []
    for c, difference in pairs:
        last = lines[-1] if lines else None
        if last and last[3] == difference and (c - last[1] == last[2] or last[0] == last[1] and c - last[1] <= 2):
            last[2] = c - last[1]
            last[1] = c
        else:
            lines.append([c, c, 1, difference])
    return lines


def main():
    nfd, nfc, nfkd = normalizers.NFD(), normalizers.NFC(), normalizers.NFKD()
    joins, prepends, breaks = cluster_properties()
    words = pre_tokenizers.Whitespace()
    sets = {
        "control": removed_by(bert(clean_text=True)),
        "nonspacing": removed_by(bert(strip_accents=True)),
        "mark": removed_by(normalizers.StripAccents()),
        "punctuation": isolated_by(pre_tokenizers.BertPreTokenizer()),
        "numeric": isolated_by(pre_tokenizers.Digits(individual_digits=True)),
        "word": {c for c in ALL if len(words.pre_tokenize_str(f"a{chr(c)}a")) == 1},
        "joins": joins,
        "prepends": prepends,
        "breaks": breaks,
    }
    with open(TARGET, "w") as out:
        print("# Characters as the tokenizers library 0.23 sees them; made by scripts/tokenizer_characters.py.", file=out)
        for name, points in sets.items():
            print("[%s]" % name, file=out)
            for first, last in runs(points):
                print("%X %X" % (first, last), file=out)
        print("[lower]", file=out)
        for first, last, step, difference in lower():
            print("%X %X %X %s%X" % (first, last, step, "-" if difference < 0 else "", abs(difference)), file=out)
        print("[class]", file=out)
        for first, last, value in classes():
            print("%X %X %X" % (first, last, value), file=out)
        print("[canonical]", file=out)
        for mark, c, parts in canonical(nfd, nfc):
            print(mark + " ".join("%X" % p for p in [c] + parts), file=out)
        print("[compatible]", file=out)
        for c in ALL:
            full = nfkd.normalize_str(chr(c))
            if full != nfd.normalize_str(chr(c)):
                print(" ".join("%X" % p for p in [c] + [ord(f) for f in full]), file=out)


if __name__ == "__main__":
    main()
