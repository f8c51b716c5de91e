"""distil: teaches the student Chinese and keeps its English → work/student.pt (checkpoint), work/log.jsonl.

What a step is made of: tasks.py. For the first `--frozen` steps only the Chinese rows move. From then on the student computes with its weights rounded as
the release will have them (packing.py), and the rounding passes gradients through as if it were not there (Bengio et al. 2013). The draw of a step depends
on its number and the seed alone, so a run that was stopped goes on as if nothing had happened.
"""

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F
from tqdm import tqdm

from model import Encoder
from muon import Muon
from packing import rounded_rows
from tasks import Tasks
from texts import Texts, read

SCALE, RELATED_AT = 20.0, 0.1


class RowAdam:
    """Adam on those word rows that a step has read, each row counting its own steps."""

    def __init__(self, table: torch.nn.Parameter) -> None:
        self.table = table
        self.state = {"mean": torch.zeros_like(table), "square": torch.zeros_like(table), "count": torch.zeros(len(table), 1, device=table.device)}

    @torch.no_grad()
    def step(self, rows: torch.Tensor, gradient: torch.Tensor, rate: float, betas=(0.9, 0.99)) -> None:
        mean, square, count = (self.state[k] for k in ("mean", "square", "count"))
        count[rows] += 1
        mean[rows] = betas[0] * mean[rows] + (1 - betas[0]) * gradient
        square[rows] = betas[1] * square[rows] + (1 - betas[1]) * gradient**2
        unbiased = [moment[rows] / (1 - beta ** count[rows]) for moment, beta in zip((mean, square), betas)]
        self.table[rows] -= rate * unbiased[0] / (unbiased[1].sqrt() + 1e-8)


def is_faster_in_bf16() -> bool:
    """Whether this CPU multiplies sooner in bf16. Without AMX and AVX512-BF16 that is emulated, and with AVX512-BF16 alone it took 1.7 times as long as fp32 on one machine."""
    took = []
    for kind in (torch.float32, torch.bfloat16):
        a, b = torch.randn(1024, 384).to(kind), torch.randn(384, 1536).to(kind)
        for _ in range(10):
            begun = time.perf_counter()
            for _ in range(5):
                a @ b
            took.append((time.perf_counter() - begun, kind))
    return min(took, key=lambda one: one[0])[1] == torch.bfloat16


