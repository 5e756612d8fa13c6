"""Import aiogram without building the validators of all its models, which costs seconds and 100 MB.

aiogram declares its types ``defer_build`` and then rebuilds each of them while it is imported, because their
annotations name types that are imported for type checkers only. Here those rebuilds are left out, and the names are put
where pydantic looks for them: into the module of the type that mentions them. Every model is then built by pydantic
itself when it is first used, alone or inside another. One thing differs: until then its ``model_fields`` show
annotations as they are written; so before a class of ours inherits from a type, call that type's ``model_rebuild()``.
"""

import importlib
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

import structlog
from pydantic import BaseModel

TESTED: Final = {"aiogram": re.compile(r"3\.31\."), "pydantic": re.compile(r"2\.13\.")}
"""The versions whose models are known to come out the same; with any other, aiogram is imported plainly."""
EAGER: Final = ("Message", "Update")
"""What every message needs: built at once, so that the first person does not wait."""
NAME: Final = re.compile(r"\b[A-Z]\w*")

logger = structlog.get_logger(__name__)


class UnexpectedError(Exception):
    """aiogram is not built the way this module knows."""


def import_aiogram() -> bool:
    """Import aiogram the light way; call it before anything else imports aiogram.

    Returns whether it was done so. It is not when aiogram is there already, when its version or pydantic's is not
    tested, or when anything is not as expected; aiogram is then imported plainly, which also raises what is wrong
    with it.
    """
    if "aiogram" in sys.modules:
        return False
    try:
        _check_versions()
        _finish(_import_unbuilt())
    except Exception as error:  # noqa: BLE001 - whatever it is, the plain import is right
        logger.warning("aiogram_imported_plainly", why=f"{type(error).__name__}: {error}")
        for name in [name for name in sys.modules if name.partition(".")[0] == "aiogram"]:
            del sys.modules[name]
        importlib.import_module("aiogram")
        return False
    return True


def _check_versions() -> None:
    for package, tested in TESTED.items():
        try:
            found = version(package)
        except PackageNotFoundError:
            raise UnexpectedError(f"{package} is not installed") from None
        if not tested.match(found):
            raise UnexpectedError(f"{package} {found} is not a tested version")


def _import_unbuilt() -> Mapping[str, Any]:
    """Import aiogram with the rebuilds of its types left out, and return the namespace that they were asked to use."""
    namespaces: list[Mapping[str, Any]] = []
    model_rebuild: Any = BaseModel.__dict__["model_rebuild"]

    def leave_out(cls: type[BaseModel], /, **options: Any) -> bool | None:
        if cls.__module__.startswith("aiogram.types."):
            namespaces.append(options["_types_namespace"])
            return None
        rebuilt: bool | None = model_rebuild.__get__(None, cls)(
            **options
        )  # pydantic asks for the methods' generic base
        return rebuilt

    BaseModel.model_rebuild = classmethod(leave_out)  # type: ignore[assignment, method-assign]
    try:
        importlib.import_module("aiogram")
    finally:
        BaseModel.model_rebuild = model_rebuild  # type: ignore[method-assign]
    if not namespaces or any(namespace is not namespaces[0] for namespace in namespaces):
        raise UnexpectedError("the types are not rebuilt with one namespace")
    return namespaces[0]


def _finish(namespace: Mapping[str, Any]) -> None:
    """Give each module the names that its annotations mention, then build what every message needs."""
    types, methods = importlib.import_module("aiogram.types"), importlib.import_module("aiogram.methods")
    for model in [*vars(types).values(), *vars(methods).values()]:
        if isinstance(model, type) and issubclass(model, BaseModel) and not model.__pydantic_complete__:
            module = vars(sys.modules[model.__module__])
            for annotation in _annotations(model):
                for name in NAME.findall(annotation):
                    if name in namespace:
                        module.setdefault(name, namespace[name])
    for name in EAGER:
        getattr(types, name).model_rebuild()


def _annotations(model: type) -> Iterator[str]:
    """The model's annotations as written, and those it inherits: pydantic reads them in the heir's module."""
    for base in model.__mro__:
        yield from map(str, inspect.get_annotations(base).values())
