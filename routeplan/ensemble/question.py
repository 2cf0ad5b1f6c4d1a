"""The question of an ensemble: scenarios, pairs, systems, samples, candidates, in one text that workers read."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any, ClassVar, TypeAlias

import numpy as np
import pandas as pd

from routeplan.catalog.models import Landing, LandingStatus
from routeplan.cost.scenario import Scenario
from routeplan.cost.scenario_checksum import scenario_sha256
from routeplan.ensemble.sampling import DEPTH_SEED
from routeplan.geo.track import Line
from routeplan.planning.system_layout import NodeKind, SystemLayout, SystemNode
from routeplan.runtime.content_digest import digest_of_code

AS_ASSUMED = -1
"""Number of the sample in which every value is that of the scenario."""
TASKS_PER_PART = 8


@dataclass(frozen=True)
class PairOfEnds:
    """Two landings to join."""

    kind: ClassVar[str] = "pair"

    start: Landing
    end: Landing

    @property
    def name(self) -> str:
        """Names of both ends."""
        return f"{self.start.name} – {self.end.name}"


@dataclass(frozen=True)
class SystemOfStops:
    """A system whose landings and branching units are given: the same layout in all worlds.

    Attributes
    ----------
    name : str
    layout : SystemLayout
    ends : (int, int)
        Nodes at the ends of the trunk.
    """

    kind: ClassVar[str] = "system"

    name: str
    layout: SystemLayout
    ends: tuple[int, int]


Connection: TypeAlias = PairOfEnds | SystemOfStops


@dataclass(frozen=True)
class AssumedWorld:
    """A scenario in some futures.

    Attributes
    ----------
    name : str
        In tables.
    scenario : Scenario
    futures : tuple of str
        Names, as `find_futures` takes them.
    """

    name: str
    scenario: Scenario
    futures: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class CandidateLines:
    """A line that is valued in every case of a pair, or the segments of a system.

    Attributes
    ----------
    pair : int
        Number of its pair or system in `Question.connections`.
    name : str
    lines : tuple of Line
        One of a pair; of a system in the order of its layout.
    """

    pair: int
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class CaseTask:
    """One world in one sample: all pairs and systems are solved on one cost surface.

    Attributes
    ----------
    world, sample : int
        Numbers; the sample may be `AS_ASSUMED`.
    values : tuple of float
        Of the sample, in the order of `Question.paths`; none as assumed.
    depth_seed : int
        -1 where depths are as given.
    """

    world: int
    sample: int
    values: tuple[float, ...]
    depth_seed: int


@dataclass(frozen=True, eq=False)
class Question:
    """What an ensemble asks.

    Attributes
    ----------
    worlds : tuple of AssumedWorld
    pairs : tuple of PairOfEnds
    candidates : tuple of CandidateLines
    samples : DataFrame
        As `draw_samples` gives it; without rows only what is assumed is solved.
    sampling : str
    seed : int
    depth_error_factor, depth_correlation_km : float
    is_refined : bool
        Whether each line is refined along the coast.
    systems : tuple of SystemOfStops
    changed_planner : str
        Digest of what decides the costs of a planner that was changed after opening; empty where scenarios say it all.
    """

    worlds: tuple[AssumedWorld, ...]
    pairs: tuple[PairOfEnds, ...]
    candidates: tuple[CandidateLines, ...]
    samples: pd.DataFrame
    sampling: str
    seed: int
    depth_error_factor: float
    depth_correlation_km: float
    is_refined: bool = False
    systems: tuple[SystemOfStops, ...] = ()
    changed_planner: str = ""

    @property
    def connections(self) -> tuple[Connection, ...]:
        """Pairs, then systems: what the cases of a task are numbered by."""
        return (*self.pairs, *self.systems)

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the uncertain values."""
        return tuple(str(column) for column in self.samples.columns if column != DEPTH_SEED)

    @cached_property
    def tasks(self) -> tuple[CaseTask, ...]:
        """All tasks, world by world, as assumed first."""
        return tuple(self._list_tasks())

    def _list_tasks(self) -> Iterator[CaseTask]:
        rows = self.samples[list(self.paths)].to_numpy(dtype=np.float64)
        seeds = self.samples[DEPTH_SEED].to_numpy()
        for world in range(len(self.worlds)):
            yield CaseTask(world, AS_ASSUMED, (), -1)
            for sample, (row, depth_seed) in enumerate(zip(rows, seeds, strict=True)):
                yield CaseTask(world, sample, tuple(map(float, row)), int(depth_seed))

    @property
    def parts(self) -> Sequence[tuple[CaseTask, ...]]:
        """Tasks in parts: what a worker does at a time, and what is stored at a time."""
        return [self.tasks[at : at + TASKS_PER_PART] for at in range(0, len(self.tasks), TASKS_PER_PART)]

    @cached_property
    def text(self) -> str:
        """All but the samples, as JSON."""
        return json.dumps(
            {
                "version": version("routeplan"),
                "code": digest_of_code(Question),
                "worlds": [
                    {
                        "name": world.name,
                        "scenario": json.loads(world.scenario.model_dump_json()),
                        "scenario_sha256": scenario_sha256(world.scenario),
                        "futures": list(world.futures),
                    }
                    for world in self.worlds
                ],
                "pairs": [
                    [dataclasses.asdict(pair.start), dataclasses.asdict(pair.end)] for pair in self.pairs
                ],
                "systems": [_system_content(system) for system in self.systems],
                "candidates": [
                    {
                        "pair": candidate.pair,
                        "name": candidate.name,
                        "lines": [[line.lon.tolist(), line.lat.tolist()] for line in candidate.lines],
                    }
                    for candidate in self.candidates
                ],
                "paths": list(self.paths),
                "samples": len(self.samples),
                "samples_sha256": hashlib.sha256(self.samples.to_numpy(np.float64).tobytes()).hexdigest(),
                "sampling": self.sampling,
                "seed": self.seed,
                "depth_error_factor": self.depth_error_factor,
                "depth_correlation_km": self.depth_correlation_km,
                "is_refined": self.is_refined,
                "changed_planner": self.changed_planner,
            },
            ensure_ascii=False,
            indent=1,
        )

    @classmethod
    def from_text(cls, text: str, samples: pd.DataFrame | None = None) -> Question:
        """Read what `text` gave; without ``samples`` it has their columns and no rows."""
        content = json.loads(text)
        empty = pd.DataFrame(columns=[*content["paths"], DEPTH_SEED], dtype=np.float64)
        return cls(
            worlds=tuple(
                AssumedWorld(
                    world["name"],
                    Scenario.model_validate_json(json.dumps(world["scenario"])),
                    tuple(world["futures"]),
                )
                for world in content["worlds"]
            ),
            pairs=tuple(PairOfEnds(*map(_landing_from, ends)) for ends in content["pairs"]),
            candidates=tuple(
                CandidateLines(
                    kept["pair"],
                    kept["name"],
                    tuple(Line(np.array(lon), np.array(lat)) for lon, lat in kept["lines"]),
                )
                for kept in content["candidates"]
            ),
            systems=tuple(map(_system_from, content["systems"])),
            samples=empty if samples is None else samples,
            **{
                key: content[key]
                for key in (
                    "sampling",
                    "seed",
                    "depth_error_factor",
                    "depth_correlation_km",
                    "is_refined",
                    "changed_planner",
                )
            },
        )


def _landing_from(content: dict[str, Any]) -> Landing:
    return Landing(**{**content, "status": LandingStatus(content["status"])})


def _system_content(system: SystemOfStops) -> dict[str, Any]:
    nodes = system.layout.nodes
    return {
        "name": system.name,
        "nodes": [{"place": dataclasses.asdict(node.place), "kind": node.kind.value} for node in nodes],
        "joins": [list(join) for join in system.layout.joins],
        "ends": list(system.ends),
    }


def _system_from(content: dict[str, Any]) -> SystemOfStops:
    nodes = (SystemNode(_landing_from(node["place"]), NodeKind(node["kind"])) for node in content["nodes"])
    joins = ((start, end) for start, end in content["joins"])
    start, end = content["ends"]
    return SystemOfStops(content["name"], SystemLayout(tuple(nodes), tuple(joins)), (start, end))
