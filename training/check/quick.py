"""quick: translations found and questions answered on data/measured/, in seconds, while a run is tuned. The full measurement is benchmarks/quality/encoder."""

import argparse
import json
import subprocess
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--model", type=Path, default=HERE.parent.parent / "models" / "encoder")
    args.add_argument("--data", type=Path, default=HERE.parent / "data" / "measured")
    options = args.parse_args()
    rows, faq = ([json.loads(line) for line in (options.data / name).read_text("utf8").splitlines()] for name in ("rows.jsonl", "faq-passages.jsonl"))
    groups = {"en": [r["en"][0] for r in rows], "zh": [r["zh"][0] for r in rows], "q_en": [r["q_en"][0] for r in faq], "a_en": [r["a_en"] for r in faq],
              "q_zh": [r["q_zh"][0] for r in faq], "a_zh": [r["a_zh"] for r in faq]}
    texts = [" ".join(text.split()) for group in groups.values() for text in group]
    done = subprocess.run(["node", str(HERE / "embed.mjs"), str(options.model)], input="\n".join(texts) + "\n", capture_output=True, text=True, encoding="utf8", check=True)
    vectors = np.array([json.loads(line) for line in done.stdout.splitlines()])
    of = dict(zip(groups, np.split(vectors, np.cumsum([len(group) for group in groups.values()])[:-1])))
    for asked, answered in (("en", "zh"), ("zh", "en"), ("q_en", "a_en"), ("q_zh", "a_zh"), ("q_zh", "a_en")):
        found = (of[asked] @ of[answered].T).argmax(1) == np.arange(len(of[asked]))
        print(f"{asked} → {answered}: {100 * found.mean():.1f}")


if __name__ == "__main__":
    main()
