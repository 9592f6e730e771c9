#!/usr/bin/env python3
"""Makes the numbers that the tests compare Millrace with, by PyTorch and `transformers`.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r scripts/golden-requirements.txt
    scripts/fetch-model gemma3-270m
    /tmp/golden/bin/python scripts/golden.py                   # all that is committed

    /tmp/golden/bin/python scripts/golden.py tiny [NAME ...]   # the tiny random models, or those named
    /tmp/golden/bin/python scripts/golden.py folders [NAME ...]  # their Hugging Face folders
    /tmp/golden/bin/python scripts/golden.py seq2seq [NAME ...]  # folders of tiny encoder-decoders
    /tmp/golden/bin/python scripts/golden.py beams [NAME ...]    # beam searches on some of these folders
    /tmp/golden/bin/python scripts/golden.py encoders [NAME ...]  # tiny random encoders; minilm: the real one
    /tmp/golden/bin/python scripts/golden.py gemma             # Gemma 3 270M: texts, continuations, tokens
    /tmp/golden/bin/python scripts/golden.py check             # is the KL estimate of the Gemma files right?
    /tmp/golden/bin/python scripts/golden.py compare TEXT FILE # exact KL of log-probabilities written by Millrace

`compare` reads int32 rows, int32 vocabulary, then that many float32 log-probabilities, all little-endian: row i is the
distribution after ids[0..i] of the text named TEXT in gemma3-270m.json.

All lands in src/test/resources/io/millrace/golden/; golden_tiny.py and golden_gemma.py document the formats. Made with
Python 3.11 and the versions of golden-requirements.txt on a CPU; npm brings the published tokenizer of Gemma 3.
"""

import argparse
import os
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "src/test/resources/io/millrace/golden"
HOME = Path(os.environ.get("MILLRACE_HOME") or Path.home() / ".cache/millrace")


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=HOME / "gemma3-270m-Q4_K_M.gguf", help="the Gemma file")
    parser.add_argument("--cache", type=Path, default=HOME / "golden", help="where the npm package is kept")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("tiny").add_argument("names", nargs="*")
    commands.add_parser("folders").add_argument("names", nargs="*")
    commands.add_parser("seq2seq").add_argument("names", nargs="*")
    commands.add_parser("beams").add_argument("names", nargs="*")
    commands.add_parser("encoders").add_argument("names", nargs="*")
    commands.add_parser("gemma")
    commands.add_parser("check")
    compare = commands.add_parser("compare")
    compare.add_argument("text")
    compare.add_argument("file", type=Path)
    return parser.parse_args(arguments)


def main():
    arguments = parse(sys.argv[1:])
    if arguments.command in (None, "tiny"):
        import golden_tiny

        golden_tiny.main(FOLDER, getattr(arguments, "names", ()))
    if arguments.command in (None, "folders"):
        import golden_folders

        golden_folders.main(FOLDER, getattr(arguments, "names", ()))
    if arguments.command in (None, "seq2seq"):
        import golden_seq2seq

        golden_seq2seq.main(FOLDER, getattr(arguments, "names", ()))
    if arguments.command in (None, "beams"):
        import golden_beams

        golden_beams.main(FOLDER, getattr(arguments, "names", ()))
    if arguments.command in (None, "encoders"):
        import golden_encoders

        golden_encoders.main(FOLDER, getattr(arguments, "names", ()), HOME / "all-minilm-l6-v2")
    if arguments.command in ("tiny", "folders", "seq2seq", "beams", "encoders"):
        return
    import golden_gemma

    if arguments.command in (None, "gemma"):
        golden_gemma.main(FOLDER, arguments.model, arguments.cache)
    elif arguments.command == "check":
        golden_gemma.check(FOLDER, arguments.model)
    else:
        golden_gemma.compare(FOLDER, arguments.model, arguments.text, arguments.file)


if __name__ == "__main__":
    main()
