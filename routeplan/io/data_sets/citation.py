"""Citation of a data set: BibTeX, and a sentence for a report."""

from __future__ import annotations

import re
from dataclasses import dataclass

from routeplan.io.data_sets.registry import PublishedSet
from routeplan.io.sources import DataSet, Source

_TEX = str.maketrans({"&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$"})
_OTHERS = "and others"
_SHOWN_SHA = 16  # hexadecimal digits that tell a file from others


@dataclass(frozen=True, slots=True)
class Reference:
    """What is cited.

    Attributes
    ----------
    key : str
        Of the BibTeX entry.
    title, version, publisher, doi, page, licence : str
        Empty where there is none.
    authors : tuple of str
        ``Family, Given``, or the name of a group; none for a file of the user.
    year : int
        0 where none is known.
    """

    key: str
    title: str
    version: str = ""
    publisher: str = ""
    doi: str = ""
    page: str = ""
    licence: str = ""
    authors: tuple[str, ...] = ()
    year: int = 0

    @property
    def sentence(self) -> str:
        """One sentence for a report."""
        authors = "; ".join(self.authors).replace(f"; {_OTHERS}", f" {_OTHERS}")
        who = f"{authors} ({self.year}): " if authors else ""
        version = f", version {self.version}" if self.version and self.version not in self.title else ""
        where = f"doi:{self.doi}" if self.doi else self.page
        licence = self.licence[:1].upper() + self.licence[1:]
        rest = (f" {part}." for part in (self.publisher, where, licence) if part)
        return f"{who}{self.title}{version}.{''.join(rest)}"

    @property
    def bibtex(self) -> str:
        """A BibTeX entry."""
        people = [name if "," in name or name == _OTHERS else f"{{{name}}}" for name in self.authors]
        fields = {
            "author": " and ".join(people).replace(f"and {_OTHERS}", "and others"),
            "title": f"{{{self.title}}}",
            "year": str(self.year or ""),
            "publisher": self.publisher,
            "version": self.version,
            "doi": self.doi,
            "url": self.page,
            "note": f"Licence: {self.licence}" if self.licence else "",
        }
        verbatim = ("doi", "url")
        lines = [
            f"  {name} = {{{value if name in verbatim else value.translate(_TEX)}}},"
            for name, value in fields.items()
            if value
        ]
        return "\n".join([f"@misc{{{self.key},", *lines, "}"])


def reference_of(data_set: PublishedSet) -> Reference:
    """Cite a published data set.

    Examples
    --------
    >>> from routeplan.io.data_sets.registry import find_set
    >>> reference_of(find_set("marine-regions")).sentence.partition("version 12. ")[2]
    'Marine Regions. doi:10.14284/632. CC BY 4.0.'
    >>> print(reference_of(find_set("usgs")).bibtex.splitlines()[0])
    @misc{usgs-2017,
    """
    return Reference(
        f"{data_set.id}-{data_set.year}",
        data_set.title,
        data_set.version,
        data_set.publisher,
        data_set.doi,
        data_set.page,
        data_set.licence,
        data_set.authors,
        data_set.year,
    )


def reference_of_embedded(data_set: DataSet) -> Reference:
    """Cite an embedded data set.

    Examples
    --------
    >>> from routeplan.io.sources import embedded
    >>> reference_of_embedded(embedded("coast")).bibtex.splitlines()[1]
    '  author = {Wessel, P. and Smith, W. H. F.},'
    """
    source = data_set.source
    return Reference(
        f"{data_set.id}-{data_set.year}",
        source.name,
        source.version,
        doi=source.doi,
        licence=source.licence,
        authors=data_set.authors,
        year=data_set.year,
    )


def reference_of_file(source: Source) -> Reference:
    """Cite a file of the user, whose authors nobody but its owner knows: by its name and checksum."""
    key = re.sub(r"[^a-z0-9]+", "-", source.name.casefold()).strip("-") or "file"
    checksum = source.sha256[:_SHOWN_SHA]
    return Reference(f"{key}-{checksum}", f"{source.name}, sha256 {checksum}...", licence=source.licence)
