"""How far long work has come: the engine tells, and whoever listens shows it. The one door to tqdm.

Work tells in a context (a ``ContextVar``), not by a parameter. Layers, cables and surfaces are made when they are
first asked for, by properties that take no parameter; a callback handed down to them would run through every
signature between a command and a kernel and change what none of these functions return. So results stay functions
of arguments alone, and who wants to know wraps the call: ``with rp.progress(...)``.

Without that, a bar is drawn where somebody can see it: on stderr if that is a terminal, or in Jupyter; not in pipes,
not from threads other than the main one, and not if ``TQDM_DISABLE=1``. It is one line however deep work is nested,
for a piece of work fills its share of the work above it; it comes after half a second, never steps back, and is gone
at the end. An interrupt passes through, and closes it.
"""

from __future__ import annotations

import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, TypeVar

from routeplan.runtime.interrupts import gentle_interrupts

_Thing = TypeVar("_Thing")

_DELAY_S = 0.5  # what takes less is done before a bar could be read
_BETWEEN_S = 0.1  # two drawings
_NO_DIGITS = str.maketrans("", "", "0123456789,")
_TERMINAL, _WIDGETS = "{bar:16} {elapsed} {desc}", "{desc} {bar} {elapsed}"


@dataclass(frozen=True, slots=True)
class Step:
    """How far work has come.

    Attributes
    ----------
    text : str
        What is being done and how far, such as ``joint failures: 1,200 of 4,000 states``.
    share : float
        Of all the work, 0 to 1; never less than before.
    """

    text: str
    share: float


Listener = Callable[[Step], None]


@dataclass(eq=False)
class Work:
    """Work under way, inside the work above it.

    Attributes
    ----------
    doing : str
        In plain words.
    of : int, optional
        How many pieces there are; None where nobody knows.
    unit : str
        What they are.
    above : Work, optional
    listener : Listener, optional
        None where nobody listens.
    done : int
        Pieces.
    stage : str
        What is done of it now.
    """

    doing: str
    of: int | None
    unit: str
    above: Work | None
    listener: Listener | None
    done: int = 0
    stage: str = ""
    _furthest: float = field(default=0.0, init=False)

    def advance(self, by: int = 1) -> None:
        """Tell that so many pieces more are done."""
        self.done += by
        self.tell()

    def begin(self, stage: str) -> None:
        """Tell that a stage begins, and that the one before it is done."""
        self.done += bool(self.stage)
        self.stage = stage
        self.tell()

    def tell(self) -> None:
        """Tell how far all the work has come, of which this is the innermost."""
        if self.listener is None:
            return
        outer = [self]
        while outer[-1].above is not None:
            outer.append(outer[-1].above)
        share = 0.0
        for each in outer:
            share = each._with_piece(share)
        top = outer[-1]
        top._furthest = max(top._furthest, share)
        # The whole and what is at work are read, what lies between is not.
        words = top.text if top is self else f"{top.text} · {self.text}"
        self.listener(Step(words, top._furthest))

    @property
    def text(self) -> str:
        """What is being done, and how far."""
        if self.stage:
            return f"{self.doing}: {self.stage}"
        if self.of is None:
            return f"{self.doing}: {self.done:,} {self.unit}" if self.unit and self.done else self.doing
        return f"{self.doing}: {min(self.done, self.of):,} of {self.of:,} {self.unit}".rstrip()

    def _with_piece(self, share: float) -> float:
        """Share of this that is done, with a share of the piece that is under way."""
        return min(1.0, (self.done + share) / self.of) if self.of else 0.0


_listener: ContextVar[Listener | bool | None] = ContextVar("listener", default=None)
_innermost: ContextVar[Work | None] = ContextVar("innermost", default=None)


@contextmanager
def progress(show: bool | Listener = True) -> Iterator[None]:
    """Say who is told of work inside this ``with``.

    Parameters
    ----------
    show : bool or callable
        True draws bars on stderr or in Jupyter even where nobody seems to look, False draws none; a callable is
        handed every :class:`Step`, and may raise to stop the work.

    Examples
    --------
    >>> told = []
    >>> with progress(told.append), follow(["Bodø", "Nuuk"], "landings") as landings:
    ...     names = [name.upper() for name in landings]
    >>> [(step.text, step.share) for step in told]
    [('landings: 0 of 2', 0.0), ('landings: 1 of 2', 0.5), ('landings: 2 of 2', 1.0)]
    """
    # What is begun inside has nobody above it but what this listener hears of.
    tokens = _listener.set(show), _innermost.set(None)
    try:
        yield
    finally:
        _innermost.reset(tokens[1])
        _listener.reset(tokens[0])


