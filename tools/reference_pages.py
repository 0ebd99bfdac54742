"""Writes the pages of docs/reference that are made from the code: `python tools/reference_pages.py`.

The settings come from `dateline.settings.Settings`, the command line from the command itself, the columns from
`dateline.export.COLUMNS`, and the contract from the comments of proto/dateline/v1/annotation.proto. `make docs` runs
it; a test fails where the pages in docs/ differ.
"""

# ruff: noqa: INP001 - a script, not a package

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import typer
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    ServiceDescriptorProto,
)

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dateline.cli.app import app
from dateline.export import COLUMNS
from dateline.settings import Settings
from tools.contract import CONTRACT, ENUMS, MESSAGES, PARTS, ROOT, SERVICES, Comments, comments_of, read_contract

REFERENCE = ROOT / "docs/reference"
_BOUNDS = {"ge": "{} or more", "gt": "more than {}", "le": "{} or less", "lt": "less than {}"}


def pages() -> dict[str, str]:
    """Returns the content of each page by the name of its file in docs/reference."""
    return {
        "settings.md": settings_page(),
        "command-line.md": command_line_page(),
        "columns.md": columns_page(),
        "contract.md": contract_page(),
    }


def settings_page() -> str:
    """Returns the page of all settings, with the option of `dateline serve` that sets each."""
    serve = typer.main.get_command(app).commands["serve"]  # type: ignore[attr-defined]  # a group, as it has commands
    options = {parameter.name: parameter.opts[-1] for parameter in serve.params}
    rows = [
        (
            f"`{name}`",
            f"`{options[name]}`" if name in options else "",
            field.description or "",
            f"`{field.default}`" if field.default not in (None, "") else "",
            _bounds(field.metadata),
        )
        for name, field in Settings.model_fields.items()
    ]
    return _joined(
        "# Settings",
        "Each setting has a variable in the environment, its name in capitals after `DATELINE_`: `max_queue_tokens` is "
        "`DATELINE_MAX_QUEUE_TOKENS`. Many have an option of [`dateline serve`](command-line.md#dateline-serve) too. "
        "Options go before variables, and variables before defaults. In Python they are the arguments of "
        "`dateline.Settings`.",
        "Commands that work in process, and `serve`, refuse a `DATELINE_*` variable that is no setting.",
        _table(("setting", "option of `serve`", "meaning", "default", "allowed"), rows),
    )


def columns_page() -> str:
    """Returns the page of all columns of the flat formats."""
    rows = [
        (
            f"`{column.name}`",
            column.type,
            f"`{column.unit}`" if column.unit.endswith("_...") else column.unit,
            f"`{column.path}`" if column.read is None else f"made of `{column.path}`",
            column.description,
        )
        for column in COLUMNS
    ]
    return _joined(
        "# Columns",
        "What a row of CSV, GeoJSON, Parquet, GeoParquet and of a frame has, in this order. [Write answers for other "
        "programs](../how-to/outputs.md) says how to choose rows and columns, and [output fields](output-fields.md) "
        "explains each field of JSON.",
        "- A name is that of the field in JSON. Where several messages have a field of the name, it stands behind the "
        "name of its message: `place_name`, `entity_name`.\n"
        "- Rows of places lack the columns of `entities.mentions.`.\n"
        "- A cell is empty, or null, where the field is unset or empty. All numbers are numbers. Times are in UTC, as "
        "RFC 3339 has them where there is no type for times.\n"
        "- GeoParquet has `geometry` and `bbox`, its box, besides; nested rows have the columns of the article, and "
        "`entities`, `focus_places`, `dateline`, `warnings` and `revision` as JSON has them.",
        _table(("column", "type", "unit, values", "in JSON", "meaning"), rows),
    )


def command_line_page() -> str:
    """Returns the page of all commands, with their arguments and options, as typer writes it."""
    command = (sys.executable, "-m", "typer", "dateline.cli.app", "utils", "docs", "--name", "dateline")
    page = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout  # noqa: S603
    title, _, commands = page.partition("\n")
    assert title == "# `dateline`"
    return _joined(
        "# Command line",
        "`dateline COMMAND --help` says the same, and `python -m dateline` is the same command. [Annotate articles "
        "from the shell](../how-to/shell.md) has examples and all exit codes.",
        commands.strip(),
    )


