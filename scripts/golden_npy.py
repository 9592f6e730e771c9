"""Files of NumPy, as numpy.save writes them, for the tests of NpyWriter."""

from pathlib import Path

import numpy

FOLDER = Path(__file__).parent.parent / "src/test/resources/io/millrace/golden/npy"


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = numpy.array(
        [
            [0.0, -0.0, 1.0, -1.5],
            [numpy.float32(1e-45), numpy.float32(3.4028235e38), -0.1, 2.0**-126],
            [numpy.nan, numpy.nan, numpy.nan, numpy.nan],
        ],
        dtype="<f4",
    )
    numpy.save(FOLDER / "rows.npy", rows)
    numpy.save(FOLDER / "none.npy", rows[:0])
    numpy.save(FOLDER / "column.npy", numpy.arange(1000, dtype="<f4").reshape(1000, 1))


if __name__ == "__main__":
    main()
