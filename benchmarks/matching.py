"""How well and how fast sentences are understood, beside other methods that need no more than a processor.

`python benchmarks/matching.py` takes about three minutes. Two public sets of short English questions (ten phrasings an
intent, see docs/benchmarks.md) are asked whole; every method knows each set's phrasings and nothing else. Then the
project's own evaluation, and the time and memory of large bases.
"""

import contextlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import numpy as np
from rich.console import Console
from rich.table import Table
from running import ROOT, machine

from knowledge import Decision, Knowledge, Thresholds
from knowledge.evaluation import Result, evaluate_pack, read_questions, reliability, scores
from knowledge.lexicon import Lexicon, index_phrases, phrases_from
from knowledge.matching import Matcher
from knowledge.normalising import spell, spell_clauses

SETS = ROOT.parent / "shared" / "benchmarks"
RESAMPLED = 1000
"""How often the queries are drawn anew for the spread of a figure."""
TIMED = 2000
"""How many sentences the time of one is measured on."""

Scores = np.ndarray
"""A row for each query, a column for each entry: how much speaks for it."""


class PublicSet:
    """The phrasings of a set, each with the number of its entry, and its queries: -1 for what means no entry."""

    def __init__(self, name: str) -> None:
        entries = [json.loads(line) for line in (SETS / f"{name}.kb.jsonl").open(encoding="utf-8")]
        queries = [json.loads(line) for line in (SETS / f"{name}.queries.jsonl").open(encoding="utf-8")]
        number = {entry["id"]: place for place, entry in enumerate(entries)}
        self.name = name
        self.entries = len(entries)
        self.phrasings = [phrasing for entry in entries for phrasing in entry["phrasings"]]
        self.owners = np.array([number[entry["id"]] for entry in entries for _ in entry["phrasings"]])
        self.queries = [query["query"] for query in queries]
        self.gold = np.array([number.get(query["gold"], -1) for query in queries])


def jinyue(public: PublicSet) -> Scores:
    matcher = Matcher(lexicon_for(public.phrasings, public.owners.tolist(), public.entries))
    found = np.zeros((len(public.queries), public.entries))
    for row, query in enumerate(public.queries):
        for one in matcher.rank(spell(query), spell_clauses(query)):
            found[row, one.entry] = one.probability
    return found


def lexicon_for(phrasings: Sequence[str], owners: Sequence[int], entries: int) -> Lexicon:
    """What a pack of bare phrasings, without answers and without Chinese, is prepared to."""
    said = list(zip(owners, phrasings, strict=True))
    return index_phrases(phrases_from(said), [""] * entries, ["fact"] * entries, {})


def rapidfuzz(scorer: str) -> Callable[[PublicSet], Scores]:
    def method(public: PublicSet) -> Scores:
        from rapidfuzz import fuzz, process, utils

        alike = process.cdist(
            [utils.default_process(query) for query in public.queries],
            [utils.default_process(phrasing) for phrasing in public.phrasings],
            scorer=getattr(fuzz, scorer),
            dtype=np.uint8,
        )
        return best_of_each(alike, public)

    return method


def thefuzz(public: PublicSet) -> Scores:
    from thefuzz import process

    choices = dict(enumerate(public.phrasings))
    found = np.zeros((len(public.queries), public.entries))
    for row, query in enumerate(public.queries):
        _, likeness, place = process.extractOne(query, choices)
        found[row, public.owners[place]] = likeness
    return found


def bm25(public: PublicSet) -> Scores:
    import bm25s

    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(public.phrasings, stopwords=None, show_progress=False), show_progress=False)
    words = [query.lower().split() for query in public.queries]
    return best_of_each(
        np.array(
            [
                retriever.get_scores(
                    bm25s.tokenize(" ".join(query), stopwords=None, return_ids=False, show_progress=False)[0]
                )
                for query in words
            ]
        ),
        public,
    )


def tf_idf(public: PublicSet) -> Scores:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True)
    known = vectors.fit_transform(public.phrasings)
    return best_of_each((vectors.transform(public.queries) @ known.T).toarray(), public)


def linear_svm(public: PublicSet) -> Scores:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = LinearSVC(random_state=0).fit(vectors.fit_transform(public.phrasings), public.owners)
    return model.decision_function(vectors.transform(public.queries))


def linear_svm_with_words(public: PublicSet) -> Scores:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    parts = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    return (
        make_pipeline(parts, LinearSVC(random_state=0))
        .fit(public.phrasings, public.owners)
        .decision_function(public.queries)
    )


METHODS: dict[str, Callable[[PublicSet], Scores]] = {
    "jinyue": jinyue,
    "rapidfuzz WRatio": rapidfuzz("WRatio"),
    "rapidfuzz ratio": rapidfuzz("ratio"),
    "rapidfuzz token_set_ratio": rapidfuzz("token_set_ratio"),
    "thefuzz": thefuzz,
    "BM25 over words (bm25s)": bm25,
    "TF-IDF cosine, characters": tf_idf,
    "linear SVM, characters": linear_svm,
    "linear SVM, characters and words": linear_svm_with_words,
}


