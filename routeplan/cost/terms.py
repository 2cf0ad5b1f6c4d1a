"""The terms that the cost of a kilometre is made of, and what each of them is."""

from __future__ import annotations

from enum import StrEnum


class TermGroup(StrEnum):
    """What a term pays for."""

    BUILD = "build"
    LIFE = "life"  # repairs and outages over the design life, present value
    POLICY = "policy"  # what a scenario charges for; no money is paid


class Term(StrEnum):
    """One term of the cost of a kilometre. Tables, files and figures list terms in this order.

    Attributes
    ----------
    group : TermGroup
    by_depth : bool
        Whether depth and the ground alone decide it, so that it is known at full resolution.
    on_land : bool
        Whether a landfall leg over land pays it.

    Examples
    --------
    >>> Term.BURIAL.group.value, Term.BURIAL.by_depth
    ('build', True)
    """

    group: TermGroup
    by_depth: bool
    on_land: bool

    def __new__(cls, name: str, group: TermGroup, by_depth: bool = False, on_land: bool = False) -> Term:
        """Make a member from its row in the table below."""
        term = str.__new__(cls, name)
        term._value_ = name
        term.group, term.by_depth, term.on_land = group, by_depth, on_land
        return term

    CABLE = "cable", TermGroup.BUILD, True, True  # the cheapest type, everywhere
    PROTECTION = "protection", TermGroup.BUILD, True, True  # what the type that a depth needs costs beyond it
    REPEATERS = "repeaters", TermGroup.BUILD, True, True
    LAYING = "laying", TermGroup.BUILD, True, True  # ship-days of surface lay, everywhere
    BURIAL = "burial", TermGroup.BUILD, True, True  # what a plough adds to them
    SURVEY = "survey", TermGroup.BUILD, True, True
    ICE = "ice", TermGroup.BUILD
    SLOPE = "slope", TermGroup.BUILD
    REPAIR = "repair", TermGroup.LIFE
    OUTAGE = "outage", TermGroup.LIFE
    NON_PARTNER = "non_partner", TermGroup.POLICY
    CHOKEPOINT = "chokepoint", TermGroup.POLICY
    PARALLEL = "parallel", TermGroup.POLICY
    LATENCY = "latency", TermGroup.POLICY, False, True
    USER = "user", TermGroup.POLICY  # user layers with use = cost


BUILD_TERMS = tuple(term for term in Term if term.group is TermGroup.BUILD)
LIFE_TERMS = tuple(term for term in Term if term.group is TermGroup.LIFE)
DEPTH_TERMS = tuple(term for term in Term if term.by_depth)
# Terms that no cell has.
LANDING = "landing"  # paid once: stations, shore ends, permits, mobilisation of the ship
LAND = "land"  # terrestrial cable, where a line that others drew runs over land
DIRECTIONAL_SLOPE = "directional_slope"  # slope by its direction; known for a line with its heading
SIBLING = "sibling"  # near another route of the same set; known for a set of routes
