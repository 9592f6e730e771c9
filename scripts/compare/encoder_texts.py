"""Writes texts to encode: encoder_texts.py MODEL FOLDER [--short 4000] [--long 400]

Words are drawn, as often as they occur, from the stories that the tests read, now and then two joined as rare words
are; the seed is fixed. Into FOLDER go

    short.txt     texts of 6 to 24 words
    long.txt      texts of 140 to 330 words
    long-128.txt  the same cut at a word's end to 128 tokens at most, [CLS] and [SEP] included

a text a line. MODEL is a model folder with tokenizer.json. Prints one object: file -> mean tokens of a text, uncut.
"""
import argparse
import json
import pathlib
import random

from tokenizers import Tokenizer

STORIES = pathlib.Path(__file__).resolve().parent.parent.parent / "src/test/resources/io/millrace/golden/texts"
FRAME = 2  # [CLS] and [SEP]
CUT = 128
RARE = 0.085  # so that texts of 6 to 24 words have 20 tokens on average


def words():
    text = " ".join((STORIES / f"{name}.txt").read_text(encoding="utf-8") for name in ["river", "lighthouse", "sorting"])
    return [word for word in text.lower().replace("-", " ").split() if word.strip(".,;:!?'\"").isalpha()]


def word(vocabulary, dice):
    parts = 2 if dice.random() < RARE else 1
    return "".join(dice.choice(vocabulary).strip(".,;:!?'\"") for _ in range(parts))


def sentence(vocabulary, count, dice):
    chosen = [word(vocabulary, dice) for _ in range(count)]
    return " ".join(chosen).capitalize() + "."


def story(vocabulary, count, dice):
    sentences = []
    while count > 0:
        length = min(count, dice.randint(6, 24))
        sentences.append(sentence(vocabulary, length, dice))
        count -= length
    return " ".join(sentences)


def cut(text, tokenizer):
    encoding = tokenizer.encode(text, add_special_tokens=False)
    kept = CUT - FRAME
    if len(encoding) <= kept:
        return text
    while encoding.word_ids[kept] == encoding.word_ids[kept - 1]:
        kept -= 1
    return text[:encoding.offsets[kept - 1][1]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--short", type=int, default=4000)
    parser.add_argument("--long", type=int, default=400)
    options = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(options.model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    dice = random.Random(6)
    vocabulary = words()
    long = [story(vocabulary, dice.randint(140, 330), dice) for _ in range(options.long)]
    files = {
        "short": [sentence(vocabulary, dice.randint(6, 24), dice) for _ in range(options.short)],
        "long": long,
        "long-128": [cut(text, tokenizer) for text in long],
    }
    options.folder.mkdir(parents=True, exist_ok=True)
    means = {}
    for name, texts in files.items():
        (options.folder / f"{name}.txt").write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
        lengths = [len(encoding) for encoding in tokenizer.encode_batch(texts)]
        means[name] = sum(lengths) / len(lengths)
        if name == "long-128" and max(lengths) > CUT:
            raise SystemExit(f"encoder_texts: a text of {name} has {max(lengths)} tokens, expected at most {CUT}")
    print(json.dumps(means))


if __name__ == "__main__":
    main()
