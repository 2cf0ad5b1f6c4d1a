"""Data sets of other publishers: a registry, files on this machine, fetching, citation."""

from routeplan.io.data_sets.citation import Reference, reference_of, reference_of_embedded, reference_of_file
from routeplan.io.data_sets.fetch import fetch_set, remove_set
from routeplan.io.data_sets.kept_files import (
    FOLDER_VARIABLE,
    SetState,
    check_set,
    data_set_folder,
    find_set_file,
    read_record,
    set_of_file,
    source_of,
    state_of,
)
from routeplan.io.data_sets.naming import file_of_choice
from routeplan.io.data_sets.registry import PublishedSet, SetKind, find_set, read_registry

__all__ = [
    "FOLDER_VARIABLE",
    "PublishedSet",
    "Reference",
    "SetKind",
    "SetState",
    "check_set",
    "data_set_folder",
    "fetch_set",
    "file_of_choice",
    "find_set",
    "find_set_file",
    "read_record",
    "read_registry",
    "reference_of",
    "reference_of_embedded",
    "reference_of_file",
    "remove_set",
    "set_of_file",
    "source_of",
    "state_of",
]