def best_of_each(alike: np.ndarray, public: PublicSet) -> Scores:
    """The best phrasing of each entry speaks for it."""
    found = np.full((len(alike), public.entries), -np.inf)
    for entry in range(public.entries):
        found[:, entry] = alike[:, public.owners == entry].max(axis=1)
    return found


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


def own(knowledge: Knowledge, folder: Path) -> tuple[dict[str, dict[str, float]], list[dict[str, float]]]:
    """The project's own evaluation, in percent: each file; of the blind questions each style and each probability."""
    now = datetime.now(ZoneInfo(knowledge.pack.zone))
    results = evaluate_pack(folder, knowledge, now=now)
    blind = [result for result in results if result.question.blind]
    figures = {
        name: {"count": one.count, "right": 100 * one.accuracy, "worth": 100 * one.worth}
        for name, one in scores(results, lambda question: question.file).items()
    }
    for name, one in scores(blind, lambda question: question.style).items():
        figures[f"style {name}"] = {"count": one.count, "right": 100 * one.accuracy}
    for band in reliability(blind):
        figures[f"probability {band.low:.2f}-{band.high:.2f}"] = {
            "count": band.count,
            "expected": 100 * band.expected,
            "right": 100 * band.right,
        }
    rounded = {name: {key: round(value, 1) for key, value in one.items()} for name, one in figures.items()}
    return rounded, trade_off(blind)


def trade_off(results: Sequence[Result]) -> list[dict[str, float]]:
    """What other thresholds would bring, in percent of the questions that mean something and of those that don't."""
    ours = [result for result in results if result.question.gold]
    others = [result for result in results if not result.question.gold]
    rows = []
    for answer, offer in ((0.3, 0.2), (0.4, 0.3), (0.5, 0.4), (0.6, 0.45), (0.7, 0.5), (0.8, 0.6)):
        decided = Thresholds(answer, offer)

        def share(of: Sequence[Result], decision: Decision, *, right: bool | None, by: Thresholds = decided) -> float:
            chosen = [
                one for one in of if by.decide(likeliest(one)) is decision and right in (None, first_is_right(one))
            ]
            return round(100 * len(chosen) / len(of), 1)

        rows.append(
            {
                "answer_from": answer,
                "offer_from": offer,
                "answered right": share(ours, Decision.ANSWER, right=True),
                "answered wrong": share(ours, Decision.ANSWER, right=False),
                "asked back": share(ours, Decision.DID_YOU_MEAN, right=None),
                "refused": share(ours, Decision.REFUSE, right=None),
                "rightly refused": share(others, Decision.REFUSE, right=None),
                "answered though it means nothing": share(others, Decision.ANSWER, right=None),
            }
        )
    return rows


def likeliest(result: Result) -> float:
    return result.understood.matches[0].probability if result.understood.matches else 0.0


def first_is_right(result: Result) -> bool:
    return bool(result.understood.matches) and result.understood.matches[0].entry.id in result.question.gold


NOISY = {"typo", "homophone", "traditional", "pinyin", "pinyin_spaced", "pinyin_joined", "english"}


def noise(knowledge: Knowledge, folder: Path) -> dict[str, dict[str, float]]:
    """The clean Chinese questions that mean something, as they stand and with each kind of noise put in by machine."""
    from opencc import OpenCC
    from pypinyin import lazy_pinyin

    chance = random.Random(11)
    now = datetime.now(ZoneInfo(knowledge.pack.zone))
    same: dict[str, list[str]] = {}
    for sign in (chr(code) for code in range(0x4E00, 0x9FA6)):
        with contextlib.suppress(UnicodeEncodeError):
            sign.encode("gb2312")
            same.setdefault(lazy_pinyin(sign)[0], []).append(sign)

    def homophone(said: str) -> str:
        places = [place for place, sign in enumerate(said) if len(same.get(lazy_pinyin(sign)[0], ())) > 1]
        place = chance.choice(places)
        others = [sign for sign in same[lazy_pinyin(said[place])[0]] if sign != said[place]]
        return said[:place] + chance.choice(others) + said[place + 1 :]

    def dropped(said: str) -> str:
        place = chance.randrange(len(said))
        return said[:place] + said[place + 1 :]

    def swapped(said: str) -> str:
        place = chance.randrange(len(said) - 1)
        return said[:place] + said[place + 1] + said[place] + said[place + 2 :]

    kinds: dict[str, Callable[[str], str]] = {
        "as it stands": str,
        "one homophone": homophone,
        "traditional": OpenCC("s2t").convert,
        "one character dropped": dropped,
        "two neighbours swapped": swapped,
        "pinyin, spaced": lambda said: " ".join(lazy_pinyin(said)),
        "pinyin, joined": lambda said: "".join(lazy_pinyin(said)),
    }
    clean = [
        one
        for one in read_questions(folder)
        if one.gold
        and one.style not in NOISY
        and all("\u4e00" <= sign <= "\u9fa5" for sign in one.sentence)
        and len(one.sentence) > 3
    ]
    figures = {}
    for kind, change in kinds.items():
        right = []
        for one in clean:
            understood = knowledge.understand(change(one.sentence), now=now)
            right.append(understood.entry is not None and understood.entry.id in one.gold)
        figures[kind] = {"count": len(clean), "right": round(100 * float(np.mean(right)), 1)}
    return figures


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
