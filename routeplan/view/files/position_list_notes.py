"""What a file with position lists says of itself: legs, tolerances, cable explained, rules, provenance."""

from __future__ import annotations

from collections.abc import Sequence

from routeplan.engineering.bill_of_quantities import derive_cable_difference
from routeplan.engineering.crossings import longest_span_km
from routeplan.engineering.listing import RoutePositionList
from routeplan.planning.system import System
from routeplan.view.files.provenance import provenance_of

_NO_ORIGIN = "not known: the route has lost what it was planned on"


def list_notes(lists: Sequence[RoutePositionList]) -> list[tuple[str, str]]:
    """Give the notes as pairs of subject and text; the kind of legs is said in the first."""
    kinds = " and ".join(dict.fromkeys(listed.legs for listed in lists))
    legs = f"{kinds} legs, bearings true, positions on WGS 84 in degrees and decimal minutes"
    notes = [("route position list (RPL)", legs)]
    for listed in lists:
        notes += _notes_of(listed, named=len(lists) > 1)
    provenance = provenance_of(
        [source for listed in lists for source in listed.route.sources],
        *(listed.route.scenario_sha256 for listed in lists),
        legs=kinds,
    )
    return notes + [
        (subject, text) for subject, text in provenance.rows() if subject not in ("coordinates", "legs")
    ]


def _notes_of(listed: RoutePositionList, *, named: bool) -> list[tuple[str, str]]:
    who = f"{listed.name}, " if named else ""
    route, tolerance = listed.route, listed.tolerance
    by_cost = (
        "cost not held: the route has lost what it was planned on"
        if tolerance.cost_change_pct is None
        else f"cost {tolerance.cost_change_pct:+.3f} % ({tolerance.cost_pct:g} % allowed in a leg)"
    )
    return [
        ("route", listed.name),
        *((f"{who}GAVE WAY", f"closed area {area.text} of the objective") for area in route.gave_way.areas),
        (
            f"{who}length",
            f"{listed.length_km:,.3f} km by this list; {route.length_km:,.3f} km the line that was valued",
        ),
        (f"{who}alter courses", f"within {tolerance.lateral_m:g} m of that line; {by_cost}"),
        *(
            (f"{who}cable", f"{km:,.3f} km {what}")
            for what, km in derive_cable_difference(listed).itertuples(index=False)
        ),
        (f"{who}repeaters", _repeaters(listed)),
        *([(f"{who}crossings", _NO_ORIGIN)] if listed.seabed is None else []),
        (f"{who}slopes", _slopes(listed)),
    ]  # fmt: skip


def _repeaters(listed: RoutePositionList) -> str:
    build = listed.build
    if listed.repeaters.empty and longest_span_km(listed.whole) > build.unrepeatered_km:
        return f"none: the segment is shorter than a section of {build.repeater_spacing_km:g} km"
    if listed.repeaters.empty:
        return f"none: cable of up to {build.unrepeatered_km:g} km can be unrepeatered"
    text = f"{len(listed.repeaters)}, at most {build.repeater_spacing_km:g} km apart where places are free"
    if listed.seabed is None:
        text += "; spacing by default"
    if isinstance(listed.whole, System):
        return f"{text}; those paid for are of the whole system"
    paid = build.count_repeaters(listed.route.cable_km, listed.route.cable_km)
    if paid != len(listed.repeaters):
        text += f"; {paid} were paid for, because more cable was valued"
    return text


def _slopes(listed: RoutePositionList) -> str:
    if listed.seabed is None:
        return _NO_ORIGIN
    return "steepest of the leg at the resolution of the depths; down ahead and down to starboard positive"
