"""Draws the data, trains the sample models, and writes them to samples/models with what they are worth.

    pip install -r samples/train/requirements.txt
    python samples/train/train.py                    all of them, about ten minutes on one core
    python samples/train/train.py loans phrases      some of them
"""

import argparse
import json

import glyphs
import loans
import phrases
from benchmark import benchmark
from common import MODELS, write_json

TRAINERS = {"glyphs": glyphs.main, "loans": loans.main, "phrases": phrases.main}


def main():
    parser = argparse.ArgumentParser(description="Trains the sample models.")
    parser.add_argument("names", nargs="*", help=f"which of {', '.join(TRAINERS)}; all where none is given")
    names = parser.parse_args().names or list(TRAINERS)
    for name in names:
        if name not in TRAINERS:
            parser.error(f"no sample is called {name}")
    for name in names:
        TRAINERS[name]()
    for name in names:
        path = MODELS / name / "INFO.json"
        info = json.loads(path.read_text(encoding="utf-8"))
        timings = benchmark({version: path.parent / entry["file"] for version, entry in info["versions"].items()})
        for version, timing in timings.items():
            info["versions"][version]["benchmark"] = timing
        write_json(path, info)


if __name__ == "__main__":
    main()
