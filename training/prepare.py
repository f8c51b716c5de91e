"""prepare: looks whether the text folder has what the later steps read, and counts it. Writes nothing."""

import argparse
from pathlib import Path

import corpus

NEEDED = ("parallel.clean.tsv.gz", "en.clean.txt.gz", "en.clean.index.tsv", "zh.clean.txt.gz", "zh.clean.index.tsv", "para-zh.tsv.gz")


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--corpus", type=Path, required=True)
    args.add_argument("--data", type=Path, default=Path("data"))
    options = args.parse_args()
    missing = [name for name in NEEDED if not (options.corpus / name).exists()]
    if missing:
        raise SystemExit(f"The text folder {options.corpus} lacks {', '.join(missing)}")
    print(f"{sum(1 for _ in corpus.parallel(options.corpus))} pairs, {sum(1 for _ in corpus.sentences(options.corpus, 'en'))} English and "
          f"{sum(1 for _ in corpus.sentences(options.corpus, 'zh'))} Chinese sentences, {len(corpus.written(options.data))} rows of our own, "
          f"{len(corpus.questions(options.data))} questions with passages")


if __name__ == "__main__":
    main()
