"""The Python page of the site shows how each name is used: its docstring has an example that the tests run."""

from __future__ import annotations

import doctest
import inspect

import routeplan as rp

# Names without an example in their docstring, and why.
DRAWN = ("map_", "figure_", "write_map", "write_figure")  # a picture: notebooks and docs/maps.md show them
WITHOUT = {
    "Briefing": "a document of many pages: docs/briefing.md shows one",
    "report": "as Briefing",
    "write_report": "as Briefing",
    "live": "runs in a notebook only: docs/live.md",
    "write_result": "leaves a file: docs/files.md",
}


def has_example(thing) -> bool:
    """Whether a name, or a public member that is defined in it, has a doctest that is not skipped."""
    own = vars(thing).items() if inspect.isclass(thing) else ()
    texts = [thing.__doc__, *(member.__doc__ for name, member in own if not name.startswith("_"))]
    examples = [example for text in texts for example in doctest.DocTestParser().get_examples(text or "")]
    return any(not example.options.get(doctest.SKIP) for example in examples)


def test_every_public_name_has_an_example():
    without = {
        name for name in rp.__all__ if not name.startswith(DRAWN) and not has_example(getattr(rp, name))
    }
    assert without == set(WITHOUT)
