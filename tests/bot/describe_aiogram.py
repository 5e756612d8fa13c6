"""Prints every model of aiogram after a plain or a light import, in words that can be compared.

``python describe_aiogram.py light`` builds the models in an order of chance, as a running program does.
"""

import json
import random
import re
import sys
from inspect import isabstract
from typing import Any

SAMPLES = {
    "string": "x",
    "integer": 7,
    "number": 1.5,
    "boolean": True,
    "null": None,
    "date-time": "2026-11-24T03:00:00Z",
}


def sample(schema: dict[str, Any], types: dict[str, Any], depth: int = 0) -> Any:
    """A value that the schema allows; optional parts are filled in down to the second level."""
    if "$ref" in schema:
        return sample(types[schema["$ref"]], types, depth)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return sample(schema[several][0], types, depth)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "array":
        return [sample(schema["items"], types, depth + 1)] if depth < 3 else []
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        wanted = [name for name in properties if depth < 2 or "const" in properties[name]] + schema.get("required", [])
        return {name: sample(properties[name], types, depth + 1) for name in wanted}
    return SAMPLES.get(schema.get("format") or schema.get("type", ""))


def describe(*, light: bool) -> dict[str, Any]:
    """Of each model its fields, its JSON schema, and what it makes of a sample."""
    if light:
        from bot.light_aiogram import import_aiogram

        assert import_aiogram()
    import aiogram
    from pydantic import BaseModel, ValidationError
    from pydantic.json_schema import GenerateJsonSchema, models_json_schema

    class Schema(GenerateJsonSchema):
        def handle_invalid_for_json_schema(self, schema: Any, error_info: str) -> dict[str, Any]:
            instance_of = schema["cls"].__name__ if "cls" in schema else None
            return {"instance of": instance_of, "error": error_info}

        def encode_default(self, dft: Any) -> Any:
            return repr(dft)

    models = {
        f"{model.__module__}.{model.__qualname__}": model
        for room in (aiogram.types, aiogram.methods)
        for model in vars(room).values()
        if isinstance(model, type) and issubclass(model, BaseModel) and not isabstract(model)
    }
    models |= {
        f"Response[{name}]": aiogram.methods.Response[getattr(aiogram.types, name)]
        for name in ("ChatFullInfo", "File", "Message", "Poll", "StickerSet", "User")
    }
    order = list(models)
    if light:
        random.shuffle(order)
    for name in order:
        models[name].model_rebuild()
    refs, whole = models_json_schema(
        [(models[name], "validation") for name in sorted(models)], schema_generator=Schema, ref_template="{model}"
    )
    described: dict[str, Any] = {"": whole}
    for name, model in models.items():
        made: Any
        try:
            thing = model.model_validate(sample(refs[model, "validation"], whole["$defs"]))
            made = [repr(thing), repr(thing.model_dump(warnings=False))]
        except ValidationError as error:
            made = {"errors": error.errors(include_url=False, include_context=False)}
        fields = {field: repr(info) for field, info in model.model_fields.items()}
        described[name] = {"fields": fields, "schema": refs[model, "validation"], "made": made}
    return described


if __name__ == "__main__":
    description = json.dumps(describe(light=sys.argv[1] == "light"), default=repr)
    print(re.sub(r" at 0x[0-9a-f]+", "", description))  # noqa: T201
