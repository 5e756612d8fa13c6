"""The part of docs/benchmarks.md that says how well and how fast sentences are understood."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

BANDS = ("probability", "number", "expected right, %", "right, %")
SETS = {"clinc_10shot": "CLINC150", "banking77_10shot": "BANKING77"}
GOALS = (
    ("CLINC150, top-1", "≥ 82%", lambda figures: figures["sets"]["clinc_10shot"]["jinyue"]["top1"], 82, 1),
    ("CLINC150, AUROC", "≥ .925", lambda figures: figures["sets"]["clinc_10shot"]["jinyue"]["auroc"], 0.925, 4),
    ("BANKING77, top-1", "≥ 74%", lambda figures: figures["sets"]["banking77_10shot"]["jinyue"]["top1"], 74, 1),
    ("blind questions, right answer", "≥ 97%", lambda figures: figures["wujin"]["blind-questions"]["right"], 97, 1),
    ("blind known unknowns", "≥ 97%", lambda figures: figures["wujin"]["blind-unknowns"]["right"], 97, 1),
    ("blind actions, right intent", "≥ 97%", lambda figures: figures["wujin"]["blind-actions"]["right"], 97, 1),
    (
        "blind out of scope, refused (*worth*)",
        "≥ 98%",
        lambda figures: figures["wujin"]["blind-out_of_scope"]["worth"],
        98,
        1,
    ),
)
"""Name, what is wanted, where the figure is, the least that reaches it, digits."""
MOST = (
    ("p99 of a sentence at 10,000 phrasings", "≤ 5 ms", lambda figures: figures["large"][1]["p99_ms"], 5),
    ("p99 of a sentence at 100,000 phrasings", "≤ 10 ms", lambda figures: figures["large"][2]["p99_ms"], 10),
    ("preparing 3,000 phrasings", "≤ 5 s", lambda figures: figures["large"][0]["build_s"], 5),
    ("reading Wujin's prepared pack", "≤ 0.7 s", lambda figures: figures["start"]["start_s"], 0.7),
    ("memory above the bare interpreter", "≤ 100 MB", lambda figures: figures["start"]["memory_mb"], 100),
)


INTRODUCTION = """
## Understanding

`benchmarks/matching.py`. Two public sets of short English questions, ten phrasings an intent, all queries: CLINC150
(Larson et al. 2019, CC BY 3.0; 4,500 in scope and 1,000 out of scope) and BANKING77 (Casanueva et al. 2020, CC BY 4.0;
3,080). Every method knows the set's own phrasings and nothing else. ± is half of the 95% interval over resampled
queries; *behind* is how far a method is behind Jinyue on the same queries."""
OWN = """
**Wujin's own evaluation.** The tuned questions were looked at, failure by failure. The blind ones were written by
somebody who saw the entries' titles and answers, no phrasing and no code, and nobody read which of them fail. They
were asked two to four times; what was changed in between came of other questions. An offer ("did you mean") counts as
not refused. A wrong answer also costs the right one of another question: *worth* is right less wrong.
"""
STYLES = """
The blind ones by style:
"""
BELIEVED = """
**Can a probability be believed?** The likeliest entry of each blind question, those that mean nothing included:
"""
THRESHOLDS = """
**What other thresholds would bring** (`ANSWER_FROM`, `OFFER_FROM`), in percent of the blind questions that mean
something and, in the last two columns, of those that mean nothing:
"""
NOISE = """
**Noise**, put by machine into the clean Chinese questions of the evaluation that mean something:
"""
SPEED = """
**Speed**, one thread, made-up English phrasings of the public sets' words, ten an entry:
"""


def understanding(figures: Mapping[str, Any]) -> list[str]:
    """The section, from what `matching.py` printed."""
    wujin, start = figures["wujin"], figures["start"]
    files = [(name, one["count"], one["right"], one["worth"]) for name, one in wujin.items() if "worth" in one]
    thresholds = [tuple(one.values()) for one in figures["thresholds"]]
    columns = tuple(figures["thresholds"][0])
    noisy = [(name, one["count"], one["right"]) for name, one in figures["noise"].items()]
    large = [tuple(f"{value:,}" for value in one.values()) for one in figures["large"]]
    lines = INTRODUCTION.splitlines()
    for name, title in SETS.items():
        lines += ["", f"**{title}**", "", *methods(figures["sets"][name])]
    for words, table in (
        (OWN, rows(("questions", "number", "right, %", "worth, %"), files)),
        (STYLES, rows(("style", "number", "right, %"), named("style ", wujin, "count", "right"))),
        (BELIEVED, rows(BANDS, named("probability ", wujin, "count", "expected", "right"))),
        (THRESHOLDS, rows(columns, thresholds)),
        (NOISE, rows(("noise", "number", "right, %"), noisy)),
        (SPEED, rows(("phrasings", "prepared in, s", "median of a sentence, ms", "p99, ms"), large)),
    ):
        lines += [*words.splitlines(), "", *table]
    lines += [
        "",
        f"Wujin's pack is prepared in {start['build_s']} s, in a process of its own, and read in {start['start_s']} s.",
        "",
    ]
    return lines + rows(("goal", "wanted", "reached", ""), goals(figures))


def named(prefix: str, figures: Mapping[str, Any], *keys: str) -> list[tuple[Any, ...]]:
    """The rows whose name begins with the prefix, without it."""
    chosen = {name.removeprefix(prefix): one for name, one in figures.items() if name.startswith(prefix)}
    return [(name, *(one[key] for key in keys)) for name, one in chosen.items()]


def methods(figures: Mapping[str, Mapping[str, float]]) -> list[str]:
    def row(name: str, one: Mapping[str, float]) -> tuple[str, ...]:
        behind = f"{one['behind']:.1f} ± {one['behind_spread']:.1f}" if "behind" in one else ""
        return name, f"{one['top1']:.1f} ± {one['spread']:.1f}", behind, f"{one['auroc']:.3f}" if "auroc" in one else ""

    columns = ("method", "top-1, %", "behind, points", "AUROC of rejection")
    return rows(columns, [row(*item) for item in figures.items()])


def rows(columns: Sequence[str], values: Iterable[Sequence[object]]) -> list[str]:
    lines = ["| " + " | ".join(columns) + " |", "|---|" + "--:|" * (len(columns) - 1)]
    return lines + ["| " + " | ".join(map(str, row)) + " |" for row in values]


def goals(figures: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    reached = [
        (name, wanted, f"{of(figures):.{digits}f}", of(figures) >= least) for name, wanted, of, least, digits in GOALS
    ]
    reached += [(name, wanted, f"{of(figures):.2f}", of(figures) <= most) for name, wanted, of, most in MOST]
    return [(name, wanted, figure, "reached" if met else "**not reached**") for name, wanted, figure, met in reached]
