"""average: the mean of the weights of several checkpoints → one. Runs that went on from each other lie in one valley, and the middle of it does better than
either end (Wortsman et al. 2022, model soups)."""

import argparse
from pathlib import Path

import torch


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("checkpoints", type=Path, nargs="+")
    args.add_argument("--to", type=Path, required=True)
    args.add_argument("--weights", type=float, nargs="+", help="of the checkpoints; otherwise all weigh the same")
    options = args.parse_args()
    states = [torch.load(path, map_location="cpu")["student"] for path in options.checkpoints]
    weights = torch.tensor(options.weights or [1.0] * len(states))
    if len(weights) != len(states):
        args.error(f"{len(states)} checkpoints need as many weights")
    weights /= weights.sum()
    torch.save({"student": {name: sum(weight * state[name] for weight, state in zip(weights, states)) for name in states[0]}}, options.to)


if __name__ == "__main__":
    main()
