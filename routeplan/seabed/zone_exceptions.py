"""Exceptions to the nearest coast: zones with priority, waters that two states claim, coasts without a full zone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from routeplan.catalog.states import State
from routeplan.catalog.zone_rules import RuleKind, ZoneRule
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, Grid
from routeplan.seabed.boundaries import cells_in_box
from routeplan.seabed.coast_distance import EEZ_KM, BoolCells, Coast, CodeCells


def give_priority(
    grid: Grid, state: CodeCells, states: Sequence[State], coast: Coast, rules: Sequence[ZoneRule]
) -> CodeCells:
    """Give a zone that is agreed to be full its 200 nautical miles, though another coast is nearer.

    Parameters
    ----------
    grid : Grid
    state : (rows, cols) int16 array
        Index into `states`.
    states : sequence of State
    coast : Coast
    rules : sequence of ZoneRule
        Those of kind ``priority`` are applied.

    Returns
    -------
    (rows, cols) int16 array
    """
    state, code_of = state.copy(), {known.label: code for code, known in enumerate(states)}
    for rule in rules:
        if rule.kind is RuleKind.PRIORITY and {rule.label, rule.over} <= code_of.keys():
            row, col = np.nonzero(state == code_of[str(rule.over)])
            first, _ = coast.only(np.array([code_of[rule.label]])).nearest_to(
                grid.in_space_km(row, col), EEZ_KM
            )
            state[row, col] = np.where(first > 0, first, state[row, col])
    return state


def name_claimants(
    grid: Grid, state: CodeCells, states: Sequence[State], rules: Sequence[ZoneRule]
) -> CodeCells:
    """Name both claimants of waters that two states claim.

    Parameters
    ----------
    grid : Grid
    state : (rows, cols) int16 array
        Index into `states`.
    states : sequence of State
    rules : sequence of ZoneRule
        Those of kind ``claimed`` are applied.

    Returns
    -------
    (rows, cols) int16 array
    """
    state, code_of = state.copy(), {known.label: code for code, known in enumerate(states)}
    for rule in rules:
        if rule.kind is RuleKind.CLAIMED and rule.of in code_of:
            row, col = np.nonzero(state == code_of[rule.of])
            within = rule.contains(*grid.lonlat_of(row, col))
            state[row[within], col[within]] = code_of[rule.label]
    return state


def add_short_zones(
    grid: Grid, found: tuple[CodeCells, FloatCells], sea: BoolCells, coast: Coast, reach_km: FloatArray
) -> tuple[CodeCells, FloatCells]:
    """Add the zones of coasts with less than 200 nautical miles, where such a coast is the nearest.

    Parameters
    ----------
    grid : Grid
    found : (rows, cols) int16 and float32 arrays
        Code of the state, and distance from its coast, by the other coasts.
    sea : (rows, cols) bool array
    coast : Coast
        The coasts without a full zone.
    reach_km : (codes,) array
        Width of the zone by code; 0 for a coast that has none.

    Returns
    -------
    state, coast_km : (rows, cols) int16 and float32 arrays
    """
    state, coast_km = found[0].copy(), found[1].copy()
    for code in np.unique(coast.code):
        shore = coast.only(np.array([code]))
        row, col = cells_in_box(grid, shore.projected(grid.projection), reach_km[code], sea)
        near, away_km = shore.nearest_to(grid.in_space_km(row, col), reach_km[code])
        nearer = (near > 0) & (away_km < coast_km[row, col])
        state[row[nearer], col[nearer]] = near[nearer]
        coast_km[row[nearer], col[nearer]] = away_km[nearer]
    return state, coast_km
