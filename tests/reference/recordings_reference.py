"""Reference values for tests/recordings.rs, computed with NumPy, SciPy and statsmodels.

Made with Python 3.11, NumPy 2.4.6, SciPy 1.17.1, statsmodels 0.15.0. From the project's folder:

    python3 -m venv ../reference-venv
    ../reference-venv/bin/pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0
    ../reference-venv/bin/python tests/reference/recordings_reference.py

It reads the made recordings in tests/reference/recordings and those in assets and writes tests/reference/recordings_expected.json; it takes
about a minute. With the argument `make` it draws the recordings anew first (from fixed seeds: they come out the same).

What is deterministic is given as a number. Bounds of bootstrap intervals are Monte Carlo estimates here (RESAMPLES) and in
the program (PROGRAM_RESAMPLES), so a bracket is given: the quantiles of the reference's bootstrap distribution at
p +- 5 sqrt(p (1-p) (1/RESAMPLES + 1/PROGRAM_RESAMPLES)), five standard errors of an empirical quantile's level.
"""

import csv
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from scipy import stats

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from scipy import odr

HERE = Path(__file__).parent
RESAMPLES = 200_000
PROGRAM_RESAMPLES = 10_000
SAMPLED_CELLS = 6

CASES = {
    "eight_cells": dict(columns=["cell", "stimulus", "condition", "i_e", "i_i", "paired"], pre="pre"),
    "two_cells": dict(columns=["cell", "stimulus", "condition", "i_e", "i_i", "paired"], pre="pre"),
    # The data that come with the program.
    "shipped": dict(
        columns=["cell", "stimulus", "condition", "i_e", "i_i", "paired"],
        pre="pre",
        path="../../assets/recordings/simulated-nb-pairing.csv",
    ),
    "other_names": dict(
        columns=["Neuron", "Tone", "Phase", "EPSC (nA)", "IPSC (nA)", "is paired"], pre="before", delimiter=";"
    ),
}


# ---- the made recordings


def draw(rng, cells, stimuli, scale):
    """Rows (cell, stimulus, pre or post, i_e, i_i, paired): tuned currents; pairing potentiates one stimulus and
    brings inhibition half of the way back to the line i_I = .9 i_E + 20."""
    rows = []
    for cell in range(cells):
        paired = rng.integers(stimuli[cell])
        for k in range(stimuli[cell]):
            e = 60 + 140 * np.exp(-0.5 * ((k - 2.3) / 1.6) ** 2) + rng.normal(0, 15)
            i = 0.9 * e + 20 + rng.normal(0, 35)
            e_post = e * (1.45 if k == paired else 1.02) + rng.normal(0, 12)
            i_post = i + 0.5 * (0.9 * e_post + 20 - i) + rng.normal(0, 12)
            for phase, e_, i_ in [("pre", e, i), ("post", e_post, i_post)]:
                rows.append((cell, k, phase, scale * e_, scale * i_, k == paired))
    return rows


def make():
    folder = HERE / "recordings"
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(20190)
    lines = ["# Made, not recorded: tests/reference/recordings_reference.py", "cell,stimulus,condition,i_e,i_i,units,paired"]
    for cell, k, phase, e, i, paired in draw(rng, 8, [6] * 8, 1.0):
        if (cell, k, phase) == (3, 4, "post"):
            lines.append("# The cell was lost before the fifth stimulus could be measured again.")
            continue
        row = f"c{cell + 1},{2 ** k} kHz,{phase},{{:.3f}},{{:.3f}},pA,{str(bool(paired)).lower()}"
        lines.append(row.format(e, i))
        if (cell, k) == (5, 2):
            lines.append(row.format(e + 6.5, i - 4.25))
    (folder / "eight_cells.csv").write_text("\n".join(lines) + "\n")

    rng = np.random.default_rng(20191)
    lines = ["cell,stimulus,condition,i_e,i_i,paired"]
    for cell, k, phase, e, i, paired in draw(rng, 2, [3, 2], 0.05):
        lines.append(f"{'AB'[cell]},{k + 1},{phase},{e:.4f},{i:.4f},{int(paired)}")
    (folder / "two_cells.csv").write_text("\n".join(lines) + "\n")

    rng = np.random.default_rng(20192)
    lines = ["Neuron;Tone;Phase;EPSC (nA);IPSC (nA);is paired"]
    for cell, k, phase, e, i, paired in draw(rng, 3, [7] * 3, 0.001):
        word = {"pre": "Before", "post": "After"}[phase]
        e, i = (f"{x:.5f}".replace(".", ",") for x in (-e, i))
        lines.append(f"n{cell + 1};{k + 1};{word};{e};{i};{'yes' if paired else 'no'}")
    (folder / "other_names.csv").write_text("\n".join(lines) + "\n")


# ---- reading


