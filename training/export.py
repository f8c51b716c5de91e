"""export: work/student.pt → a model folder that transformers.js loads: int8 weights, one scale a channel; word rows of four bits.

Rows that mean the same as another are added as copies of it, so that they give the same vector without having been trained: traditional
characters and words.
"""

import argparse
import hashlib
import json
from pathlib import Path

import onnx
import torch
from opencc import OpenCC

from model import HEADS, HIDDEN, INNER, LAYERS, Encoder
from packing import PackedRows, quantise
from vocabulary import HAN, description

POSITIONS = 256  # longer texts are cut: the teacher, too, was trained on no more
LIMIT_BYTES = 25_000_000

def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--work", type=Path, default=Path("work"))
    args.add_argument("--to", type=Path, default=Path("../models/encoder"))
    args.add_argument("--copies", type=int, default=3600, help="most rows added as copies")
    options = args.parse_args()

    vocab = json.loads((options.work / "tokenizer.json").read_text("utf8"))["model"]["vocab"]
    student = Encoder(len(vocab))
    student.load_state_dict(torch.load(options.work / "student.pt", map_location="cpu")["student"])
    vocab, rows = with_copies(vocab, options.copies)
    compact = Encoder(len(vocab), POSITIONS)
    state = student.state_dict()
    compact.load_state_dict({**state, "words.weight": state["words.weight"][rows], "positions.weight": state["positions.weight"][:POSITIONS]})
    compact.words = PackedRows(compact.words.weight.detach())

    (options.to / "onnx").mkdir(parents=True, exist_ok=True)
    exact, small = options.work / "model.onnx", options.to / "onnx" / "model_quantized.onnx"
    sample = (torch.tensor([[2, 10, 20, 3], [2, 10, 3, 0]]), torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]]))
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(compact.eval(), sample, str(exact), input_names=["input_ids", "attention_mask"], output_names=["last_hidden_state"],
                      dynamic_axes={"input_ids": axes, "attention_mask": axes, "last_hidden_state": axes}, opset_version=17, dynamo=False)
    quantise(exact, small)
    model = onnx.load(str(small))
    model.ir_version = 8  # the newest that ONNX Runtime 1.14 reads
    onnx.save(model, str(small))

    write(options.to / "tokenizer.json", description(vocab))
    write(options.to / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": POSITIONS, "pad_token": "[PAD]",
                                                 "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"})
    write(options.to / "config.json", {"architectures": ["BertModel"], "model_type": "bert", "hidden_act": "gelu", "hidden_size": HIDDEN, "intermediate_size": INNER,
                                       "num_attention_heads": HEADS, "num_hidden_layers": LAYERS, "max_position_embeddings": POSITIONS, "vocab_size": len(vocab),
                                       "type_vocab_size": 2, "pad_token_id": 0, "layer_norm_eps": 1e-12})
    names = ["config.json", "onnx/model_quantized.onnx", "tokenizer.json", "tokenizer_config.json"]
    (options.to / "SHA256SUMS").write_text("".join(f"{hashlib.sha256((options.to / n).read_bytes()).hexdigest()}  {n}\n" for n in names), "utf8")
    size = sum((options.to / n).stat().st_size for n in names)
    print(f"{len(vocab)} rows, {size / 1e6:.2f} MB")
    if size > LIMIT_BYTES:
        raise SystemExit(f"The folder may have {LIMIT_BYTES / 1e6:.0f} MB at most: keep fewer rows.")


def with_copies(vocab: list, most: int) -> tuple[list, list[int]]:
    """The vocabulary with its copies, and the trained row of each piece. Characters go before words, frequent before rare."""
    convert, known = OpenCC("s2t").convert, {piece: row for row, (piece, _) in enumerate(vocab)}
    chinese = sorted((piece for piece in known if HAN.match(piece)), key=lambda piece: len(piece) > 1)
    meant = {convert(piece): known[piece] for piece in chinese if convert(piece) not in known}
    copies = [(piece, row) for piece, row in meant.items()][:most]
    return [*vocab, *([piece, vocab[row][1]] for piece, row in copies)], [*range(len(vocab)), *(row for _, row in copies)]


def write(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf8")


if __name__ == "__main__":
    main()
