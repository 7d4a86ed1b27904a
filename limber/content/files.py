"""Reading a content file, with the line of every field for error messages."""

from __future__ import annotations

import codecs
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from limber.content.problems import ContentError, Problem
from limber.plain import QuickLoader

Model = TypeVar("Model", bound=BaseModel)

_FENCE = "---"


@dataclass(frozen=True)
class RawFile:
    """The untyped contents of a content file.

    Attributes:
        path: where it is.
        data: its YAML, as a mapping; a Markdown file's text stands under ``body``.
        yaml_text: the YAML alone.
        first_line: line of the file on which ``yaml_text`` starts, 1-based.
    """

    path: Path
    data: Mapping[str, Any]
    yaml_text: str
    first_line: int


class YamlLoader(QuickLoader):
    """Reads YAML as ``yaml.safe_load`` does, but refuses what that passes over or trips on."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping; a key given twice is refused, whose first value would be lost."""
        first: dict[tuple[str, Any], int] = {}
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if (key.tag, key.value) in first:
                    raise _DoubleKeyError(key.value, first[key.tag, key.value], key.start_mark)
                first[key.tag, key.value] = key.start_mark.line
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Any value; one that its tag does not fit is refused with its line."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"'{node.value}' is not a value of its kind", node.start_mark
            ) from error

    def construct_date(self, node: yaml.ScalarNode) -> object:
        """A date; an impossible one stays text, so that its field is named with what is wrong."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


YamlLoader.add_constructor("tag:yaml.org,2002:timestamp", YamlLoader.construct_date)


class _DoubleKeyError(yaml.constructor.ConstructorError):
    def __init__(self, key: str, first_line: int, mark: yaml.Mark) -> None:
        super().__init__(None, None, f"'{key}' is given twice", mark)
        self.key = key
        self.first_line = first_line


def read_file(path: Path, root: Path, loader: type[YamlLoader] = YamlLoader) -> RawFile:
    """Read a YAML file or a Markdown file with YAML front matter.

    Args:
        path: the file.
        root: the folder from which problems name it.
        loader: how its YAML is read.

    Raises:
        ContentError: the file is not UTF-8, has no front matter, or is no YAML mapping.
    """
    name = path.relative_to(root)
    text = _read_text(path, name)
    yaml_text, first_line, body = text, 1, ""
    if path.suffix == ".md":
        yaml_text, body = _front_matter(text, name)
        first_line = 2
    try:
        data = yaml.load(yaml_text, Loader=loader)
    except _DoubleKeyError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        message = f"is given twice (first in line {error.first_line + first_line}); remove one"
        raise ContentError([Problem(name, line, error.key, message)]) from error
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        raise ContentError(
            [Problem(name, line, "", f"is not valid YAML: {error.problem}; check quotes and indentation")]
        ) from error
    except yaml.YAMLError as error:
        raise ContentError([Problem(name, first_line, "", f"is not valid YAML: {error}")]) from error
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise ContentError(
            [Problem(name, first_line, "", "expected 'field: value' lines, found something else")]
        )
    return RawFile(path, {**data, "body": body} if body else data, yaml_text, first_line)


def _read_text(path: Path, name: Path) -> str:
    """The file's text, without the mark that some Windows editors put first."""
    content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ContentError(
            [Problem(name, line, "", "is not UTF-8; save the file with UTF-8 encoding")]
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _front_matter(text: str, name: Path) -> tuple[str, str]:
    """The YAML between the fences, and the text below them."""
    lines = text.removesuffix("\n").split("\n")
    if lines[0].strip() != _FENCE:
        raise ContentError([Problem(name, 1, "", "expected front matter: the first line must be ---")])
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]).strip()
    raise ContentError(
        [Problem(name, len(lines), "", "front matter is not closed: add a line --- after the fields")]
    )


def parse(raw: RawFile, model: type[Model], root: Path) -> Model:
    """Turn a raw file into its model.

    Raises:
        ContentError: with one problem for each field that does not fit the model.
    """
    try:
        return model.parse_obj(raw.data)
    except ValidationError as error:
        name = raw.path.relative_to(root)
        raise ContentError(
            [
                Problem(
                    name,
                    line_of(raw, detail["loc"]),
                    ".".join(str(part) for part in detail["loc"] if part != "__root__"),
                    _explain(detail, model),
                )
                for detail in error.errors()
            ]
        ) from error


def line_of(raw: RawFile, field: Sequence[str | int]) -> int:
    """Line of a field in its file; of its nearest parent where the field is missing."""
    node = _nodes(raw.yaml_text)
    line: int = node.start_mark.line if node is not None else 0
    for part in field:
        child = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    line, child = key.start_mark.line, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            child = node.value[part]
            line = child.start_mark.line
        if child is None:
            break
        node = child
    return line + raw.first_line


@lru_cache(maxsize=1)
def _nodes(yaml_text: str) -> yaml.Node | None:
    """The marked nodes of a file: whoever asks for one line of it asks for more."""
    return yaml.compose(yaml_text, Loader=YamlLoader)


def _explain(detail: Mapping[str, Any], model: type[BaseModel]) -> str:
    """One Pydantic error in an editor's words."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error.missing":
        return "is missing; add this field"
    if kind == "value_error.extra":
        owner = _model_at(model, detail["loc"][:-1])
        known = ", ".join(sorted(owner.__fields__))
        place = "this file" if owner is model else "this entry"
        return f"is not a field of {place}; check the spelling (known fields: {known})"
    if kind == "type_error.enum":
        allowed = ", ".join(str(value.value) for value in context["enum_values"])
        return f"expected one of: {allowed}"
    if kind == "value_error.const":
        return f"expected one of: {', '.join(str(value) for value in context['permitted'])}"
    if kind == "value_error.str.regex":
        return "expected lower-case letters, digits and underscores, starting with a letter"
    if kind == "value_error.list.min_items":
        return f"expected at least {context['limit_value']} entries"
    if kind == "value_error.any_str.min_length":
        return "is empty; write something or remove the field"
    if kind == "type_error.none.not_allowed":
        return "is empty; write something or remove the field"
    if kind == "value_error.date":
        return "expected a date such as 2026-11-22"
    return str(detail["msg"])


def _model_at(model: type[BaseModel], path: Sequence[str | int]) -> type[BaseModel]:
    """The model of a nested entry, such as that of a step at ``("steps", 2)``."""
    for part in path:
        field = model.__fields__.get(part) if isinstance(part, str) else None
        if field is not None and isinstance(field.type_, type) and issubclass(field.type_, BaseModel):
            model = field.type_
    return model
