"""Write the reference pages of the site: commands with their options, Python names, and keys of JSON output."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import typer
from json_schemas import write_json_reference

import routeplan as rp
from routeplan.cli.app import app

NO_BRACES = str.maketrans("", "", "{}")
# Sections of the Python page. A name that is in none of them stops the build.
SECTIONS = {
    "Scenarios": ("Scenario", "read_scenario", "write_scenario"),
    "Landings": ("find_landing", "find_landings", "landings", "search_landings"),
    "Plan": (
        "open_planner",
        "Planner",
        "Route",
        "Diverse",
        "Branch",
        "plan_system",
        "plan_topologies",
        "System",
        "Avoid",
        "BarredError",
        "Grid",
        "LayerName",
    ),
    "Compare and vary": (
        "compare",
        "compare_systems",
        "what_if",
        "WhatIf",
        "sweep",
        "pareto_table",
        "read_proposals",
        "tabulate_proposals",
        "compare_with_announced",
        "tabulate_service",
        "ensemble",
        "Ensemble",
        "read_ensemble",
    ),
    "Lines of others": ("read_lines", "score_lines"),
    "Engineering": (
        "ListOptions",
        "derive_position_list",
        "derive_position_lists",
        "derive_straight_line",
        "derive_bill_of_quantities",
        "find_crossings",
        "crossing_table",
        "read_cable_types",
        "change_cable_type",
    ),
    "Networks": ("open_network", "Network", "rank_candidates"),
}


def write_reference(folder: Path, schemas: Path) -> None:
    """Write all reference pages to a folder, and the JSON Schemas that they link to."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "commands.md").write_text(command_page(), encoding="utf-8")
    (folder / "python.md").write_text(python_page(), encoding="utf-8")
    write_json_reference(folder / "json.md", schemas)


def command_page() -> str:
    """Describe every command with its arguments and options, as `--help` has them."""
    root = typer.main.get_command(app)
    parts = [
        "# Commands",
        f"{root.help}",
        "Common to all: exit codes 0 done, 1 failure, 2 usage, 3 no feasible route, "
        "4 data missing or broken, 5 scenario invalid, 130 stopped by Ctrl-C, 143 stopped by SIGTERM.",
    ]
    for name, command in root.commands.items():
        parts += _described(f"routeplan {name}", command)
    return "\n\n".join(parts) + "\n"


def _described(title: str, command: Any) -> list[str]:
    parts = [f"## {title}", inspect.cleandoc(command.help or "")]
    if hasattr(command, "commands"):
        for name, below in command.commands.items():
            parts += [
                f"#{part}" if part.startswith("## ") else part
                for part in _described(f"{title} {name}", below)
            ]
        return parts
    context = typer.Context(command, info_name=title)
    parts.append(
        f"```\n{' '.join(command.get_usage(context).removeprefix('Usage: ').split()).translate(NO_BRACES)}\n```"
    )
    rows = [_row(*record) for option in command.params if (record := option.get_help_record(context))]
    if rows:
        parts.append("\n".join(("| option | meaning |", "|---|---|", *rows)))
    return parts


def _row(names: str, meaning: str) -> str:
    """Lay out what ``--help`` says of an argument or option as a row."""
    shown = meaning.replace("|", "\\|").replace("\n", " ")
    names = names.removesuffix(" <str>")  # of an argument; options name their own
    return f"| `{names.replace('|', chr(92) + '|')}` | {shown} |"


def python_page() -> str:
    """List the public names with their docstrings."""
    sections = SECTIONS | {
        "Maps and figures": tuple(
            name for name in rp.__all__ if name.startswith(("map_", "figure_", "write_map", "write_figure"))
        ),
        "Tables, files and reports": ("plain_table", "write_result", "report", "Briefing", "write_report"),
        "While it runs": ("progress", "live"),
    }
    listed = [name for names in sections.values() for name in names]
    missing = sorted(set(rp.__all__) - set(listed) - {"__version__"})
    if missing:
        raise SystemExit(f"docs/reference_pages.py: no section for {', '.join(missing)}")
    parts = [
        "# Python",
        "`import routeplan as rp`. Names below are those of `rp`; each is imported when it is first used.",
    ]
    for section, names in sections.items():
        parts += [f"## {section}", *(_directive(name) for name in names)]
    return "\n\n".join(parts) + "\n"


def _directive(name: str) -> str:
    thing = getattr(rp, name)
    kind = "autoclass" if inspect.isclass(thing) else "autofunction" if callable(thing) else "autodata"
    # A scenario has a parameter for each table: its keys are on a page of their own.
    signature = "(**tables)" if name == "Scenario" else ""
    value = "\n   :no-value:" if kind == "autodata" else ""
    return f"```{{eval-rst}}\n.. {kind}:: routeplan.{name}{signature}{value}\n```"