@contextmanager
def counting(doing: str, *, of: int | None = None, unit: str = "") -> Iterator[Work]:
    """Tell of work whose pieces are counted: ``advance`` by hand, or let :func:`tick` do it.

    Yields
    ------
    Work
    """
    above = _innermost.get()
    listener = _choose_listener() if above is None else above.listener
    work = Work(doing, of, unit, above, listener)
    with gentle_interrupts():
        if listener is None:
            yield work
            return
        token = _innermost.set(work)
        try:
            work.tell()
            yield work
        finally:
            _innermost.reset(token)
            if above is None and isinstance(listener, _Bar):
                listener.close()


@contextmanager
def follow(
    things: Iterable[_Thing], doing: str, *, of: int | None = None, unit: str = ""
) -> Iterator[Iterator[_Thing]]:
    """Tell of a loop, piece by piece.

    A ``with``, not a plain generator: a loop that is interrupted lives on in the traceback, and its bar with it.

    Parameters
    ----------
    things : iterable
    doing : str
        In plain words, such as ``existing cables``.
    of : int, optional
        How many there are, where they cannot say themselves.
    unit : str
        What they are, where that is not said by ``doing``.

    Yields
    ------
    iterator
        Over the things.
    """
    total = len(things) if of is None and isinstance(things, Sized) else of
    with counting(doing, of=total, unit=unit) as work:
        yield iter(things) if work.listener is None else _counted(things, work)


@contextmanager
def stages(doing: str, *, of: int) -> Iterator[Callable[[str], None]]:
    """Tell of work in stages: call what this yields at the beginning of each.

    Examples
    --------
    >>> told = []
    >>> with progress(told.append), stages("a route", of=2) as stage:
    ...     stage("the cheapest line")
    ...     stage("the proof")
    >>> [(step.text, step.share) for step in told][1:]
    [('a route: the cheapest line', 0.0), ('a route: the proof', 0.5)]
    """
    with counting(doing, of=of) as work:
        yield work.begin


def tick() -> None:
    """Count one more piece, from where it is done, of work that nobody knows the end of."""
    work = _innermost.get()
    if work is not None and work.of is None:
        work.advance()


def _counted(things: Iterable[_Thing], work: Work) -> Iterator[_Thing]:
    for thing in things:
        yield thing
        work.advance()


def _choose_listener() -> Listener | None:
    chosen = _listener.get()
    if chosen is None:
        chosen = _is_watched()
    if isinstance(chosen, bool):
        return _Bar() if chosen else None
    return chosen


def _is_watched() -> bool:
    if threading.current_thread() is not threading.main_thread():
        return False
    if os.environ.get("TQDM_DISABLE", "0") not in {"", "0"}:  # which tqdm itself does not heed in Jupyter
        return False
    return _is_jupyter() or (sys.stderr is not None and sys.stderr.isatty())


def _is_jupyter() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and "IPKernelApp" in shell.config


class _Bar:
    """A bar of tqdm, made once work has taken long enough."""

    def __init__(self) -> None:
        self._drawn: Any = None
        self._began = perf_counter()
        self._next = self._began + _DELAY_S
        self._words = ""

    def __call__(self, step: Step) -> None:
        now = perf_counter()
        if now < self._began + _DELAY_S:
            return
        # Numbers may wait; what is begun may take long, and is told at once.
        words = step.text.translate(_NO_DIGITS)
        if words == self._words and now < self._next:
            return
        self._words, self._next = words, now + _BETWEEN_S
        if self._drawn is None:
            self._drawn = _make_bar(step, now - self._began)
        else:
            self._drawn.n = step.share
            self._drawn.set_description_str(step.text, refresh=True)

    def close(self) -> None:
        if self._drawn is not None:
            self._drawn.n = self._drawn.total  # in Jupyter one that is not full turns red and stays
            self._drawn.close()


def _make_bar(step: Step, elapsed_s: float) -> Any:
    """Draw a bar for work that has taken so long."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # text does well where there are no widgets
        from tqdm.auto import tqdm
    widgets = any(base.__module__ == "tqdm.notebook" for base in tqdm.__mro__)
    bar = tqdm(
        total=1.0,
        initial=step.share,
        desc=step.text,
        leave=False,
        dynamic_ncols=not widgets,
        delay=1e-9,  # else it is drawn before it knows when it began
        bar_format=_WIDGETS if widgets else _TERMINAL,
    )
    if not bar.disable:
        bar.start_t -= elapsed_s
        bar.refresh()
    return bar
