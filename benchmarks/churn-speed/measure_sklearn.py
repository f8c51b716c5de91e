"""One process: measure_sklearn.py fit|score <folder> <rows> <times>; prints a JSON line. Started by run.ts, with one thread."""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer, StandardScaler

FIT_COLUMNS = 30
NUMBERS, CATEGORIES = 14, 6
# The largest entry of the gradient of the mean loss, as of the other program.
TOLERANCE = 1e-6
TRAINED_ROWS = 20_000
# Its pipeline holds the design of so many rows at a time.
ROWS_AT_ONCE = 8_192


def timed(work, times):
    runs = []
    for _ in range(times):
        started, cpu = time.perf_counter(), time.process_time()
        work()
        runs.append({"wallMs": (time.perf_counter() - started) * 1e3, "cpuMs": (time.process_time() - cpu) * 1e3})
    return {"runs": runs, "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def measure_fit(folder, rows, times):
    x = np.fromfile(folder / f"x-{rows}.f64").reshape(rows, FIT_COLUMNS)
    y = np.fromfile(folder / f"y-{rows}.u8", dtype=np.uint8)
    model = LogisticRegression(C=1, tol=TOLERANCE, max_iter=1000, solver="lbfgs")
    measured = timed(lambda: model.fit(x, y), times)
    gradient = x.T @ (model.predict_proba(x)[:, 1] - y) + model.coef_[0]
    return {
        **measured,
        "iterations": int(model.n_iter_[0]),
        "gradient": float(np.abs(gradient).max() / rows),
        "weights": [*model.coef_[0].tolist(), float(model.intercept_[0])],
        "version": sklearn.__version__,
    }


def measure_scores(folder, rows, times):
    table = np.fromfile(folder / f"table-{rows}.f64").reshape(NUMBERS + CATEGORIES, rows).T
    y = np.fromfile(folder / f"left-{rows}.u8", dtype=np.uint8)
    numbers = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), SplineTransformer(n_knots=7), StandardScaler())
    encoder = ColumnTransformer(
        [
            ("numbers", numbers, list(range(NUMBERS))),
            ("levels", OneHotEncoder(sparse_output=False, handle_unknown="ignore"), list(range(NUMBERS, NUMBERS + CATEGORIES))),
        ]
    )
    design = encoder.fit_transform(table[:TRAINED_ROWS])
    model = LogisticRegression(C=0.1, max_iter=1000).fit(design, y[:TRAINED_ROWS])

    def pipeline():
        for start in range(0, rows, ROWS_AT_ONCE):
            model.predict_proba(encoder.transform(table[start : start + ROWS_AT_ONCE]))

    def ready():
        for _ in range(0, rows, len(design)):
            model.predict_proba(design)

    return {"pipeline": timed(pipeline, times), "ready": timed(ready, times), "terms": design.shape[1]}


task, folder, rows, times = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
print(json.dumps((measure_fit if task == "fit" else measure_scores)(folder, rows, times)))
