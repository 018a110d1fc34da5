"""The schemas of what commands print with --json, and the fields that they hold."""

import json
from functools import cache

import fastjsonschema

from tests.support import ROOT

FOLDER = ROOT / "autograder" / "commands" / "schemas"
COMMANDS = sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def _checker(command):
    return fastjsonschema.compile(schema(command), use_default=False)


def schema(command):
    return json.loads((FOLDER / f"{command}.json").read_text(encoding="utf-8"))


def result_of(command, printed):
    """What a command printed, read as JSON and held against its schema."""
    result = json.loads(printed)
    _checker(command)(result)
    return result


def fields(schema, place=""):
    """Yield place, type and meaning of each field; `*` is any key, `[]` any entry."""
    if place and "description" in schema:
        yield f"`{place}`", _type(schema), schema["description"]
    for name, inner in schema.get("properties", {}).items():
        yield from fields(inner, f"{place}.{name}".lstrip("."))
    if isinstance(inner := schema.get("additionalProperties"), dict):
        yield from fields(inner, f"{place}.*".lstrip("."))
    if "items" in schema:
        yield from fields(schema["items"], f"{place}[]")


def _type(schema):
    kind = schema["type"]
    if kind == "array":
        return f"array of {schema['items']['type']}s"
    return kind if isinstance(kind, str) else " or ".join(kind)
