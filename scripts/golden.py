#!/usr/bin/env python3
"""Makes the numbers that the tests compare Millrace with, by PyTorch and `transformers`.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r scripts/golden-requirements.txt
    /tmp/golden/bin/python scripts/golden.py            # everything that is committed
    /tmp/golden/bin/python scripts/golden.py tiny       # only the tiny random models (20 seconds)

Everything lands in src/test/resources/io/millrace/golden/; golden_tiny.py documents the formats. Made with Python 3.11
and the versions in golden-requirements.txt; the CPU is enough.
"""

import argparse
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "src/test/resources/io/millrace/golden"


def tiny(arguments):
    import golden_tiny

    golden_tiny.main(FOLDER, arguments.names)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command")
    part = commands.add_parser("tiny", help="the tiny random models, or those named")
    part.add_argument("names", nargs="*")
    arguments = parser.parse_args(sys.argv[1:] or ["tiny"])
    tiny(arguments)


if __name__ == "__main__":
    main()
