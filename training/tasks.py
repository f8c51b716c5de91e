"""What the student is asked to do: the texts of six tasks, numbered, the vectors they should have, and which of them a step draws.

  pairs     Chinese of a translated pair → the target of their meaning, and nearer to it than to the targets of other pairs; half of them come
            with near misses, pairs of like meaning
  written   our own rows: Chinese, English and mixed wordings of one meaning → its target, and nearer to each other than to those of other
            rows; rows are drawn as neighbours, which are near misses
  english   English sentences → their targets
  answers   question and answering passage, languages drawn at random
  relation  similarities among Chinese sentences follow the bridge's; a sentence comes with some of its nearest, for among strangers there is
            little to learn
  topics    two examples of one shop intent are nearer than those of others
"""

import argparse

import numpy as np
import torch

import corpus
import teachers

KIN, NEAREST = 8, 64
SLIPS = 0.1  # of what customers write has a slip of the fingers


class Tasks:
    """Numbers count in `texts`. A draw depends on the number of the step and the seed alone."""

    def __init__(self, options: argparse.Namespace, device: str) -> None:
        self.seed, self.device, self.texts, self.number_of = options.seed, device, [], {}
        rng = np.random.default_rng(self.seed)
        pairs = [p for p in corpus.parallel(options.corpus) if len(p[0]) <= 130 and len(p[1]) <= 50]  # what customers write is short
        odds = np.cumsum([weight for _, _, weight in pairs])
        drawn, self.pair_pool = np.unique(np.searchsorted(odds, rng.random(options.most) * odds[-1]), return_inverse=True)
        self.pairs = np.array([(self.number(pairs[n][0]), self.number(pairs[n][1])) for n in drawn])
        english = np.array(list(dict.fromkeys(t for t in corpus.english(options.corpus) if len(t) <= 120)), dtype=object)
        self.english = np.array(self.numbers(rng.permutation(english)[: options.most]))
        self.written = [{key: self.numbers(row.get(key, [])) for key in ("en", "zh", "mixed")} for row in corpus.written(options.data)]
        self.answers = [(self.numbers(en), self.numbers(zh), self.number(a_en), self.number(a_zh))
                        for en, zh, a_en, a_zh in corpus.questions(options.data) + corpus.shop_questions(options.knowledge, options.intents)]
        self.topics = [self.numbers(examples) for examples in corpus.shop_topics(options.intents)]
        spoken = corpus.spoken_chinese(options.corpus) + [t for pair in corpus.paraphrases(options.corpus, "zh") for t in pair if len(t) <= 30]
        own = [self.texts[n] for row in self.written for n in row["zh"]] + [self.texts[n] for _, asked, _, _ in self.answers for n in asked]
        self.related = np.array(self.numbers(sorted({*spoken, *own})))
        self.ask_teachers(options)

        # A slip for each text that stands for its meaning; drawn instead of it now and then.
        self.slip = {}
        for n in {*self.pairs[:, 1].tolist(), *(n for row in self.written for n in row["zh"] + row["en"])}:
            self.slip[n] = self.number(slip(self.texts[n], rng)) if rng.random() < 0.5 else n
        print(f"{len(self.texts)} texts: {len(self.pairs)} pairs, {len(self.written)} written rows, {len(self.english)} English and {len(self.related)} Chinese sentences, "
              f"{len(self.answers)} answers, {len(self.topics)} topics", flush=True)

    def ask_teachers(self, options: argparse.Namespace) -> None:
        """The targets of pairs, written rows and English sentences (each n × 384), and the bridge's vectors of `related` (n × 512)."""
        size = len(self.texts)
        taught = np.unique([*self.pairs[:, 0], *self.english, *(n for row in self.written for n in row["en"])])
        bridged = np.unique([*taught, *self.pairs[:, 1], *self.related, *(n for row in self.written for n in row["zh"])])
        taught_at, bridged_at = np.zeros(size, dtype=int), np.zeros(size, dtype=int)
        taught_at[taught], bridged_at[bridged] = np.arange(len(taught)), np.arange(len(bridged))
        m = teachers.kept(options.work, "teacher", [self.texts[n] for n in taught], lambda t: teachers.teacher(t, self.device, options.most_tokens)).to(self.device)
        u = teachers.kept(options.work, "bridge", [self.texts[n] for n in bridged], lambda t: teachers.bridge(t, self.device, options.most_tokens, options.threads)).to(self.device)
        teacher, bridge = lambda numbers: m[taught_at[numbers]], lambda numbers: u[bridged_at[numbers]]
        mean = lambda of, numbers: torch.stack([of(n).float().mean(0) for n in numbers])
        turn = teachers.blend(teacher(self.english), bridge(self.english), teacher(self.pairs[:, 0]), bridge(self.pairs[:, 1]))
        self.english_target = turn(teacher(self.english), bridge(self.english))
        self.pair_target = turn(teacher(self.pairs[:, 0]), bridge(self.pairs[:, 0]) + bridge(self.pairs[:, 1]))
        self.row_target = turn(mean(teacher, [row["en"] for row in self.written]), mean(bridge, [row["en"] + row["zh"] for row in self.written]))
        self.bridged = bridge(self.related)

    def number(self, text: str) -> int:
        if text not in self.number_of:
            self.number_of[text] = len(self.texts)
            self.texts.append(text)
        return self.number_of[text]

    def numbers(self, texts) -> list[int]:
        return [self.number(text) for text in texts]

    def draw(self, step: int, size: argparse.Namespace) -> tuple[dict[str, np.ndarray], dict[str, torch.Tensor]]:
        """Numbers of the texts of each group, and what they should be like: targets, or the bridge's vectors of `related`."""
        rng = np.random.default_rng((self.seed, step))
        pairs = self.pair_pool[rng.integers(len(self.pair_pool), size=size.pairs)]
        with_kin = max(1, size.pairs // (2 * KIN))
        pairs[: with_kin * KIN] = self.kin(pairs[:with_kin], self.pair_target, rng)
        places = neighbours(len(self.written), size.rows, 4, rng)
        rows = [self.written[n] for n in places]
        answers = [self.answers[n] for n in neighbours(len(self.answers), size.answers, 4, rng)]
        topics = [rng.choice(examples, 2, replace=False) for examples in pick(self.topics, size.topics, rng)]
        english = rng.integers(len(self.english), size=size.english)
        related = self.kin(rng.choice(len(self.related), size.related // KIN, replace=False), self.bridged, rng)
        texts = {
            "pair": self.with_slips(self.pairs[pairs, 1], rng),
            "pair_en": self.pairs[pairs[: size.pairs // 4], 0],
            "said_en": self.with_slips([rng.choice(row["en"]) for row in rows], rng),
            "said_zh": self.with_slips([rng.choice(row["zh"]) for row in rows], rng),
            "said_any": np.array([rng.choice(row["zh"] + row["mixed"]) for row in rows]),
            "english": self.english[english],
            "asked": np.array([rng.choice(en if rng.random() < 0.5 else zh) for en, zh, _, _ in answers]),
            "answered": np.array([a_en if rng.random() < 0.5 else a_zh for _, _, a_en, a_zh in answers]),
            "related": self.related[related],
            "first": np.array([a for a, _ in topics], dtype=int),
            "second": np.array([b for _, b in topics], dtype=int),
        }
        return texts, {"pair": self.pair_target[pairs], "said": self.row_target[places], "english": self.english_target[english], "related": self.bridged[related]}

    def kin(self, seeds: np.ndarray, vectors: torch.Tensor, rng: np.random.Generator) -> np.ndarray:
        """Places in `vectors`: each seed, then seven of its 64 nearest."""
        near = (vectors[seeds] @ vectors.T).topk(NEAREST + 1).indices.cpu().numpy()
        order = np.where(near == seeds[:, None], 2.0, rng.random(near.shape)).argsort(1)[:, : KIN - 1]
        return np.concatenate([seeds[:, None], np.take_along_axis(near, order, 1)], 1).ravel()

    def with_slips(self, numbers, rng: np.random.Generator) -> np.ndarray:
        return np.array([self.slip.get(n, n) if rng.random() < 2 * SLIPS else n for n in map(int, numbers)])


def slip(text: str, rng: np.random.Generator) -> str:
    """A letter left out, doubled or swapped, or one Chinese character missing."""
    if len(text) < 6:
        return text
    n, kind = int(rng.integers(1, len(text) - 2)), rng.random()
    if kind < 0.4:
        return text[:n] + text[n + 1 :]
    if kind < 0.7:
        return text[:n] + text[n] + text[n:]
    return text[:n] + text[n + 1] + text[n] + text[n + 2 :]


def neighbours(rows: int, count: int, together: int, rng: np.random.Generator) -> np.ndarray:
    starts = rng.choice(rows - together + 1, count // together, replace=False)
    return (starts[:, None] + np.arange(together)).ravel()


def pick(items: list, count: int, rng: np.random.Generator) -> list:
    return [items[n] for n in rng.choice(len(items), min(count, len(items)), replace=False)]
