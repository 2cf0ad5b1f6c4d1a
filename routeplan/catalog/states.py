"""States: ISO 3166 codes, territories with their own zones, partners."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

HIGH_SEAS = "high seas"

# Partners of the preset `trusted`: EU and EEA, Canada, USA, UK, Japan, Korea, Greenland, Iceland and Norway
# (the project's contract), and the Faroes. Members as of 2026, and islands under the sovereignty of a partner that have
# their own code. The high seas have no state and are allowed.
EU_MEMBERS = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
    "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
EEA_OUTSIDE_EU = frozenset({"IS", "LI", "NO"})
PARTNERS_TRUSTED = (
    EU_MEMBERS
    | EEA_OUTSIDE_EU
    | frozenset({"CA", "US", "GB", "JP", "KR", "GL", "FO"})
    | frozenset({"AX", "PM", "BM", "GI", "GG", "IM", "JE", "UM"})
)

# ISO 3166-1 codes of countries in the embedded boundaries and just south of them.
_ISO_3166 = """
AF AFG 004, AL ALB 008, DZ DZA 012, AD AND 020, AM ARM 051, AT AUT 040, AZ AZE 031, BS BHS 044, BH BHR 048, BD BGD 050,
BY BLR 112, BE BEL 056, BM BMU 060, BT BTN 064, BA BIH 070, BG BGR 100, CA CAN 124, CN CHN 156, HR HRV 191, CY CYP 196,
CZ CZE 203, DK DNK 208, EG EGY 818, EE EST 233, FO FRO 234, FI FIN 246, FR FRA 250, GE GEO 268, DE DEU 276, GI GIB 292,
GR GRC 300, GL GRL 304, GG GGY 831, HU HUN 348, IS ISL 352, IN IND 356, IR IRN 364, IQ IRQ 368, IE IRL 372, IM IMN 833,
IL ISR 376, IT ITA 380, JP JPN 392, JE JEY 832, JO JOR 400, KZ KAZ 398, KW KWT 414, KG KGZ 417, LV LVA 428, LB LBN 422,
LY LBY 434, LI LIE 438, LT LTU 440, LU LUX 442, MK MKD 807, MT MLT 470, MR MRT 478, MX MEX 484, MD MDA 498, MC MCO 492,
MN MNG 496, ME MNE 499, MA MAR 504, MM MMR 104, NP NPL 524, NL NLD 528, KP PRK 408, NO NOR 578, OM OMN 512, PK PAK 586,
PS PSE 275, PL POL 616, PT PRT 620, QA QAT 634, RO ROU 642, RU RUS 643, SM SMR 674, SA SAU 682, RS SRB 688, SK SVK 703,
SI SVN 705, KR KOR 410, ES ESP 724, PM SPM 666, SE SWE 752, CH CHE 756, SY SYR 760, TW TWN 158, TJ TJK 762, TN TUN 788,
TR TUR 792, TM TKM 795, UM UMI 581, UA UKR 804, AE ARE 784, GB GBR 826, US USA 840, UZ UZB 860, EH ESH 732, AX ALA 248,
SJ SJM 744, CU CUB 192, PH PHL 608, VN VNM 704
"""
# States without a sea coast among them; those on the Caspian have waters here, because it is divided like an ocean.
# Source: United Nations, list of landlocked developing countries, and the landlocked states of Europe.
LANDLOCKED = frozenset({
    "AD", "AF", "AM", "AT", "BT", "BY", "CH", "CZ", "HU", "KG", "LI", "LU", "MD", "MK", "MN", "NP", "RS", "SK", "SM",
    "TJ", "UZ", "XK",
})  # fmt: skip
# Territories whose waters are those of a state: no jurisdiction has their own code.
_WATERS_OF = {"SJ": "NO"}
_ALPHA_2 = {
    code: alpha_2
    for alpha_2, alpha_3, number in (entry.split() for entry in _ISO_3166.split(","))
    for code in (alpha_3, number)
}
# Areas of Natural Earth without an ISO code: label, and the state that administers them.
_WITHOUT_CODE = {
    "Akrotiri": ("GB (Akrotiri)", "GB"),
    "Baikonur": ("KZ (Baikonur)", "KZ"),
    "Cyprus U.N. Buffer Zone": ("CY (buffer zone)", "CY"),
    "Dhekelia": ("GB (Dhekelia)", "GB"),
    "Kosovo": ("XK", "XK"),  # user-assigned code in common use
    "N. Cyprus": ("CY (Northern Cyprus)", "CY"),
}


@dataclass(frozen=True, slots=True)
class State:
    """A state or states with jurisdiction.

    Attributes
    ----------
    label : str
        ISO 3166-1 alpha-2 code, with the part if it has its own zone: ``NO``, ``NO (Svalbard)``; ``high seas``;
        the name if there is no code.
    isos : tuple of str
        Codes of all claimants: usually one, none on the high seas, several for overlapping claims.

    Examples
    --------
    >>> State("NO (Jan Mayen)", ("NO",)).is_among(PARTNERS_TRUSTED)
    True
    >>> State("JP / RU", ("JP", "RU")).is_among(PARTNERS_TRUSTED)
    False
    """

    label: str
    isos: tuple[str, ...]

    def is_among(self, partners: frozenset[str]) -> bool:
        """Whether every claimant is a partner; true on the high seas."""
        return all(iso in partners for iso in self.isos)

    def is_claimed_by(self, isos: Collection[str]) -> bool:
        """Whether one of these states is a claimant; false on the high seas.

        Examples
        --------
        >>> State("JP / RU", ("JP", "RU")).is_claimed_by(["RU"]), State("high seas", ()).is_claimed_by(["RU"])
        (True, False)
        """
        return any(iso in isos for iso in self.isos)


def state_of(name: str, iso_n3: str) -> State:
    """Find the state of a row of Natural Earth's countries, by its number or else by its name.

    Examples
    --------
    >>> state_of("Greenland", "304").label, state_of("Dhekelia", "").isos
    ('GL', ('GB',))
    """
    iso = _ALPHA_2.get(iso_n3)
    if iso is not None:
        return State(iso, (iso,))
    label, holder = _WITHOUT_CODE.get(name, (name, name))
    return State(label, (holder,))


def isos_of(label: str) -> tuple[str, ...]:
    """Codes of the states in a label: none for the high seas, several for overlapping claims.

    Examples
    --------
    >>> isos_of("NO (Svalbard)"), isos_of("JP / RU (Southern Kurils)"), isos_of(HIGH_SEAS)
    (('NO',), ('JP', 'RU'), ())
    """
    claims = re.sub(r" \(.*\)$", "", label)
    return () if claims == HIGH_SEAS else tuple(claims.split(" / "))


def alpha_2_of(code: str) -> str:
    """Convert an ISO 3166-1 alpha-3 or numeric code to alpha-2; an unknown code stays as it is.

    Examples
    --------
    >>> alpha_2_of("NOR"), alpha_2_of("578"), alpha_2_of("FJI")
    ('NO', 'NO', 'FJI')
    """
    return _ALPHA_2.get(code, code)


def waters_code_of(code: str) -> str:
    """Code under which the waters of a territory are known: ``SJ`` (Svalbard and Jan Mayen) is ``NO``."""
    return _WATERS_OF.get(code, code)
