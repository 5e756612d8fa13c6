"""The public sets, and the methods that are asked them: ours and its peers, each with nothing but a set's phrasings."""

import json
from collections.abc import Callable, Sequence

import numpy as np
from running import ROOT

from knowledge.lexicon import Lexicon, index_phrases, phrases_from
from knowledge.matching import Matcher
from knowledge.normalising import spell, spell_clauses

SETS = ROOT.parent / "shared" / "benchmarks"

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
