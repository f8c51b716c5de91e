"""Texts by number: their ids flat on the device, handed out in passes of like length."""

from pathlib import Path
from typing import Iterator, Sequence

import numpy as np
import torch
from tokenizers import Tokenizer


def read(texts: list[str], tokenizer: Path, longest: int, at_once: int = 20_000) -> list[np.ndarray]:
    """Ids of each text."""
    reader = Tokenizer.from_file(str(tokenizer))
    reader.no_padding()
    reader.enable_truncation(longest)
    return [np.array(e.ids, dtype=np.int32) for n in range(0, len(texts), at_once) for e in reader.encode_batch(texts[n : n + at_once])]


class Texts:
    def __init__(self, ids: list[Sequence[int]], device: str) -> None:
        self.length = np.array([len(text) for text in ids])
        self.flat = torch.from_numpy(np.concatenate([np.asarray(text, dtype=np.int64) for text in ids])).to(device)
        self.start = torch.from_numpy(np.cumsum(self.length) - self.length).to(device)
        self.device = device

    def passes(self, numbers: np.ndarray, most_tokens: int) -> Iterator[tuple[np.ndarray, torch.Tensor, torch.Tensor]]:
        """(places in `numbers`, ids, mask), padded to `most_tokens` at most unless one text alone has more."""
        order = np.argsort(self.length[numbers], kind="stable")
        lengths, begin = self.length[numbers][order], 0
        while begin < len(order):
            tokens = np.arange(1, len(order) - begin + 1) * lengths[begin:]
            end = begin + max(1, int(np.searchsorted(tokens, most_tokens, "right")))
            place, longest = order[begin:end], int(lengths[end - 1])
            longest += -longest % 8 if self.device == "cuda" else 0  # the fused attention wants rows of aligned masks
            column = torch.arange(longest, device=self.device)
            here = torch.from_numpy(numbers[place]).to(self.device)
            mask = column < torch.from_numpy(lengths[begin:end]).to(self.device)[:, None]
            ids = self.flat[(self.start[here][:, None] + column).clamp(max=len(self.flat) - 1)] * mask
            yield place, ids, mask.long()
            begin = end
