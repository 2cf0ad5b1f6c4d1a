"""The store of an ensemble: a folder that fills part by part, so that a run that is cut short goes on where it was.

``question.json`` and ``samples.parquet`` say what is asked. ``parts/`` has the results of each part, written whole or
not at all. When all parts are there they are joined, in the order of the tasks, to ``cases.parquet`` (a row for each
pair or system, world and sample; ``kind`` tells which), ``candidates.parquet`` (a row for each candidate, world and
sample) and ``lines.parquet`` (GeoParquet; all segments of a system are one geometry).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from routeplan.ensemble.case_figures import CaseFigures
from routeplan.ensemble.evaluate import PartResult
from routeplan.ensemble.extras import require_pyarrow
from routeplan.ensemble.question import AS_ASSUMED, Question
from routeplan.errors import DataError, OutputError
from routeplan.runtime.files import atomic_write

if TYPE_CHECKING:
    import geopandas as gpd

_FIGURES = tuple(field.name for field in dataclasses.fields(CaseFigures))
_KEYS = ("world", "pair", "sample")
# GeoParquet without a coordinate system is longitude and latitude on WGS 84 (OGC:CRS84).
_GEO = {
    "version": "1.0.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["LineString", "MultiLineString"]}},
}


@dataclass(frozen=True, slots=True)
class EnsembleStore:
    """A folder with a question and its results.

    Attributes
    ----------
    folder : Path
    """

    folder: Path

    @classmethod
    def begin(cls, folder: Path, question: Question) -> EnsembleStore:
        """Begin a store, or take up the one that is there.

        Raises
        ------
        OutputError
            If the folder cannot be written, or holds another question.
        """
        store = cls(folder)
        require_pyarrow("an ensemble")
        if store._question_path.is_file():
            if store._question_path.read_text(encoding="utf-8") != question.text:
                raise OutputError(
                    f"{folder} holds another question, or was begun by another version; give a new folder"
                )
            return store
        try:
            store._parts.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"cannot write {folder}: {error.strerror}; give another folder") from error
        with atomic_write(store._samples_path) as temporary:
            question.samples.to_parquet(temporary, index=False)
        with atomic_write(store._question_path) as temporary:  # last: it says that the store has begun
            temporary.write_text(question.text, encoding="utf-8")
        return store

    @property
    def _question_path(self) -> Path:
        return self.folder / "question.json"

    @property
    def _samples_path(self) -> Path:
        return self.folder / "samples.parquet"

    @property
    def _parts(self) -> Path:
        return self.folder / "parts"

    def _part(self, number: int, kind: str) -> Path:
        return self._parts / f"{kind}-{number:06d}.parquet"

    def read_question(self) -> Question:
        """Read the question.

        Raises
        ------
        DataError
            If the folder is no store, or its question is broken.
        """
        require_pyarrow("an ensemble")
        try:
            text = self._question_path.read_text(encoding="utf-8")
            return Question.from_text(text, pd.read_parquet(self._samples_path))
        except FileNotFoundError as error:
            raise DataError(
                f"{self.folder} holds no ensemble; give the folder of routeplan sweep -o"
            ) from error
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise DataError(f"{self.folder} cannot be read as an ensemble: {error}") from error

    @property
    def is_joined(self) -> bool:
        """Whether all parts are joined."""
        return (self.folder / "lines.parquet").is_file()

    def is_done(self, number: int) -> bool:
        """Whether a part is stored."""
        return self._part(number, "cases").is_file()

    def write_part(self, number: int, result: PartResult) -> None:
        """Store the results of a part; the cases come last, because they say that the part is done.

        Raises
        ------
        OutputError
            If it cannot be written, because the disk is full for example; a part is there whole or not at all.
        """
        candidates = [_row(case, "candidate") for case in result.candidate_cases]
        columns = [*_KEYS[::2], "candidate", *_FIGURES]
        with atomic_write(self._part(number, "candidates")) as temporary:
            pd.DataFrame(candidates, columns=columns).to_parquet(temporary, index=False)
        with atomic_write(self._part(number, "cases")) as temporary:
            cases = [
                {
                    **_row(case, "pair"),
                    "passage": case.passage,
                    "error": case.error,
                    "geometry": case.line_wkb,
                }
                for case in result.cases
            ]
            columns = [*_KEYS, *_FIGURES, "passage", "error", "geometry"]
            pd.DataFrame(cases, columns=columns).to_parquet(temporary, index=False)

    def join(self, question: Question) -> None:
        """Join all parts to the three tables; the same parts give the same bytes.

        Raises
        ------
        OutputError
            If a table cannot be written.
        """
        count = len(question.parts)
        samples = question.samples.assign(sample=range(len(question.samples)))
        assumed = pd.DataFrame({"sample": [AS_ASSUMED]})
        values = pd.concat([assumed, samples], ignore_index=True).set_index("sample")

        def named(cases: pd.DataFrame) -> pd.DataFrame:
            worlds = cases.pop("world").map(dict(enumerate(world.name for world in question.worlds)))
            numbers = cases.pop("pair")
            kinds, names = (
                numbers.map({at: getattr(joined, fact) for at, joined in enumerate(question.connections)})
                for fact in ("kind", "name")
            )
            return cases.assign(world=worlds, kind=kinds, pair=names, seed=question.seed)

        _write_table(
            self.folder / "cases.parquet",
            (
                named(part.drop(columns="geometry")).join(values, on="sample")
                for part in self._read_parts("cases", count)
            ),
        )
        _write_table(self.folder / "candidates.parquet", self._read_parts("candidates", count))
        _write_table(
            self.folder / "lines.parquet",
            (
                named(part.loc[part["geometry"].str.len() > 0, [*_KEYS, "length_km", "passage", "geometry"]])
                for part in self._read_parts("cases", count)
            ),
            about={b"geo": json.dumps(_GEO).encode()},
        )

    def _read_parts(self, kind: str, count: int) -> Iterator[pd.DataFrame]:
        for number in range(count):
            yield pd.read_parquet(self._part(number, kind))

    def read_cases(self) -> pd.DataFrame:
        """Read the table of cases."""
        return pd.read_parquet(self.folder / "cases.parquet")

    def read_candidates(self) -> pd.DataFrame:
        """Read the table of candidates."""
        return pd.read_parquet(self.folder / "candidates.parquet")

    def read_lines(self) -> gpd.GeoDataFrame:
        """Read the lines."""
        import geopandas as gpd

        return gpd.read_parquet(self.folder / "lines.parquet")


def _row(case: Any, key: str) -> dict[str, Any]:
    return {
        "world": case.world,
        "sample": case.sample,
        key: getattr(case, key),
        **{name: getattr(case.figures, name) for name in _FIGURES},
    }


def _write_table(
    path: Path, parts: Iterable[pd.DataFrame], *, about: dict[bytes, bytes] | None = None
) -> None:
    """Write a table part by part: it may be larger than memory."""
    arrow = require_pyarrow("an ensemble")
    writer = None
    with atomic_write(path) as temporary:
        try:
            for part in parts:
                table = arrow.Table.from_pandas(part, preserve_index=False).replace_schema_metadata(about)
                if writer is None:
                    writer = arrow.parquet.ParquetWriter(temporary, table.schema)
                writer.write_table(table.cast(writer.schema))
        finally:
            if writer is not None:
                writer.close()
