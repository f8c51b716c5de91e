"""average: the mean of the weights of several checkpoints → one. Runs that went on from each other lie in one valley, and the middle of it does better than
either end (Wortsman et al. 2022, model soups)."""

import argparse
from pathlib import Path

import torch


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("checkpoints", type=Path, nargs="+")
    args.add_argument("--to", type=Path, required=True)
    options = args.parse_args()
    states = [torch.load(path, map_location="cpu")["student"] for path in options.checkpoints]
    torch.save({"student": {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}}, options.to)


if __name__ == "__main__":
    main()
