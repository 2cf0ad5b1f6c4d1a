"""What the pages of docs show: files to save, commands with their output, and Python, in the order of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
ELLIPSIS = "…"
_BLOCK = re.compile(
    r"(?:Save this as `(?P<name>[^`]+)`:\n\n)?^```(?P<language>[a-z]+)\n(?P<text>.*?)^```",
    re.DOTALL | re.MULTILINE,
)


class Kind(Enum):
    """What a reader does with a block."""

    FILE = auto()
    COMMAND = auto()
    PYTHON = auto()


@dataclass(frozen=True)
class Step:
    """One thing that a reader does.

    Attributes
    ----------
    kind : Kind
    text : str
        Content of the file, the command without its prompt, or the code.
    name : str
        Of the file.
    shown : tuple of str
        Lines that the page shows as output of the command; an ellipsis stands for any number of lines.
    """

    kind: Kind
    text: str
    name: str = ""
    shown: tuple[str, ...] = ()


def steps_of(page: Path) -> list[Step]:
    """List what a page asks its reader to do."""
    found: list[Step] = []
    for block in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["name"]:
            found.append(Step(Kind.FILE, block["text"], block["name"]))
        elif block["language"] == "console":
            for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
                command, *shown = part.splitlines()
                found.append(Step(Kind.COMMAND, command, shown=tuple(shown)))
        elif block["language"] == "python":
            found.append(Step(Kind.PYTHON, block["text"]))
    return found


def is_as_shown(printed: str, shown: tuple[str, ...]) -> bool:
    """Compare output with the lines of a page; seconds may differ."""
    pattern = "\n".join(
        ".*?" if line.strip() == ELLIPSIS else re.escape(_without_seconds(line)) for line in shown
    )
    return re.fullmatch(pattern, _without_seconds(printed).strip("\n"), re.DOTALL) is not None


def _without_seconds(text: str) -> str:
    return re.sub(r" in \d+\.\d+ s", "", text)
