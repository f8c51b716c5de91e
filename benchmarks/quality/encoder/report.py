"""Rewrites the table of README.md and chart.svg from the JSON files of this folder."""

import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

HERE = Path(__file__).parent
ORDER = ("aim", "ours", "draft", "teacher", "bridge", "tfidf")
BEGIN, END = "<!-- table -->", "<!-- /table -->"


def main() -> None:
    read = {name: json.loads((HERE / f"{name}.json").read_text("utf8")) for name in ORDER if (HERE / f"{name}.json").exists()}
    rows = list(read["aim"]["figures"])
    lines = ["| | " + " | ".join(read) + " |", "| --- |" + " --- |" * len(read)]
    for row in rows:
        lines.append(f"| {row} | " + " | ".join(f"{entry['figures'][row]:.1f}" if row in entry["figures"] else "–" for entry in read.values()) + " |")
    readme = HERE / "README.md"
    text = readme.read_text("utf8")
    readme.write_text(text[: text.index(BEGIN) + len(BEGIN)] + "\n" + "\n".join(lines) + "\n" + text[text.index(END) :], "utf8")

    figure, axes = plt.subplots(figsize=(8, 7))
    for name, marker in zip(read, "|oxs^+"):
        points = [(read[name]["figures"][row], n) for n, row in enumerate(rows) if row in read[name]["figures"]]
        axes.plot(*zip(*points), marker, label=name, markersize=12 if name == "aim" else 6)
    axes.set_yticks(range(len(rows)), rows)
    axes.invert_yaxis()
    axes.set_xlabel("per cent")
    axes.grid(axis="y", alpha=0.3)
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(HERE / "chart.svg")


if __name__ == "__main__":
    main()