def contrast(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """InfoNCE both ways: row n of `a` and row n of `b` belong together."""
    scores = SCALE * a @ b.T
    same = torch.arange(len(a), device=a.device)
    return (F.cross_entropy(scores, same) + F.cross_entropy(scores.T, same)) / 2


def apart(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return 10 * (1 - (a * b).sum(-1)).mean()


def unlike(student: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """How the similarities within `student` differ from those within `known`: KL of the rows' softmax."""
    hide = torch.eye(len(known), device=known.device) * -1e4
    mine, theirs = (F.log_softmax(v @ v.T / RELATED_AT + hide, -1) for v in (student, known))
    return F.kl_div(mine, theirs, reduction="batchmean", log_target=True)


def among_all(asked: torch.Tensor, answered: torch.Tensor, row: torch.Tensor, language: torch.Tensor, passages: torch.Tensor) -> torch.Tensor:
    """InfoNCE of questions with the passages of all rows in the drawn language, each as it was when last read (cross-batch memory, Wang et al. 2020)."""
    passages[row, language] = answered.detach()
    held = torch.stack([asked @ passages[:, of].T for of in (0, 1)])[language, torch.arange(len(asked), device=asked.device)]
    scores = SCALE * held.scatter(1, row[:, None], (asked * answered).sum(-1, keepdim=True))
    return F.cross_entropy(scores, row)


def losses_of(of: dict[str, torch.Tensor], target: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    pair, said = target["pair"], target["said"]
    (row, language), passages = target["answers"], target["passages"]
    losses = {
        "pairs": apart(of["pair"], pair) + 0.5 * contrast(of["pair"], pair),
        "written": apart(of["said_zh"], said) + 0.5 * apart(of["said_any"], said) + 0.5 * apart(of["said_en"], said)
        + 0.5 * contrast(of["said_zh"], said) + 0.5 * contrast(of["said_any"], of["said_en"]) + 0.5 * contrast(of["said_any"], of["said_zh"]),
        "answers": contrast(of["asked"], of["answered"]) + among_all(of["asked"], of["answered"], row, language, passages),
        "relation": unlike(of["related"], target["related_known"]),
        "chinese": apart(of["related"], target["related"]),
        "topics": contrast(of["first"], of["second"]),
    }
    if len(of["english"]):
        losses["relation"] = losses["relation"] + unlike(of["english"], target["english_known"])
        losses |= {"english": apart(of["english"], target["english"]), "pair_en": apart(of["pair_en"], pair[: len(of["pair_en"])])}
    return losses


WEIGHTS = {"pairs": 1.0, "written": 1.0, "answers": 1.0, "relation": 2.0, "topics": 0.3, "english": 1.5, "chinese": 1.5, "pair_en": 0.5}
READ = ("pair", "pair_en", "english", "said_en", "said_zh", "said_any", "asked", "answered", "related", "first", "second")


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--corpus", type=Path, required=True)
    args.add_argument("--data", type=Path, default=Path("data"))
    args.add_argument("--knowledge", type=Path, default=Path("../knowledge"))
    args.add_argument("--intents", type=Path, default=Path("../intents"))
    args.add_argument("--work", type=Path, default=Path("work"))
    args.add_argument("--steps", type=int, default=4000)
    args.add_argument("--frozen", type=int, default=400)
    args.add_argument("--seed", type=int, default=7)
    args.add_argument("--rate-rows", type=float, default=1e-3, help="of the word rows; twice that while the body is frozen")
    args.add_argument("--rate-body", type=float, default=1.5e-4)
    args.add_argument("--threads", type=int, default=os.cpu_count())
    for name, size in (("most", 20_000), ("most-english", 25_000), ("most-chinese", 40_000)):
        args.add_argument(f"--{name}", type=int, default=size, help="draws of pairs, or sentences, that the steps draw from; all teachers are asked for them once")
    args.add_argument("--frames", type=int, default=100, help="sentences of each kind of things that stand in frames (data/frames-*)")
    args.add_argument("--longest", type=int, default=128, help="tokens of a text that are read")
    args.add_argument("--most-tokens", type=int, default=2048, help="of a pass through the encoder; many more on a GPU")
    args.add_argument("--checkpoint", type=int, default=25, help="steps from one to the next")
    for name, size in (("pairs", 40), ("rows", 16), ("english", 32), ("answers", 24), ("related", 64), ("topics", 10)):
        args.add_argument(f"--{name}", type=int, default=size, help="draws of this task in a step")
    args.add_argument("--weight", action="append", default=[], metavar="TASK=NUMBER", help=f"of a loss; otherwise {WEIGHTS}")
    args.add_argument("--muon", action="store_true", help="moves the body's matrices by Muon instead of Adam: further a step, for a third more time on a CPU")
    args.add_argument("--begin", type=Path, help="weights to begin from; start.pt in the work folder otherwise")
    options = args.parse_args()
    if unknown := [given for given in options.weight if given.partition("=")[0] not in WEIGHTS]:
        args.error(f"--weight knows no task of {', '.join(unknown)}")
    weights = WEIGHTS | {task: float(number) for task, number in (given.split("=") for given in options.weight)}
    torch.set_num_threads(options.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_float32_matmul_precision("high")  # what stays in fp32 on a GPU may be rounded within a product
    torch.backends.cuda.enable_cudnn_sdp(False)  # it prepares itself for each new shape, and there are hundreds
    is_bf16 = device == "cuda" or is_faster_in_bf16()

    tasks = Tasks(options, device)
    texts = Texts(read(tasks.texts, options.work / "tokenizer.json", options.longest), device)
    is_new = torch.tensor(["chinese" in row for row in json.loads((options.work / "rows.json").read_text("utf8"))], device=device)[:, None]

    student = Encoder(len(is_new)).to(device)
    student.words.weight.requires_grad_(False)
    body = [p for name, p in student.named_parameters() if name != "words.weight"]
    muon = Muon([p for name, p in student.named_parameters() if name.startswith("layers.") and p.ndim == 2] if options.muon else [])
    by_muon = {id(p) for p in muon.matrices}
    optimiser, row_optimiser = torch.optim.AdamW([p for p in body if id(p) not in by_muon], lr=0.0, weight_decay=0.0, fused=True), RowAdam(student.words.weight)
    checkpoint, step = options.work / "student.pt", 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=device)
        student.load_state_dict(saved["student"])
        optimiser.load_state_dict(saved["optimiser"])
        muon.state = saved["muon"]
        row_optimiser.state, tasks.passages, step = saved["rows"], saved["passages"], saved["step"]
    else:
        student.load_state_dict(torch.load(options.begin or options.work / "start.pt", map_location=device)["student"])

    place_of = torch.zeros(len(is_new), dtype=torch.long, device=device)
    progress = tqdm(total=options.steps, initial=step, mininterval=15)
    with (options.work / "log.jsonl").open("a") as log:
        while step < options.steps:
            is_frozen = step < options.frozen
            done = step / options.frozen if is_frozen else (step - options.frozen) / (options.steps - options.frozen)
            warm = 1.0 if is_frozen else min(1.0, 0.1 + 10 * done)
            rate = {"rows": options.rate_rows * (2 if is_frozen else 1) * warm * max(1 - done, 0.02), "body": options.rate_body * warm * max(1 - done, 0.02)}
            for p in body:
                p.requires_grad_(not is_frozen)
            student.round_weights(not is_frozen)

            drawn, target = tasks.draw(step, options)
            if is_frozen:
                drawn["english"] = drawn["pair_en"] = drawn["english"][:0]
            passes = list(texts.passes(np.concatenate([drawn[group] for group in READ]), options.most_tokens))
            rows = torch.cat([ids.flatten() for _, ids, _ in passes]).unique()
            place_of[rows] = torch.arange(len(rows), device=device)
            held = student.words.weight[rows].requires_grad_()
            table = held if is_frozen else rounded_rows(held)
            with torch.autocast(device, dtype=torch.bfloat16, enabled=is_bf16):
                vectors = torch.cat([student.vectors(place_of[ids], mask, table) for _, ids, mask in passes])
            order = torch.from_numpy(np.concatenate([place for place, _, _ in passes]).argsort()).to(device)
            of = dict(zip(READ, vectors[order].split([len(drawn[group]) for group in READ])))
            target["passages"] = tasks.passages

            losses = {task: weights[task] * loss for task, loss in losses_of(of, target).items()}
            optimiser.zero_grad(set_to_none=True)
            sum(losses.values()).backward()
            if is_frozen:
                held.grad *= is_new[rows]
            else:
                torch.nn.utils.clip_grad_norm_(body, 3.0)
                optimiser.param_groups[0]["lr"] = rate["body"]
                optimiser.step()
                muon.step(rate["body"], torch.bfloat16 if is_bf16 else torch.float32)
            row_optimiser.step(rows, held.grad, rate["rows"])
            step += 1
            progress.update()
            if step % 10 == 0:
                log.write(json.dumps({"step": step, "at": round(time.time()), **{k: round(v.item(), 4) for k, v in losses.items()}}) + "\n")
                log.flush()
            if step % options.checkpoint == 0 or step in (options.frozen, options.steps):
                temporary = checkpoint.with_suffix(".new")
                torch.save({"student": student.state_dict(), "optimiser": optimiser.state_dict(), "muon": muon.state, "rows": row_optimiser.state, "passages": tasks.passages, "step": step}, temporary)
                temporary.replace(checkpoint)


if __name__ == "__main__":
    main()
