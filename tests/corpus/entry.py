"""An entry of the corpus: a door of the product, what is put through it, and what must come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

DONE, FAILURE, USAGE, NO_ROUTE, DATA, SCENARIO = range(6)

Make = Callable[[Path], None]
"""Makes a file at a path."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One input.

    Attributes
    ----------
    name : str
        Unique in its door.
    arguments : tuple of str
        Of the command line; ``{file}`` and ``{folder}`` stand for what is made.
    code : int
        Exit code that is expected.
    words : tuple of str
        What the message has; of a command that succeeds, what stdout and stderr have.
    file : str
        Name of a file that is made first.
    make : callable, optional
        Makes it.
    """

    name: str
    arguments: tuple[str, ...]
    code: int
    words: tuple[str, ...] = ()
    file: str = ""
    make: Make | None = None


def spread(
    door: str, arguments: tuple[str, ...], code: int, words: Iterable[str], values: Iterable[str]
) -> tuple[Entry, ...]:
    """Put many values in one place of a command line, marked ``{}``; all are answered alike."""
    return tuple(
        Entry(
            f"{door}-{_shown(value)}",
            tuple(argument.replace("{}", value) for argument in arguments),
            code,
            tuple(words),
        )
        for value in values
    )


def files(
    arguments: tuple[str, ...], code: int, words: Iterable[str], made: dict[str, Make]
) -> tuple[Entry, ...]:
    """Give many files to one command; all are answered alike."""
    return tuple(Entry(name, arguments, code, tuple(words), name, make) for name, make in made.items())


def text(content: str, encoding: str = "utf-8") -> Make:
    """Make a file of a text."""
    return lambda path: _write(path, content.encode(encoding))


def raw(content: bytes) -> Make:
    """Make a file of bytes."""
    return lambda path: _write(path, content)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _shown(value: str) -> str:
    shown = value.encode("ascii", "backslashreplace").decode()
    return repr(shown)[1:-1] if len(shown) < 40 else f"{shown[:20]}...{len(value)}"
