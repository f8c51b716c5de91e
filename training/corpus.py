"""Reads the text folder named on the command line, of which nothing is written into the repository, and our own rows in data/."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import yaml

csv.field_size_limit(10**7)

# How often a source is drawn, relative to its size. Product documentation is most of the text and least like what customers write.
SOURCE_WEIGHTS = {"tatoeba": 3.0, "convlab2": 2.0, "botframework": 6.0, "rocketchat": 4.0, "chatwoot": 4.0, "bagisto": 4.0, "spree": 4.0,
                  "saleor": 4.0, "matrix": 1.5, "indico": 1.0, "apache-ofbiz": 1.5, "msdocs-alchemy": 2.0, "msdocs-partner": 1.0,
                  "msdocs": 0.25, "python": 0.1, "rancher": 0.5}
# Our own rows, in the order in which they were written: neighbours are near misses of each other.
WRITTEN = ("account-service-feelings", "orders-delivery", "other-industries", "products", "returns-payment-promo",
           "indirect-and-stories", "emotion-and-leaving", "fine-contrasts", "noisy-and-mixed",
           "shop-talk", "everyday-questions", "assistant-requests", "money-and-contracts", "descriptions",
           "everyday-near-misses", "credit-and-payments", "assistant-domains", "health-and-public-rules")
ANSWERED = ("faq-train", "faq-orders-and-delivery", "faq-money-and-account", "faq-other-trades", "faq-long-tail", "faq-all-trades",
            "faq-shops", "faq-services", "faq-public-and-digital", "faq-by-theme", "faq-buying", "faq-contracts-and-travel", "faq-civic-and-health")
# What people ask, without answers and labels: families of near misses, and frames for things.
ASKED = {
    "zh": (("families-zh-everyday", "families-zh-bank-and-assistant", "families-zh-home-and-health", "families-zh-media-and-devices", "families-zh-school-work-law",
            "families-zh-assistant-commands", "families-zh-descriptions", "families-zh-loans-and-payments", "families-zh-sundry"),
           ("frames-zh", "frames-zh-home-and-health", "frames-zh-media-school-law", "frames-zh-assistant-and-bank")),
    "en": (("families-en", "families-en-bank-and-assistant", "families-en-technical"), ("frames-en", "frames-en-assistant-bank-tech")),
}
SPOKEN_ENGLISH = ("multidogo", "rasa", "taskmaster", "dstc9", "abcd", "convlab2", "ms-bot", "chatterbot", "disfl", "tatoeba", "botframework", "chatwoot",
                  "bagisto", "saleor", "spree", "rocketchat", "matrix", "indico", "rancher", "apache")
SPOKEN = ("ms-bot-chitchat-lu", "kdconv", "crosswoz", "chatterbot-corpus", "tatoeba-cmn")
LONGEST = 200


def weight_of(source: str) -> float:
    return next((w for name, w in SOURCE_WEIGHTS.items() if source.startswith(name)), 0.5)


def parallel(folder: Path):
    """(English, Chinese, weight) of the permissively licensed pairs."""
    with gzip.open(folder / "parallel.clean.tsv.gz", "rt", encoding="utf8") as file:
        for en, zh, source in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if 3 <= len(en) <= 2 * LONGEST and 1 <= len(zh) <= LONGEST:
                yield en, zh, weight_of(source)


def paraphrases(folder: Path, language: str):
    with gzip.open(folder / f"para-{language}.tsv.gz", "rt", encoding="utf8") as file:
        for a, b, source in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if max(len(a), len(b)) <= LONGEST and not any(name in source for name in ("msdocs", "python", "chitchat", "disfl")):
                yield a, b


def sentences(folder: Path, language: str):
    with gzip.open(folder / f"{language}.clean.txt.gz", "rt", encoding="utf8") as file:
        for line in file:
            line = line.strip()
            if 2 <= len(line) <= LONGEST:
                yield line


def jsonl(path: Path):
    return [json.loads(line) for line in path.read_text("utf8").splitlines() if line.strip()]


def written(data: Path):
    """Rows of one meaning each, {"en": […], "zh": […], "mixed": […]?}."""
    return [row for name in WRITTEN for row in jsonl(data / f"{name}.jsonl")]


def questions(data: Path):
    """Questions with the passage that answers them: (questions en, questions zh, answer en, answer zh)."""
    return [(r["q_en"], r["q_zh"], r["a_en"], r["a_zh"]) for name in ANSWERED for r in jsonl(data / f"{name}.jsonl")]


def asked(data: Path, language: str, frames_of_each: int, rng: np.random.Generator) -> list[str]:
    """The sentences of all families, and of each kind of things as many drawn ones."""
    families, frames = ASKED[language]
    found = [text for name in families for row in jsonl(data / f"{name}.jsonl") for text in row["said"]]
    for row in (row for name in frames for row in jsonl(data / f"{name}.jsonl")):
        every = [frame.replace("{}", thing) for frame in row["frames"] for thing in row["things"]]
        found += [every[n] for n in rng.permutation(len(every))[:frames_of_each]]
    return list(dict.fromkeys(found))


def said(folder: Path, language: str, sources: tuple[str, ...]) -> list[str]:
    """The sentences of some sources."""
    with (folder / f"{language}.clean.index.tsv").open(encoding="utf8") as file:
        ranges = [(int(r["first_line"]), int(r["last_line"])) for r in csv.DictReader(file, delimiter="\t") if r["source"].startswith(sources)]
    with gzip.open(folder / f"{language}.clean.txt.gz", "rt", encoding="utf8") as file:
        lines = [line.strip() for line in file]
    return [t for first, last in ranges for t in lines[first - 1 : last] if t]


def spoken_chinese(folder: Path) -> list[str]:
    """Sentences of dialogue and commands: what people say, not what manuals say."""
    return [t for t in said(folder, "zh", SPOKEN) if 4 <= len(t) <= 30]


def english(folder: Path) -> list[str]:
    """All that is not documentation, and every fourth sentence of that."""
    return [*said(folder, "en", SPOKEN_ENGLISH), *said(folder, "en", ("msdocs", "python"))[::4]]


def shop_questions(folder: Path, intents: Path):
    """Questions and passages of our own articles, knowledge/<locale>/<id>.md with front matter, and the examples of the intents that an article answers."""
    found, examples = [], {}
    for path in sorted(intents.glob("*.yaml")):
        content = yaml.safe_load(path.read_text("utf8"))
        if "article" in content:
            for locale, texts in content["examples"].items():
                examples.setdefault((content["article"], locale), []).extend(texts)
    for path in sorted((folder / "en").glob("*.md")):
        other = folder / "zh" / path.name
        if not other.exists():
            continue
        parts = [p.read_text("utf8").split("---", 2) for p in (path, other)]
        (en, zh), (a_en, a_zh) = [yaml.safe_load(p[1]) for p in parts], [p[2].strip().split("\n## ")[0].strip() for p in parts]
        asked = [front["questions"] + examples.get((path.stem, locale), []) for front, locale in ((en, "en"), (zh, "zh"))]
        found.append((*asked, a_en, a_zh))
    return found


def shop_topics(folder: Path) -> list[list[str]]:
    """Examples of each of our own intents, in both languages."""
    topics = []
    for path in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(path.read_text("utf8"))
        if "examples" in content and content.get("id") != "out_of_scope":
            topics.append([t for texts in content["examples"].values() for t in texts])
    return topics
