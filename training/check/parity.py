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
    options = args.parse_args()
    embed = load(options.model)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "expected.jsonl"
        with path.open("w", encoding="utf8") as file:
            for text in tqdm(mixed_texts(options.data, options.count), mininterval=10):
                ids, vector = embed(text)
                file.write(json.dumps({"text": text, "ids": ids, "vector": [round(float(x), 6) for x in vector]}) + "\n")
        sys.exit(subprocess.run(["node", str(HERE / "parity.mjs"), str(options.model), str(path)]).returncode)


if __name__ == "__main__":
    main()