def read(name, columns, pre, delimiter=",", path=None):
    """Pairs (cell, stimulus, paired, e_pre, i_pre, e_post, i_post), complete ones only, repeats averaged."""
    text = (HERE / (path or f"recordings/{name}.csv")).read_text()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = {}
    for row in csv.DictReader(lines, delimiter=delimiter):
        cell, stimulus, condition, e, i, paired = (row[column] for column in columns)
        number = lambda text: float(text.replace(",", "."))
        entry = found.setdefault((cell, stimulus), {"pre": [], "post": [], "paired": False})
        entry["pre" if condition.lower() == pre else "post"].append((number(e), number(i)))
        entry["paired"] |= paired in ("true", "1", "yes")
    pairs = []
    for (cell, stimulus), entry in found.items():
        if entry["pre"] and entry["post"]:
            pairs.append((cell, stimulus, entry["paired"], *np.mean(entry["pre"], 0), *np.mean(entry["post"], 0)))
    values = np.array([pair[3:] for pair in pairs])
    for column in (0, 1):
        if np.median(values[:, [column, column + 2]]) < 0:
            values[:, [column, column + 2]] *= -1
    return np.array([p[0] for p in pairs]), np.array([p[2] for p in pairs]), values


# ---- statistics


def orthogonal(e, i):
    """a and b by the singular value decomposition, checked against scipy.odr."""
    _, _, v = np.linalg.svd(np.column_stack([e - e.mean(), i - i.mean()]), full_matrices=False)
    a = v[0, 1] / v[0, 0]
    b = i.mean() - a * e.mean()
    if len(e) > 2:
        fitted = odr.ODR(odr.RealData(e, i), odr.unilinear, beta0=[a * 1.1, b * 0.9], maxit=10_000, sstol=1e-15, partol=1e-12).run()
        assert np.allclose(fitted.beta, [a, b], rtol=1e-4, atol=1e-4 * abs(i).max()), (fitted.beta, a, b)
    return {"a": a, "b": b}


def bracket(values):
    bounds = {}
    for name, p in [("low", 0.025), ("high", 0.975)]:
        s = 5 * np.sqrt(p * (1 - p) * (1 / RESAMPLES + 1 / PROGRAM_RESAMPLES))
        bounds[name] = list(np.quantile(values, [max(p - s, 0), min(p + s, 1)]))
    return bounds


def sign_flip(d):
    if len(d) == 1:
        return {"mean": d.mean(), "differences": list(d)}
    mean = lambda x, axis: np.mean(x, axis=axis)
    test = lambda side: stats.permutation_test(
        (d,), mean, permutation_type="samples", vectorized=True, n_resamples=np.inf, batch=20_000, alternative=side
    ).pvalue
    found = stats.bootstrap(
        (d,), np.mean, n_resamples=RESAMPLES, method="percentile", rng=np.random.default_rng(7), batch=20_000
    )
    return {
        "mean": d.mean(),
        "differences": list(d),
        "p_greater": test("greater"),
        "p_two_sided": test("two-sided"),
        "d_z": d.mean() / d.std(ddof=1),
        "interval": bracket(found.bootstrap_distribution),
    }


def weighted_lines(e, i, w):
    """Orthogonal regression for every row of weights, by the eigenvectors of the 2 x 2 scatter matrices."""
    n = w.sum(1)
    me, mi = w @ e / n, w @ i / n
    scatter = np.empty((len(w), 2, 2))
    scatter[:, 0, 0] = (w * (e - me[:, None]) ** 2).sum(1)
    scatter[:, 1, 1] = (w * (i - mi[:, None]) ** 2).sum(1)
    scatter[:, 0, 1] = scatter[:, 1, 0] = (w * (e - me[:, None]) * (i - mi[:, None])).sum(1)
    values, vectors = np.linalg.eigh(scatter)
    with np.errstate(divide="ignore", invalid="ignore"):
        a = vectors[:, 1, 1] / vectors[:, 0, 1]
    a[values[:, 1] <= 1e-9 * scatter.sum()] = np.nan
    return a, mi - a * me


