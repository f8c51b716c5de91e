"""What the student is asked to do: the texts of seven tasks, numbered, the vectors they should have, and which of them a step draws.

  pairs     Chinese of a translated pair → the target of their meaning, and nearer to it than to the targets of other pairs; half of them come
            with near misses, pairs of like meaning
  written   our own rows: Chinese, English and mixed wordings of one meaning → its target, and nearer to each other than to those of other
            rows; rows are drawn as neighbours, which are near misses
  english   English sentences, questions and passages → their targets
  chinese   Chinese ones → theirs
  relation  similarities among the sentences of the last two follow the teachers'; a sentence comes with some of its nearest, for among
            strangers there is little to learn
  answers   question and answering passage, languages drawn at random; the question is nearer to its passage than to those of all other rows
  topics    two examples of one shop intent are nearer than those of others
"""

import argparse

import numpy as np
import torch
from torch.nn import functional as F

import corpus
from teachers import Teachers, base_of, beside, is_chinese, turned

KIN, NEAREST = 8, 64
SLIPS = 0.1  # of what customers write has a slip of the fingers
SAID = 2  # wordings of a row, of each language, that teachers are asked for


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
        questions = corpus.questions(options.data) + corpus.shop_questions(options.knowledge, options.intents)
        asked = {language: corpus.asked(options.data, language, options.frames, np.random.default_rng(self.seed)) for language in ("en", "zh")}
        for row in questions:
            asked["en"] += [*row[0], row[2]]
            asked["zh"] += [*row[1], row[3]]
        self.english = np.array(self.numbers(dict.fromkeys([*rng.permutation(english)[: options.most_english], *asked["en"]])))
        self.written = [{key: self.numbers(row.get(key, [])) for key in ("en", "zh", "mixed")} for row in corpus.written(options.data)]
        self.answers = [(self.numbers(en), self.numbers(zh), self.number(a_en), self.number(a_zh)) for en, zh, a_en, a_zh in questions]
        self.topics = [self.numbers(examples) for examples in corpus.shop_topics(options.intents)]
        spoken = corpus.spoken_chinese(options.corpus) + [t for pair in corpus.paraphrases(options.corpus, "zh") for t in pair if len(t) <= 30]
        own = [self.texts[n] for row in self.written for n in row["zh"]]
        related = rng.permutation(np.array(sorted({*spoken, *own}), dtype=object))
        self.related = np.array(self.numbers(dict.fromkeys([*related[: options.most_chinese], *asked["zh"]])))
        self.ask_teachers(options)

        # A slip for each text that stands for its meaning; drawn instead of it now and then.
        self.slip = {}
        for n in {*self.pairs[:, 1].tolist(), *(n for row in self.written for n in row["zh"] + row["en"])}:
            self.slip[n] = self.number(slip(self.texts[n], rng)) if rng.random() < 0.5 else n
        print(f"{len(self.texts)} texts: {len(self.pairs)} pairs, {len(self.written)} written rows, {len(self.english)} English and {len(self.related)} Chinese sentences, "
              f"{len(self.answers)} answers, {len(self.topics)} topics", flush=True)

    def ask_teachers(self, options: argparse.Namespace) -> None:
        """Targets (n × 384) of pairs, written rows and sentences, what teachers say of sentences (n × 1,280), and the student's own vectors of the passages (n × 2 × 384)."""
        rows = [row["en"][:SAID] + row["zh"][:SAID] for row in self.written]
        asked = np.array(sorted({*self.pairs.ravel().tolist(), *self.english.tolist(), *self.related.tolist(), *(n for row in rows for n in row)}, key=self.texts.__getitem__))
        place = np.zeros(len(self.texts), dtype=int)
        place[asked] = np.arange(len(asked))
        texts = [self.texts[n] for n in asked]
        chinese = is_chinese(texts)
        student = torch.load(options.begin or options.work / "start.pt", map_location="cpu")["student"]
        teachers = Teachers(options.work, student, self.device, options.most_tokens, options.longest, options.threads)
        own, bridge, e5 = (teachers.ask(who, texts) for who in ("own", "bridge", "e5"))
        english = [text for text, is_zh in zip(texts, chinese) if not is_zh]
        base = own.clone()
        base[~chinese] = base_of(own[~chinese], teachers.ask("minilm", english), teachers.ask("mpnet", english))
        known = beside(chinese, base, bridge, e5)
        target = turned(known, own)
        print(f"targets agree with the student's own vectors to a cosine of {(target * own).sum(-1).mean():.3f}", flush=True)
        self.pair_target = F.normalize(target[place[self.pairs]].sum(1), dim=-1).to(self.device)
        self.row_target = torch.stack([F.normalize(target[place[row]].sum(0), dim=-1) for row in rows]).to(self.device)
        self.english_target, self.related_target = (target[place[numbers]].to(self.device) for numbers in (self.english, self.related))
        self.english_known, self.related_known = (known[place[numbers]].to(self.device) for numbers in (self.english, self.related))
        passages = [self.texts[n] for _, _, *answer in self.answers for n in answer]
        self.passages = teachers.ask("own", passages).view(len(self.answers), 2, -1).to(self.device)

    def number(self, text: str) -> int:
        if text not in self.number_of:
            self.number_of[text] = len(self.texts)
            self.texts.append(text)
        return self.number_of[text]

    def numbers(self, texts) -> list[int]:
        return [self.number(text) for text in texts]

    def draw(self, step: int, size: argparse.Namespace) -> tuple[dict[str, np.ndarray], dict[str, torch.Tensor]]:
        """Numbers of the texts of each group, and what they should be like: targets, what teachers say of them, and the rows of the answers."""
        rng = np.random.default_rng((self.seed, step))
        pairs = self.pair_pool[rng.integers(len(self.pair_pool), size=size.pairs)]
        with_kin = max(1, size.pairs // (2 * KIN))
        pairs[: with_kin * KIN] = self.kin(pairs[:with_kin], self.pair_target, rng)
        places = neighbours(len(self.written), size.rows, 4, rng)
        rows = [self.written[n] for n in places]
        answered = neighbours(len(self.answers), size.answers, 4, rng)
        answers, language = [self.answers[n] for n in answered], rng.integers(2, size=(2, len(answered)))
        topics = [rng.choice(examples, 2, replace=False) for examples in pick(self.topics, size.topics, rng)]
        english, related = (self.kin(rng.choice(len(of), count // KIN, replace=False), of, rng)
                            for of, count in ((self.english_known, size.english), (self.related_known, size.related)))
        texts = {
            "pair": self.with_slips(self.pairs[pairs, 1], rng),
            "pair_en": self.pairs[pairs[: size.pairs // 4], 0],
            "said_en": self.with_slips([rng.choice(row["en"]) for row in rows], rng),
            "said_zh": self.with_slips([rng.choice(row["zh"]) for row in rows], rng),
            "said_any": np.array([rng.choice(row["zh"] + row["mixed"]) for row in rows]),
            "english": self.english[english],
            "asked": np.array([rng.choice(answer[of]) for answer, of in zip(answers, language[0])]),
            "answered": np.array([answer[2 + of] for answer, of in zip(answers, language[1])]),
            "related": self.related[related],
            "first": np.array([a for a, _ in topics], dtype=int),
            "second": np.array([b for _, b in topics], dtype=int),
        }
        return texts, {"pair": self.pair_target[pairs], "said": self.row_target[places], "english": self.english_target[english], "related": self.related_target[related],
                       "english_known": self.english_known[english], "related_known": self.related_known[related], "answers": torch.from_numpy(np.stack([answered, language[1]])).to(self.device)}

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