def contract_page() -> str:
    """Returns the page of the gRPC contract: its calls, messages and enums with their comments."""
    file = read_contract()
    comments = {path: _dedented(comment) for path, comment in comments_of(file).items()}
    names = frozenset((*(kind.name for kind in file.message_type), *(kind.name for kind in file.enum_type)))
    sections: list[str] = []
    for i, service in enumerate(file.service):
        sections += _service(service, (SERVICES, i), comments)
    sections.append("## Messages")
    for i, message in enumerate(file.message_type):
        sections += _message(message, (MESSAGES, i), comments)
    sections.append("## Enums")
    for i, enum in enumerate(file.enum_type):
        sections += _enum(enum, (ENUMS, i), comments)
    introduction = (
        f"The gRPC service, from `proto/{CONTRACT}`. JSON on the command line has the names of this page; JSON of "
        "`buf curl` and of clients for JavaScript has them in camelCase. [Output fields](output-fields.md) says of "
        "each field of an annotation when it is unset."
    )
    return _joined("# Contract", introduction, *(_linked(section, names) for section in sections))


def _bounds(metadata: Iterable[object]) -> str:
    return ", ".join(
        form.format(f"{getattr(bound, name):,}")
        for bound in metadata
        for name, form in _BOUNDS.items()
        if hasattr(bound, name)
    )


def _service(service: ServiceDescriptorProto, path: tuple[int, ...], comments: Comments) -> list[str]:
    sections = [f"## {service.name}", comments.get(path, "")]
    for i, method in enumerate(service.method):
        request = f"{'stream of ' if method.client_streaming else ''}`{_short(method.input_type)}`"
        answer = f"{'stream of ' if method.server_streaming else ''}`{_short(method.output_type)}`"
        sections += [f"### {method.name}", f"{request} → {answer}", comments.get((*path, PARTS, i), "")]
    return sections


def _message(message: DescriptorProto, path: tuple[int, ...], comments: Comments) -> list[str]:
    rows = [
        (f"`{field.name}`", _type(field, message), _line(comments.get((*path, PARTS, i), "")))
        for i, field in enumerate(message.field)
    ]
    table = [_table(("field", "type", "meaning"), rows)] if rows else []
    return [f"### {message.name}", comments.get(path, ""), *table]


def _enum(enum: EnumDescriptorProto, path: tuple[int, ...], comments: Comments) -> list[str]:
    rows = [(f"`{value.name}`", _line(comments.get((*path, PARTS, i), ""))) for i, value in enumerate(enum.value)]
    return [f"### {enum.name}", comments.get(path, ""), _table(("value", "meaning"), rows)]


def _type(field: FieldDescriptorProto, message: DescriptorProto) -> str:
    name = _short(field.type_name) or FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
    words = []
    if field.label == FieldDescriptorProto.LABEL_REPEATED:
        words.append("repeated")
    if field.proto3_optional:
        words.append("optional")
    elif field.HasField("oneof_index"):
        words.append(f"one of {message.oneof_decl[field.oneof_index].name}:")
    return " ".join((*words, f"`{name}`"))


def _short(type_name: str) -> str:
    """Returns a type's name without this contract's package."""
    return type_name.removeprefix(".").removeprefix("dateline.v1.")


def _dedented(comment: str) -> str:
    """Returns a comment as Markdown, without the space that begins each line and with a blank line before a list."""
    lines = [line.removeprefix(" ").rstrip() for line in comment.splitlines()]
    written: list[str] = []
    for line in lines:
        item = re.fullmatch(r" *- (.*)", line)
        if item and written and not re.match(r"(- |  )", written[-1]):
            written.append("")
        if not item and not line.startswith(" ") and written and re.match(r"(- |  )", written[-1]):
            written.append("")
        written.append(f"- {item[1]}" if item else f"  {line.strip()}" if line.startswith(" ") else line)
    return "\n".join(written).strip()


def _line(comment: str) -> str:
    return " ".join(comment.split())


def _linked(section: str, names: frozenset[str]) -> str:
    """Returns Markdown in which `Message` and `Message.field` are links to where this page has the message."""

    def link(match: re.Match[str]) -> str:
        return f"[{match[0]}](#{match[1].lower()})" if match[1] in names else match[0]

    return section if section.startswith("#") else re.sub(r"`(\w+)(?:\.\w+)?`", link, section)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _joined(*blocks: str) -> str:
    return "\n\n".join(filter(None, blocks)) + "\n"


def main() -> None:
    """Writes the pages."""
    for name, content in pages().items():
        (REFERENCE / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
