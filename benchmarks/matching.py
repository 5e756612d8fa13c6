"""How well and how fast sentences are understood, beside other methods that need no more than a processor.

`python benchmarks/matching.py` takes about three minutes. Two public sets of short English questions (ten phrasings an
intent, see docs/benchmarks.md) are asked whole; every method knows each set's phrasings and nothing else. Then the
project's own evaluation, and the time and memory of large bases.
"""

import json
import random
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from methods import METHODS, PublicSet, lexicon_for
from own_questions import noise, own
from rich.console import Console
from rich.table import Table
from running import ROOT, machine

from knowledge import Knowledge
from knowledge.matching import Matcher
from knowledge.normalising import spell, spell_clauses

RESAMPLED = 1000
"""How often the queries are drawn anew for the spread of a figure."""
TIMED = 2000
"""How many sentences the time of one is measured on."""


def auroc(confidence: np.ndarray, known: np.ndarray) -> float:
    """How likely a query that means an entry is believed more than one that means none."""
    from scipy.stats import rankdata

    ranks = rankdata(confidence)
    ours = int(known.sum())
    return float((ranks[known].sum() - ours * (ours + 1) / 2) / (ours * (len(known) - ours)))


def compare(public: PublicSet, progress: Console) -> dict[str, dict[str, float]]:
    """Ask a set of every method; beside each figure half the width of its 95% interval over resampled queries."""
    known = public.gold >= 0
    chance = np.random.default_rng(0)
    draws = chance.integers(0, known.sum(), (RESAMPLED, known.sum()))
    figures: dict[str, dict[str, float]] = {}
    ours = None
    for name, method in METHODS.items():
        started = time.perf_counter()
        found = method(public)
        right = (found.argmax(axis=1) == public.gold)[known]
        figure = {"top1": 100 * right.mean(), "spread": half(100 * right[draws].mean(axis=1))}
        if ours is None:
            ours = right
        else:
            ahead = 100 * (ours[draws].mean(axis=1) - right[draws].mean(axis=1))
            figure |= {"behind": 100 * (ours.mean() - right.mean()), "behind_spread": half(ahead)}
        if not known.all():
            figure["auroc"] = auroc(found.max(axis=1), known)
        figures[name] = {key: round(value, 4) for key, value in figure.items()}
        progress.print(f"{public.name}: {name} took {time.perf_counter() - started:.1f} s")
    return figures


def half(resampled: np.ndarray) -> float:
    low, high = np.quantile(resampled, [0.025, 0.975])
    return float(high - low) / 2


def sentences(count: int) -> tuple[list[str], list[int], int, list[str]]:
    """As many phrasings as wanted, ten an entry, and sentences to ask: what both sets hold, with words exchanged."""
    chance = random.Random(5)
    both = list(map(PublicSet, ("clinc_10shot", "banking77_10shot")))
    real = [sentence.split() for public in both for sentence in (*public.phrasings, *public.queries)]
    words = [word for sentence in real for word in sentence]
    made: dict[str, None] = {}
    while len(made) < count + TIMED:
        changed = list(chance.choice(real))
        for _ in range(1 + len(changed) // 5):
            changed[chance.randrange(len(changed))] = chance.choice(words)
        made[" ".join(changed)] = None
    (*phrasings,) = made
    return phrasings[:count], [number // 10 for number in range(count)], count // 10, phrasings[count:]


def timed(count: int) -> dict[str, float]:
    """How long a base of so many phrasings takes to prepare, and a sentence to be understood, in one thread."""
    phrasings, owners, entries, asked = sentences(count)
    started = time.perf_counter()
    lexicon = lexicon_for(phrasings, owners, entries)
    built = time.perf_counter() - started
    matcher = Matcher(lexicon)
    took = []
    for sentence in asked:
        started = time.perf_counter()
        matcher.rank(spell(sentence), spell_clauses(sentence))
        took.append(1000 * (time.perf_counter() - started))
    return {
        "phrasings": count,
        "build_s": round(built, 2),
        "median_ms": round(float(np.median(took)), 3),
        "p99_ms": round(float(np.quantile(took, 0.99)), 3),
    }


MEMORY = """
import os, sys, time
from datetime import datetime, UTC
from pathlib import Path

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

before = resident()
started = time.perf_counter()
from knowledge import Knowledge
knowledge = Knowledge.load(Path(sys.argv[1]), Path(sys.argv[2]))
loaded = time.perf_counter() - started
for sentence in ("人才公寓有多少套", "how many flats", "ren cai gong yu", "帮我约明天看房"):
    knowledge.understand(sentence, now=datetime.now(UTC))
print(loaded, resident() - before, "sklearn" in sys.modules)
"""


def memory(folder: Path, cache: Path) -> dict[str, float]:
    """What a start from the prepared pack costs: seconds, and MB above the bare interpreter."""
    told = subprocess.run([sys.executable, "-c", MEMORY, folder, cache], capture_output=True, text=True, check=True)
    seconds, megabytes, trained = told.stdout.split()
    return {
        "start_s": round(float(seconds), 3),
        "memory_mb": round(float(megabytes), 1),
        "trained_again": trained == "True",
    }


def main() -> None:
    progress = Console(stderr=True)
    out = Console()
    sets = {name: compare(PublicSet(name), progress) for name in ("clinc_10shot", "banking77_10shot")}
    for name, figures in sets.items():
        table = Table("method", "top-1, %", "behind, points", "AUROC of rejection", title=name)
        for method, one in figures.items():
            behind = f"{one['behind']:.1f} ± {one['behind_spread']:.1f}" if "behind" in one else "–"
            table.add_row(
                method,
                f"{one['top1']:.1f} ± {one['spread']:.1f}",
                behind,
                f"{one['auroc']:.3f}" if "auroc" in one else "–",
            )
        out.print(table)
    folder = ROOT / "knowledge" / "packs" / "wujin"
    with TemporaryDirectory() as cache:
        started = time.perf_counter()
        knowledge = Knowledge.load(folder, Path(cache))
        wujin = {"build_s": round(time.perf_counter() - started, 2), **memory(folder, Path(cache))}
    understood, thresholds = own(knowledge, folder)
    noisy = noise(knowledge, folder)
    table = Table("Wujin's evaluation", "questions", "right, %", "expected or worth, %")
    for name, one in understood.items():
        table.add_row(
            name, f"{one['count']:.0f}", f"{one['right']:.1f}", f"{one.get('worth', one.get('expected', '–'))}"
        )
    out.print(table)
    for title, rows in (("the blind questions, with other thresholds", thresholds), ("with noise", noisy)):
        out.print(title)
        out.print(rows)
    large = [timed(count) for count in (3_000, 10_000, 100_000)]
    table = Table("phrasings", "build, s", "median, ms", "p99, ms")
    for one in large:
        table.add_row(*(f"{value:,}" for value in one.values()))
    out.print(table)
    out.print(wujin)
    versions = {name: version(name) for name in ("rapidfuzz", "thefuzz", "bm25s", "scikit-learn")}
    result = {
        "benchmark": "matching",
        "machine": machine() | versions,
        "sets": sets,
        "wujin": understood,
        "thresholds": thresholds,
        "noise": noisy,
        "start": wujin,
        "large": large,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
