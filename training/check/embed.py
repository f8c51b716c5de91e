"""embed: one text a line on stdin, one JSON array a line on stdout; one text at a time on one thread, with the kernels of ONNX Runtime that transformers.js has."""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer


def load(model: Path):
    """Two functions: from a text to its ids, and from ids to a unit vector, cut where transformers.js cuts."""
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    longest = json.loads((model / "tokenizer_config.json").read_text("utf8"))["model_max_length"]
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model / "onnx" / "model_quantized.onnx"), settings)
    wanted = {entry.name for entry in session.get_inputs()}

    def read(text: str) -> list[int]:
        return tokenizer.encode(text).ids

    def embed(ids: list[int]) -> np.ndarray:
        cut = np.array([ids[:longest]])  # transformers.js cuts the end off, [SEP] too
        feeds = {"input_ids": cut, "attention_mask": np.ones_like(cut), "token_type_ids": np.zeros_like(cut)}
        states = session.run(None, {name: value for name, value in feeds.items() if name in wanted})[0]
        vector = states[0].mean(0)
        return vector / np.linalg.norm(vector)

    return read, embed


if __name__ == "__main__":
    read, embed = load(Path(sys.argv[1]))
    for line in sys.stdin:
        print(json.dumps([round(float(x), 6) for x in embed(read(line.rstrip("\n")))]))
