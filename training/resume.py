"""resume: the weights of an exported model, read back from int8 → work/start.pt, tokenizer.json and rows.json, to train on from a release.

Then: python distil.py --corpus … --frozen 0 --steps 600 --rate-rows 6e-4 --rate-body 1e-4; export with --copies 0, for the copies are rows already.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from model import HIDDEN, LAYERS, POSITIONS, Encoder
from vocabulary import HAN


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--model", type=Path, default=Path("../models/encoder"))
    args.add_argument("--work", type=Path, default=Path("work"))
    options = args.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    held = {i.name: numpy_helper.to_array(i) for i in onnx.load(str(options.model / "onnx" / "model_quantized.onnx")).graph.initializer}

    def read(name: str) -> torch.Tensor:
        if name in held:
            return torch.from_numpy(held[name].copy())
        return torch.from_numpy((held[f"{name}_quantized"].astype(np.float32) - held[f"{name}_zero_point"]) * held[f"{name}_scale"])

    # The exporter names a transposed weight after a number that grows along the graph.
    products = iter(sorted((n.removesuffix("_quantized") for n in held if n.startswith("onnx::MatMul") and n.endswith("_quantized")), key=lambda n: int(n.rpartition("_")[2])))
    text = (options.model / "tokenizer.json").read_text("utf8")
    pieces = [piece for piece, _ in json.loads(text)["model"]["vocab"]]
    student = Encoder(len(pieces))
    state = student.state_dict()
    for layer in range(LAYERS):
        for part in ("query", "key", "value", "output", "inner", "outer"):
            state[f"layers.{layer}.{part}.weight"] = read(next(products)).T.contiguous()
    for name in state:
        if name in held or f"{name}_quantized" in held:
            state[name] = read(name)
    # The exporter folds the row of the one token type into a constant.
    state["types.weight"][:] = torch.from_numpy(next(value.copy() for name, value in held.items() if name.startswith("onnx::Add") and value.shape == (HIDDEN,)))
    short = state["positions.weight"]
    state["positions.weight"] = torch.cat([short, short[-1:].expand(POSITIONS - len(short), -1)])
    student.load_state_dict(state)
    torch.save(student.state_dict(), options.work / "start.pt")
    (options.work / "tokenizer.json").write_text(text, "utf8")
    (options.work / "rows.json").write_text(json.dumps([{"chinese" if HAN.match(piece) else "teacher": piece} for piece in pieces], ensure_ascii=False), "utf8")


if __name__ == "__main__":
    main()
