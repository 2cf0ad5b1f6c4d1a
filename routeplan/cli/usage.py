"""What the parser of commands refuses, in our words: the option, its value and what to do."""

from __future__ import annotations

import re
from typing import Any

from routeplan.errors import cut_quotes

_NUMBERS = {
    "float_parsing": ("a number", "a number without a unit"),
    "int_parsing": ("a whole number", "digits only"),
    "int_from_float": ("a whole number", "digits only"),
}
_LIMITS = {"greater_than_equal": ("ge", "or more"), "less_than_equal": ("le", "or less")}
_NEGATIVE = re.compile(r"-[\d.]")  # as the beginning of an unknown option: a number with a minus


def describe_usage(error: Any) -> str:
    """Explain an error of the parser.

    Parameters
    ----------
    error : usage error
        Of typer's parser. Newer versions keep the value that they refuse in ``__cause__``, older ones name it
        in their message.
    """
    message = str(error.format_message())
    if _NEGATIVE.match(getattr(error, "option_name", "")):
        message = (
            f"{message.rstrip('.')}; a word that begins with a minus is taken for an option, and a position begins "
            "with its latitude: 53.27,-9.05"
        )
    if message.startswith("Missing") and error.ctx is not None:
        message = f"{message.rstrip('.')}; see {error.ctx.command_path} --help"
    refused: list[dict[str, Any]] = getattr(error.__cause__, "errors", list)()
    options = getattr(getattr(error, "param", None), "opts", None)
    if refused and options:
        message = _describe_value(options[-1], refused[0])
    return cut_quotes(message)


def _describe_value(option: str, refused: dict[str, Any]) -> str:
    kind, value = refused["type"], f'{option} "{refused["input"]}"'
    if kind in _NUMBERS:
        wanted, give = _NUMBERS[kind]
        return f"{value} is not {wanted}; give {give}"
    if kind in _LIMITS:
        limit, words = _LIMITS[kind]
        return f"{value} is out of range; give {refused['ctx'][limit]} {words}"
    reason = str(refused["msg"]).removeprefix("Value error, ").rstrip(".")
    choices = re.fullmatch(r"(['\"]).*\1 is not one of (.*)", reason, re.DOTALL)
    return f"{value} is unknown; give one of {choices[2]}" if choices else f"{value}: {reason}"
