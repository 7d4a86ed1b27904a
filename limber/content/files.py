"""Reading a content file, with the line of every field for error messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import frontmatter
import yaml
from pydantic import BaseModel, ValidationError

from limber.content.problems import ContentError, Problem

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


def read_file(path: Path, root: Path) -> RawFile:
    """Read a YAML file or a Markdown file with YAML front matter.

    Raises:
        ContentError: the file is not UTF-8, has no front matter, or is no YAML mapping.
    """
    name = path.relative_to(root)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentError(
            [Problem(name, line, "", "is not UTF-8; save the file with UTF-8 encoding")]
        ) from error
    markdown = path.suffix == ".md"
    yaml_text, first_line = (_front_matter(text, name), 2) if markdown else (text, 1)
    try:
        if markdown:
            post = frontmatter.loads(text)
            data = {**post.metadata, **({"body": post.content.strip()} if post.content else {})}
        else:
            data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        raise ContentError(
            [Problem(name, line, "", f"is not valid YAML: {error.problem}; check quotes and indentation")]
        ) from error
    except yaml.YAMLError as error:
        raise ContentError([Problem(name, first_line, "", f"is not valid YAML: {error}")]) from error
    if not isinstance(data, Mapping):
        raise ContentError(
            [Problem(name, first_line, "", "expected 'field: value' lines, found something else")]
        )
    return RawFile(path, data, yaml_text, first_line)


def _front_matter(text: str, name: Path) -> str:
    lines = text.splitlines()
    if not lines or lines[0].strip() != _FENCE:
        raise ContentError([Problem(name, 1, "", "expected front matter: the first line must be ---")])
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == _FENCE:
            return "\n".join(lines[1:number])
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
    node = yaml.compose(raw.yaml_text, Loader=yaml.SafeLoader)
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


def _explain(detail: Mapping[str, Any], model: type[BaseModel]) -> str:
    """One Pydantic error in an editor's words."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error.missing":
        return "is missing; add this field"
    if kind == "value_error.extra":
        known = ", ".join(sorted(model.__fields__))
        return f"is not a field of this file; check the spelling (known fields: {known})"
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
