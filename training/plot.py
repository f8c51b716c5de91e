"""plot: work/log.jsonl → work/losses.svg, one curve a task."""

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--work", type=Path, default=Path("work"))
    args.add_argument("--to", type=Path, help="default: losses.svg in the work folder")
    options = args.parse_args()
    rows = [json.loads(line) for line in (options.work / "log.jsonl").read_text("utf8").splitlines()]
    figure, axes = plt.subplots(figsize=(8, 4.5))
    for task in sorted({key for row in rows for key in row} - {"step", "at"}):
        points = [(row["step"], row[task]) for row in rows if task in row]
        axes.plot(*zip(*points), label=task)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(options.to or options.work / "losses.svg")


if __name__ == "__main__":
    main()
