"""Rules of a cable engineer, each with its default: stretches, armour, burial, slack, repeaters."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from math import isfinite

from routeplan.errors import UsageError


@dataclass(frozen=True, slots=True)
class ArmourRules:
    """Where depth alone does not decide the cable type.

    Attributes
    ----------
    shortest_km : float
        No stretch of one cable type, or of burial, is shorter: a joint and a stop of the plough cost more.
        Editable default.
    faults_per_1000_km_year : float
        From this rate of faults by fishing, anchors or ice the cable is one type heavier than its depth needs, where
        it is not buried. Three times the world average of 0.1 (ICPC 2025); editable default.
    steep_deg : float
        On steeper ground the cable is one type heavier: it hangs and chafes on rock. Editable default.
    """

    shortest_km: float = 5.0
    faults_per_1000_km_year: float = 0.3
    steep_deg: float = 15.0


@dataclass(frozen=True, slots=True)
class BurialRules:
    """Target depth of burial below the seabed.

    Attributes
    ----------
    shallow_m, deep_m : float
        Target where the water is shallower than `shallow_to_m`, and deeper. IRIS: 1.5 m (2022); PC-1: 0.6 to 1 m out to
        1,830 m; ASN: about 1 m.
    shallow_to_m : float
        Depth of water. Editable default.
    """

    shallow_m: float = 1.5
    deep_m: float = 1.0
    shallow_to_m: float = 200.0


@dataclass(frozen=True, slots=True)
class SlackRules:
    """Slack where the seabed or the plough decides it; elsewhere it is that of the cable type.

    Attributes
    ----------
    buried_pct : float
        A plough lays with little slack: 0.5 to 1 % (editable default).
    steep_pct : float
        Surface-laid on steep ground: 2 to 5 % (editable default). Never less than the slack of the cable type.
    steep_deg : float
        What is steep. Editable default, as where slope begins to cost.
    """

    buried_pct: float = 1.0
    steep_pct: float = 3.0
    steep_deg: float = 5.0


@dataclass(frozen=True, slots=True)
class RepeaterRules:
    """Where repeaters may be; their distance from crossings is a rule of the scenario (`crossings.repeater_depths`).

    Attributes
    ----------
    longest_section_pct : float
        A section may exceed the nominal spacing by this, so that repeaters can move away from bad places. Editable
        default.
    ice_depth_m : float
        Where there is sea ice, no repeater in shallower water: keels scour to 65 m.
    shore_km : float
        Least distance from a landing. Editable default.
    """

    longest_section_pct: float = 5.0
    ice_depth_m: float = 65.0
    shore_km: float = 5.0


@dataclass(frozen=True, slots=True)
class EngineeringRules:
    """All rules of a position list.

    Attributes
    ----------
    armour : ArmourRules
    burial : BurialRules
    slack : SlackRules
    repeaters : RepeaterRules

    Raises
    ------
    UsageError
        If a number is negative or not finite.
    """

    armour: ArmourRules = field(default_factory=ArmourRules)
    burial: BurialRules = field(default_factory=BurialRules)
    slack: SlackRules = field(default_factory=SlackRules)
    repeaters: RepeaterRules = field(default_factory=RepeaterRules)

    def __post_init__(self) -> None:
        for group in fields(self):
            rules = getattr(self, group.name)
            for rule in fields(rules):
                value = getattr(rules, rule.name)
                if not (isfinite(value) and value >= 0.0):
                    raise UsageError(f"{group.name} rule {rule.name} is {value}; give a number of at least 0")


DEFAULT_RULES = EngineeringRules()
