"""Turning the files of a pack into a `Pack`, or into the list of everything that is wrong with them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.consistency import Written, check_entry, check_phrasings, check_references, check_subjects
from knowledge.explaining import explain
from knowledge.flats import PICTURES, SUFFIXES, Complex, Picture, check_complexes, check_pictures
from knowledge.offered import check_offerings
from knowledge.offerings import Offering
from knowledge.pack import Entry, Head, Negatives, Pack, Subject
from knowledge.problems import PackError, Problem
from knowledge.reading import Document, Place, read_bytes, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HEAD = "pack.yaml"
NEGATIVES = "negatives.yaml"
SUBJECTS = "subjects.yaml"
OFFERINGS = "offerings.yaml"
DEMO = "demo.yaml"
COMPLEXES = "complexes.yaml"
OPTIONAL = (NEGATIVES, SUBJECTS, OFFERINGS, DEMO, COMPLEXES)
_PART = TypeVar("_PART", bound=BaseModel)


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file of the pack by its name in the folder. Raises PackError."""
    entries = sorted(f"entries/{path.name}" for path in (folder / "entries").glob("*.yaml"))
    names = [HEAD, *(name for name in OPTIONAL if (folder / name).exists()), *entries]
    pictures = sorted(path.name for path in (folder / PICTURES).glob("*") if path.suffix in SUFFIXES)
    read = {name: read_bytes(folder / name, name) for name in (*names, *(PICTURES + name for name in pictures))}
    problems = [content for content in read.values() if isinstance(content, Problem)]
    if not entries:
        problems.append(Problem("entries", 1, "", "has no *.yaml file", "at least one file with a list of entries"))
    if problems:
        raise PackError(problems)
    return {name: content for name, content in read.items() if isinstance(content, bytes)}


def read_pack(folder: Path) -> Pack:
    """Read and check a pack's folder, without preparing it for questions. Raises PackError with all problems."""
    return build_pack(read_files(folder))


def build_pack(contents: Mapping[str, bytes]) -> Pack:
    """Validate the files' contents. Raises PackError with all problems of all files."""
    pictures = {name: content for name, content in contents.items() if name.startswith(PICTURES)}
    documents = {name: read_yaml(content, name) for name, content in contents.items() if name not in pictures}
    return assemble(documents, pictures)


def assemble(documents: Mapping[str, Document], pictures: Mapping[str, bytes] = MappingProxyType({})) -> Pack:
    """Validate documents that were read, by their files' names. Raises PackError with all problems of all of them."""
    head = _model(Head, documents[HEAD], (), documents[HEAD].data)
    negatives = documents.get(NEGATIVES)
    refused = _model(Negatives, negatives, (), negatives.data) if negatives else Negatives()
    files = [document for name, document in documents.items() if name not in {HEAD, *OPTIONAL}]
    entries = [entry for document in files for entry in listed(Entry, document, "entries")]
    named = documents.get(SUBJECTS)
    subjects = listed(Subject, named, "subjects") if named else []
    written = [
        Written(data, document, (position,))
        for document in files
        for position, data in enumerate(document.data if isinstance(document.data, list) else ())
        if isinstance(data, dict) and not document.broken
    ]
    for one in written:
        check_entry(one)
    check_phrasings(written, negatives)
    if named:
        check_subjects(named)
    offered = {name: documents[name] for name in (OFFERINGS, DEMO) if name in documents}
    offerings = {name: listed(Offering, document, "offerings") for name, document in offered.items()}
    check_offerings(list(offered.values()), named, sample=offered.get(DEMO))
    flats = documents.get(COMPLEXES)
    complexes = listed(Complex, flats, "complexes") if flats else []
    if flats:
        check_complexes(flats, named, {one.data.get("id") for one in written if one.data.get("kind") == "fact"})
        check_pictures(flats, pictures)
    if not any(document.broken for document in files):  # else what is not there may be in the part that can't be read
        check_references(written, documents[HEAD])
    problems = [problem for document in documents.values() for problem in document.problems]
    if problems or head is None or refused is None:
        raise PackError(problems)
    fields = {name: getattr(head, name) for name in Head.model_fields}
    return Pack(
        **fields,
        entries=tuple(filter(None, entries)),
        negatives=refused,
        subjects=tuple(filter(None, subjects)),
        offerings=tuple(filter(None, offerings.get(OFFERINGS, ()))),
        demo=tuple(filter(None, offerings.get(DEMO, ()))),
        complexes=tuple(filter(None, complexes)),
        pictures={
            one.picture: Picture(content=pictures[PICTURES + one.picture]) for one in complexes if one and one.picture
        },
    )


def listed(model: type[_PART], document: Document, what: str) -> list[_PART | None]:
    """Read a list of parts, None for each that is wrong: what is, is noted in the document."""
    if not document.broken and (not isinstance(document.data, list) or not document.data):
        document.complain((), "is not a list", f"a list of {what}, each beginning with '- id:'")
    data = document.data if isinstance(document.data, list) else []
    return [_model(model, document, (position,), one) for position, one in enumerate(data)]


def _model(model: type[_PART], document: Document, place: Place, data: object) -> _PART | None:
    if document.broken:
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            explain(fault, model, document, place)
        return None
