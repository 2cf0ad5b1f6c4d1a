"""States and whom they count as: ISO 3166 codes, territories with waters of their own, partners."""

from __future__ import annotations

import re
from dataclasses import dataclass

HIGH_SEAS = "high seas"

# Partner waters of the preset `trusted`: EU and EEA, Canada, USA, UK, Japan, Korea, Greenland, Iceland and Norway
# (the project's contract), and the Faroes. Members as of 2026; besides them the islands that share a partner's
# sovereignty and have a code of their own. The high seas are nobody's, and allowed.
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

# ISO 3166-1 of the countries in the embedded boundaries and of coasts just south of them.
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
_ALPHA_2 = {
    code: alpha_2
    for alpha_2, alpha_3, number in (entry.split() for entry in _ISO_3166.split(","))
    for code in (alpha_3, number)
}
# What Natural Earth draws apart but ISO gives no code: label, and who holds or administers it.
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
    """Who has jurisdiction.

    Attributes
    ----------
    label : str
        ISO 3166-1 alpha-2 code, with the part where it has a zone of its own: ``NO``, ``NO (Svalbard)``;
        ``high seas`` for nobody's waters; the name where there is no code.
    isos : tuple of str
        Codes of all who claim it: one as a rule, none on the high seas, several where claims overlap.

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
        """Whether every claimant is a partner; nobody's waters are open to all."""
        return all(iso in partners for iso in self.isos)


def state_of(name: str, iso_n3: str) -> State:
    """Name the state behind a row of Natural Earth's countries, by its number or else by its name.

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
    """Read from a label whose waters it means: none of the high seas, several where more than one state claims them.

    Examples
    --------
    >>> isos_of("NO (Svalbard)"), isos_of("JP / RU (Southern Kurils)"), isos_of(HIGH_SEAS)
    (('NO',), ('JP', 'RU'), ())
    """
    claims = re.sub(r" \(.*\)$", "", label)
    return () if claims == HIGH_SEAS else tuple(claims.split(" / "))


def alpha_2_of(code: str) -> str:
    """Give the ISO 3166-1 alpha-2 code of an alpha-3 or numeric one; a code not known stays as it is.

    Examples
    --------
    >>> alpha_2_of("NOR"), alpha_2_of("578"), alpha_2_of("FJI")
    ('NO', 'NO', 'FJI')
    """
    return _ALPHA_2.get(code, code)
