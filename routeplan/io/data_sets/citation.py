"""Citation of a data set: BibTeX, and a sentence for a report."""

from __future__ import annotations

from routeplan.io.data_sets.registry import PublishedSet

_TEX = str.maketrans({"&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$"})


def sentence_of(data_set: PublishedSet) -> str:
    """Cite a data set in one sentence.

    Examples
    --------
    >>> from routeplan.io.data_sets.registry import find_set
    >>> sentence_of(find_set("marine-regions")).partition("version 12. ")[2]
    'Marine Regions. doi:10.14284/632. CC BY 4.0.'
    """
    authors = "; ".join(data_set.authors).replace("; and others", " and others")
    doi = f" doi:{data_set.doi}." if data_set.doi else f" {data_set.page}."
    licence = data_set.licence[0].upper() + data_set.licence[1:]
    return (
        f"{authors} ({data_set.year}): {data_set.title}, version {data_set.version}. "
        f"{data_set.publisher}.{doi} {licence}."
    )


def bibtex_of(data_set: PublishedSet) -> str:
    """Cite a data set as a BibTeX entry.

    Examples
    --------
    >>> from routeplan.io.data_sets.registry import find_set
    >>> print(bibtex_of(find_set("usgs")).splitlines()[0])
    @misc{usgs-2017,
    """
    people = [name if "," in name or name == "and others" else f"{{{name}}}" for name in data_set.authors]
    fields = {
        "author": " and ".join(people).replace("and and others", "and others"),
        "title": f"{{{data_set.title}}}",
        "year": str(data_set.year),
        "publisher": data_set.publisher,
        "version": data_set.version,
        "doi": data_set.doi,
        "url": data_set.page,
        "note": f"Licence: {data_set.licence}",
    }
    verbatim = ("doi", "url")
    lines = [
        f"  {name} = {{{value if name in verbatim else value.translate(_TEX)}}},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@misc{{{data_set.id}-{data_set.year},", *lines, "}"])