def cluster_bootstrap(values, units):
    """All pooled statistics on resampled units, the joint line fitted anew each time."""
    rng = np.random.default_rng(11)
    names = np.unique(units)
    membership = (units[:, None] == names[None, :]).astype(float)
    sizes = membership.sum(0)
    ep, ip, eq, iq = values.T
    parts = []
    for _ in range(RESAMPLES // 5000):
        drawn = rng.integers(len(names), size=(5000, len(names)))
        counts = np.stack([np.bincount(row, minlength=len(names)) for row in drawn])
        w = counts @ membership.T
        pre = weighted_lines(ep, ip, w)
        post = weighted_lines(eq, iq, w)
        a, b = weighted_lines(np.r_[ep, eq], np.r_[ip, iq], np.hstack([w, w]))
        norm = np.hypot(1, a)[:, None]
        x = a[:, None] * ep + b[:, None] - ip
        approach = (abs(x) - abs(a[:, None] * eq + b[:, None] - iq)) / norm
        mean_approach = (approach * ((counts / sizes) @ membership.T)).sum(1) / len(names)
        y = np.broadcast_to(iq - ip, x.shape)
        n = w.sum(1)
        mx, my = (w * x).sum(1) / n, (w * y).sum(1) / n
        dx, dy = x - mx[:, None], y - my[:, None]
        sxx, syy, sxy = (w * dx * dx).sum(1), (w * dy * dy).sum(1), (w * dx * dy).sum(1)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope, r = sxy / sxx, sxy / np.sqrt(sxx * syy)
        # With one distinct pair the slope is 0/0.
        alone = (counts > 0).sum(1) == 1
        if sizes.max() == 1:
            slope[alone] = r[alone] = np.nan
        parts.append(np.column_stack([*pre, *post, a, b, mean_approach, slope, r]))
    found = np.vstack(parts)
    names = ["pre_a", "pre_b", "post_a", "post_b", "both_a", "both_b", "approach", "slope", "r"]
    return {name: bracket(column[np.isfinite(column)]) for name, column in zip(names, found.T)}


def swapped_slopes(values, line, units):
    """The slope for every swap of the labels of whole units, by sums."""
    ep, ip, eq, iq = values.T
    names = np.unique(units)
    n = len(ep)

    def sums(x, y):
        return np.array([[part[units == name].sum() for name in names] for part in (x, y, x * x, x * y)])

    lack = lambda e, i: line["a"] * e + line["b"] - i
    kept, swapped = sums(lack(ep, ip), iq - ip), sums(lack(eq, iq), ip - iq)
    slopes = []
    k = np.arange(len(names))
    for start in range(0, 2 ** len(names), 1 << 16):
        numbers = np.arange(start, min(start + (1 << 16), 2 ** len(names)))
        flags = (numbers[:, None] >> k & 1).astype(float)
        x, y, xx, xy = ((1 - flags) @ a + flags @ b for a, b in zip(kept, swapped))
        slopes.append((xy - x * y / n) / (xx - x * x / n))
    return np.concatenate(slopes)


def inhibition(values, line, units):
    ep, ip, eq, iq = values.T
    x, y = line["a"] * ep + line["b"] - ip, iq - ip
    fitted = sm.OLS(y, sm.add_constant(x)).fit()
    slopes = swapped_slopes(values, line, units)
    assert np.isclose(slopes[0], fitted.params[1], rtol=1e-9)
    greater = np.mean(slopes >= slopes[0] * (1 - 1e-12))
    less = np.mean(slopes <= slopes[0] * (1 + 1e-12))
    return {
        "slope": fitted.params[1],
        "offset": fitted.params[0],
        "r": stats.pearsonr(x, y).statistic,
        "null_mean_slope": slopes.mean(),
        "null_sd_slope": slopes.std(),
        "p_greater": greater,
        "p_two_sided": min(1.0, 2 * min(greater, less)),
    }


def each_cell(cells, values):
    found = {}
    for cell in np.unique(cells):
        ep, ip, eq, iq = values[cells == cell].T
        entry = {"stimuli": len(ep), "line_pre": orthogonal(ep, ip), "line_post": orthogonal(eq, iq)}
        if len(ep) > 2:
            entry["r_pre"] = stats.pearsonr(ep, ip).statistic
            entry["r_post"] = stats.pearsonr(eq, iq).statistic
            entry["z_change"] = np.arctanh(entry["r_post"]) - np.arctanh(entry["r_pre"])
        found[str(cell)] = entry
    return found


def analyse(name):
    cells, paired, values = read(name, **CASES[name])
    ep, ip, eq, iq = values.T
    by_cell = len(np.unique(cells)) >= SAMPLED_CELLS
    units = cells if by_cell else np.array([f"{k:04}" for k in range(len(cells))])
    line = orthogonal(np.r_[ep, eq], np.r_[ip, iq])
    distance = lambda e, i: abs(line["a"] * e + line["b"] - i) / np.hypot(1, line["a"])
    approach = distance(ep, ip) - distance(eq, iq)
    approach = np.array([approach[units == unit].mean() for unit in np.unique(units)])
    single = each_cell(cells, values)
    z = np.array([entry["z_change"] for entry in single.values() if "z_change" in entry])
    absolute, relative = [], []
    for cell in np.unique(cells):
        at, others = (cells == cell) & paired, (cells == cell) & ~paired
        if at.any() and others.any():
            change, rest = (eq - ep)[at].mean(), (eq - ep)[others].mean()
            absolute.append(change - rest)
            relative.append(change / ep[at].mean() - rest / ep[others].mean())
    return {
        "cells": len(single),
        "pairs": len(cells),
        "sampling": "cells" if by_cell else "pairs",
        "lines": {"pre": orthogonal(ep, ip), "post": orthogonal(eq, iq), "both": line},
        "intervals": cluster_bootstrap(values, units),
        "closer": sign_flip(approach),
        "correlation": sign_flip(z),
        "absolute": sign_flip(np.array(absolute)),
        "relative": sign_flip(np.array(relative)),
        "inhibition": inhibition(values, line, units),
        "each_cell": single,
    }


if __name__ == "__main__":
    if "make" in sys.argv[1:]:
        make()
    expected = {name: analyse(name) for name in CASES}
    (HERE / "recordings_expected.json").write_text(json.dumps(expected, indent=1) + "\n")
