"""check: Python and @xenova/transformers read the same texts alike: equal ids, vectors within 1e-3, no neighbour in a batch."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).parent))
from embed import load
from texts import mixed_texts

HERE = Path(__file__).resolve().parent


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--model", type=Path, default=HERE.parent.parent / "models" / "encoder")
    args.add_argument("--data", type=Path, default=HERE.parent / "data")
    args.add_argument("--count", type=int, default=10_000)
    args.add_argument("--vectors-every", type=int, default=1, help="compare the vectors of each n-th text only; ids are compared of all")
    options = args.parse_args()
    read, embed = load(options.model)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "expected.jsonl"
        with path.open("w", encoding="utf8") as file:
            for n, text in enumerate(tqdm(mixed_texts(options.data, options.count), mininterval=10)):
                row = {"text": text, "ids": read(text)}
                if n % options.vectors_every == 0:
                    row["vector"] = [round(float(x), 6) for x in embed(row["ids"])]
                file.write(json.dumps(row) + "\n")
        sys.exit(subprocess.run(["node", str(HERE / "parity.mjs"), str(options.model), str(path)]).returncode)


if __name__ == "__main__":
    main()
