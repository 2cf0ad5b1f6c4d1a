"""Kernels: functions that numba compiles when they are first called. It is imported then, which takes 0.7 s.

What they were compiled to is kept on disk, beside the modules or where ``NUMBA_CACHE_DIR`` says. All of them leave
Python's lock to other threads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, update_wrapper
from typing import Any, TypeVar, cast

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Kernel:
    """A function that is compiled when it is first called, or first called by another kernel.

    Attributes
    ----------
    py_func : callable
        The function as it is written.
    inline : bool
        Whether it is compiled into each kernel that calls it, for short functions in inner loops.
    """

    def __init__(self, py_func: Callable[..., Any], *, inline: bool) -> None:
        self.py_func = py_func
        self.inline = inline
        update_wrapper(self, py_func)

    def __call__(self, *arguments: Any) -> Any:
        """Run it, compiled for the types of these arguments."""
        return self.dispatcher(*arguments)

    @cached_property
    def dispatcher(self) -> Any:
        """What numba makes of it."""
        import numba as nb

        _introduce_kernels()
        return nb.njit(cache=True, nogil=True, inline="always" if self.inline else "never")(self.py_func)

    @property
    def targetoptions(self) -> dict[str, object]:
        """How it is compiled; numba asks a function that a kernel calls whether it is to be inlined."""
        return cast("dict[str, object]", self.dispatcher.targetoptions)

    def __reduce__(self) -> str:
        """Pickle it by its name."""
        return self.py_func.__qualname__


def compiled(function: _Function) -> _Function:
    """Have a function compiled when it is first called."""
    return cast("_Function", Kernel(function, inline=False))


def inlined(function: _Function) -> _Function:
    """Have a function compiled into each kernel that calls it."""
    return cast("_Function", Kernel(function, inline=True))


def _introduce_kernels() -> None:
    """Tell numba, once, that a kernel that another one calls is what was made of it."""
    from numba.core import types
    from numba.extending import typeof_impl

    if Kernel not in typeof_impl.registry:

        @typeof_impl.register(Kernel)
        def type_of(kernel: Kernel, context: object) -> types.Dispatcher:
            return types.Dispatcher(kernel.dispatcher)
