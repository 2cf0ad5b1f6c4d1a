"""Progress of long work: functions report it, listeners show it. The only module that uses tqdm.

Work reports to a context (a ``ContextVar``), not to a parameter. Layers, cables and surfaces are computed lazily by
properties that take no parameter; a callback would have to pass through every signature between a command and a
kernel, although none of their results depends on it. So results depend on arguments alone, and a caller who wants
progress wraps the call: ``with rp.progress(...)``.

By default a bar is drawn where a person can see it: on stderr if that is a terminal, or in Jupyter; not in pipes, not
from threads other than the main one, and not if ``TQDM_DISABLE=1``. Nested tasks share one line: each task fills its
share of its parent. The bar appears after half a second, never moves back, and is removed at the end. An interrupt
passes through and removes the bar.
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

from routeplan.runtime.interrupts import raise_waiting_interrupt, safe_interrupts

_Item = TypeVar("_Item")

_DELAY_S = 0.5  # shorter work ends before a bar could be read
_REDRAW_S = 0.1
_NO_DIGITS = str.maketrans("", "", "0123456789,")
_TERMINAL, _WIDGETS = "{bar:16} {elapsed} {desc}", "{desc} {bar} {elapsed}"


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """Progress of all work at one moment.

    Attributes
    ----------
    text : str
        The task and its count, such as ``joint failures: 1,200 of 4,000 states``.
    share : float
        Completed share of all work, 0 to 1; never less than before.
    """

    text: str
    share: float


Listener = Callable[[ProgressStep], None]


@dataclass(eq=False)
class Task:
    """A task in progress, perhaps a part of another one.

    Attributes
    ----------
    title : str
        What is done, in plain words.
    total : int, optional
        Number of items; None if unknown.
    unit : str
        What the items are.
    parent : Task, optional
        The task that this one is an item of.
    listener : Listener, optional
        None if nobody listens.
    completed : int
        Number of items done.
    stage : str
        Name of the stage in progress.
    """

    title: str
    total: int | None
    unit: str
    parent: Task | None
    listener: Listener | None
    completed: int = 0
    stage: str = ""
    _largest_share: float = field(default=0.0, init=False)

    def advance(self, by: int = 1) -> None:
        """Report that some more items are done."""
        self.completed += by
        self.report()

    def begin(self, stage: str) -> None:
        """Report that a stage begins, and that the stage before it is done."""
        self.completed += bool(self.stage)
        self.stage = stage
        self.report()

    def report(self) -> None:
        """Report the progress of all work; this task is the innermost one."""
        raise_waiting_interrupt()
        if self.listener is None:
            return
        tasks = [self]
        while tasks[-1].parent is not None:
            tasks.append(tasks[-1].parent)
        share = 0.0
        for task in tasks:
            share = task._share_with_item(share)
        outermost = tasks[-1]
        outermost._largest_share = max(outermost._largest_share, share)
        # The text names the outermost task and the innermost one, not the tasks between them.
        text = outermost.text if outermost is self else f"{outermost.text} · {self.text}"
        self.listener(ProgressStep(text, outermost._largest_share))

    @property
    def text(self) -> str:
        """The task and its stage or count."""
        if self.stage:
            return f"{self.title}: {self.stage}"
        if self.total is None:
            has_count = self.unit and self.completed
            return f"{self.title}: {self.completed:,} {self.unit}" if has_count else self.title
        return f"{self.title}: {min(self.completed, self.total):,} of {self.total:,} {self.unit}".rstrip()

    def _share_with_item(self, share: float) -> float:
        """Completed share of this task, given the completed share of the item in progress."""
        return min(1.0, (self.completed + share) / self.total) if self.total else 0.0


_listener: ContextVar[Listener | bool | None] = ContextVar("listener", default=None)
_innermost: ContextVar[Task | None] = ContextVar("innermost", default=None)


@contextmanager
def progress(show: bool | Listener = True) -> Iterator[None]:
    """Choose who is told of the progress of work inside this ``with``.

    Parameters
    ----------
    show : bool or callable
        True draws bars on stderr or in Jupyter even where nobody seems to look, False draws none; a callable
        receives every :class:`ProgressStep`, and may raise an exception to stop the work.

    Examples
    --------
    >>> told = []
    >>> with progress(told.append), track_items(["Bodø", "Nuuk"], "landings") as landings:
    ...     names = [name.upper() for name in landings]
    >>> [(step.text, step.share) for step in told]
    [('landings: 0 of 2', 0.0), ('landings: 1 of 2', 0.5), ('landings: 2 of 2', 1.0)]
    """
    # A task that begins inside has no parent outside: this listener would not know the parent.
    tokens = _listener.set(show), _innermost.set(None)
    try:
        yield
    finally:
        _innermost.reset(tokens[1])
        _listener.reset(tokens[0])


@contextmanager
def track_count(title: str, *, total: int | None = None, unit: str = "") -> Iterator[Task]:
    """Track a task whose items are counted, by :meth:`Task.advance` or by :func:`count_item`.

    Yields
    ------
    Task
    """
    parent = _innermost.get()
    listener = _choose_listener() if parent is None else parent.listener
    task = Task(title, total, unit, parent, listener)
    with safe_interrupts():
        if listener is None:
            yield task
            return
        token = _innermost.set(task)
        try:
            task.report()
            yield task
        finally:
            _innermost.reset(token)
            if parent is None and isinstance(listener, _Bar):
                listener.close()


@contextmanager
def track_items(
    items: Iterable[_Item], title: str, *, total: int | None = None, unit: str = ""
) -> Iterator[Iterator[_Item]]:
    """Track a loop.

    A context manager, not a plain generator: after an interrupt a generator stays alive in the traceback, and its
    bar on the screen.

    Parameters
    ----------
    items : iterable
    title : str
        In plain words, such as ``existing cables``.
    total : int, optional
        Number of items, if ``len(items)`` does not give it.
    unit : str
        What the items are, if the title does not say it.

    Yields
    ------
    iterator
        Over the items.
    """
    count = len(items) if total is None and isinstance(items, Sized) else total
    with track_count(title, total=count, unit=unit) as task:
        yield iter(items) if task.listener is None else _counted(items, task)


@contextmanager
def track_stages(title: str, *, total: int) -> Iterator[Callable[[str], None]]:
    """Track a task of several stages: call what this yields at the beginning of each.

    Examples
    --------
    >>> told = []
    >>> with progress(told.append), track_stages("a route", total=2) as stage:
    ...     stage("cheapest line")
    ...     stage("lower bound")
    >>> [(step.text, step.share) for step in told][1:]
    [('a route: cheapest line', 0.0), ('a route: lower bound', 0.5)]
    """
    with track_count(title, total=total) as task:
        yield task.begin


def count_item() -> None:
    """Count one more item of the innermost task, if its total is unknown; called where the item is made."""
    task = _innermost.get()
    if task is not None and task.total is None:
        task.advance()


def _counted(items: Iterable[_Item], task: Task) -> Iterator[_Item]:
    for item in items:
        yield item
        task.advance()


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
    if os.environ.get("TQDM_DISABLE", "0") not in {"", "0"}:  # tqdm itself ignores it in Jupyter
        return False
    return _is_jupyter() or (sys.stderr is not None and sys.stderr.isatty())


def _is_jupyter() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and "IPKernelApp" in shell.config


class _Bar:
    """A bar of tqdm, drawn once the work has taken long enough."""

    def __init__(self) -> None:
        self._drawn: Any = None
        self._began = perf_counter()
        self._next = self._began + _DELAY_S
        self._words = ""

    def __call__(self, step: ProgressStep) -> None:
        now = perf_counter()
        if now < self._began + _DELAY_S:
            return
        # A new count may wait; a new task may take long, and is drawn at once.
        words = step.text.translate(_NO_DIGITS)
        if words == self._words and now < self._next:
            return
        self._words, self._next = words, now + _REDRAW_S
        if self._drawn is None:
            self._drawn = _make_bar(step, now - self._began)
        else:
            self._drawn.n = step.share
            self._drawn.set_description_str(step.text, refresh=True)

    def close(self) -> None:
        if self._drawn is not None:
            self._drawn.n = self._drawn.total  # in Jupyter a bar that is not full turns red and stays
            self._drawn.close()


def _make_bar(step: ProgressStep, elapsed_s: float) -> Any:
    """Draw a bar for work that began some seconds ago."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without widgets tqdm warns and draws text
        from tqdm.auto import tqdm
    widgets = any(base.__module__ == "tqdm.notebook" for base in tqdm.__mro__)
    bar = tqdm(
        total=1.0,
        initial=step.share,
        desc=step.text,
        leave=False,
        dynamic_ncols=not widgets,
        delay=1e-9,  # otherwise tqdm draws it before its start time is set
        bar_format=_WIDGETS if widgets else _TERMINAL,
    )
    if not bar.disable:
        bar.start_t -= elapsed_s
        bar.refresh()
    return bar
