"""reopen: a released model folder → work/tokenizer.json, work/rows.json, work/start.pt, from where `distil --frozen 0` goes on.

For whoever has the release and not the checkpoints it was made from. The student learned with its weights rounded as the release has them (packing.py), so the
rounded weights are where it stood.
"""

import argparse
import json
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper

from export import with_copies
from model import POSITIONS, Encoder
from packing import unpack
from vocabulary import HAN, description


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--model", type=Path, default=Path("../models/encoder"))
    args.add_argument("--work", type=Path, default=Path("work"))
    options = args.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)

    vocab = without_copies(json.loads((options.model / "tokenizer.json").read_text("utf8"))["model"]["vocab"])
    known = weights(onnx.load(str(options.model / "onnx" / "model_quantized.onnx")))
    packed = [known.pop(f"words.{part}") for part in ("packed", "scale", "low")]
    student = Encoder(len(vocab))
    state = student.state_dict()
    state["words.weight"] = unpack(*packed)[: len(vocab)]
    for name, value in known.items():
        state[name][: len(value)] = value  # the release has fewer positions
    missing = state.keys() - known.keys() - {"words.weight"}
    if missing:
        raise SystemExit(f"The model lacks {', '.join(sorted(missing))}: it was not written by export.py")
    student.load_state_dict(state)

    (options.work / "tokenizer.json").write_text(json.dumps(description(vocab), ensure_ascii=False), "utf8")
    rows = [{"chinese" if HAN.match(piece) else "teacher": piece} for piece, _ in vocab]
    (options.work / "rows.json").write_text(json.dumps(rows, ensure_ascii=False), "utf8")
    torch.save({"student": student.state_dict()}, options.work / "start.pt")
    print(f"{len(vocab)} rows, {POSITIONS} positions of which {len(known['positions.weight'])} were released")


def without_copies(vocab: list) -> list:
    """The trained pieces, which end with words; what export.py adds are characters and then words."""
    end = len(vocab)
    for is_word in (True, False):
        while (len(vocab[end - 1][0]) > 1) == is_word:
            end -= 1
    if with_copies(vocab[:end], len(vocab) - end)[0] != vocab:
        raise SystemExit("The vocabulary is not as export.py writes it")
    return vocab[:end]


def weights(model: onnx.ModelProto) -> dict[str, torch.Tensor]:
    """The student's parameters by name. Quantised matrices have lost theirs: each is known by the bias that is added to its product."""
    known = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in model.graph.initializer}
    readers = {name: node for node in model.graph.node for name in node.input}
    found = {name: value for name, value in known.items() if name.startswith(("words.", "positions.", "norm.", "layers."))}
    # Of the two types only the first is used, and it has lost its name.
    found["types.weight"] = next(value for name, value in known.items() if name.startswith("onnx::Add"))[None]
    for node in model.graph.node:
        if node.op_type != "MatMulInteger":
            continue
        bias, after = None, node
        while bias is None:
            after = readers[after.output[0]]
            bias = next((name for name in after.input if name.endswith(".bias")), None)
        name = node.input[1].removesuffix("_quantized")
        levels, scale, zero = (known[f"{name}_{part}"].float() for part in ("quantized", "scale", "zero_point"))
        found[bias.replace(".bias", ".weight")] = ((levels - zero) * scale).T.contiguous()
    return found


if __name__ == "__main__":
    main()
