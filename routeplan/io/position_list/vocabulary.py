"""Words of headings in the languages that position lists come in, without accents, in lower case."""

from __future__ import annotations

import re
import unicodedata
from typing import TypeAlias

from routeplan.geo.position_text import Axis

Words: TypeAlias = frozenset[str]


def _of(text: str) -> Words:
    return frozenset(text.split())


AXES: dict[Axis, Words] = {
    "latitude": _of(
        "lat latitude latitud latitudine latitudes breite breitengrad breddegrad bredde bredd breddgrad breedte "
        "breedtegraad leveys leveysaste breidd szerokosc широта шир latnorth latsouth φ"
    ),
    "longitude": _of(
        "lon long lng longitude longitud longitudine longitudes lange langengrad laenge laengengrad lengdegrad lengde "
        "laengdegrad laengde langd langdgrad lengte lengtegraad pituus pituusaste lengd dlugosc долгота долг λ"
    ),
}
# Scripts without blanks between words: found anywhere in a heading. Two of each pair name a hemisphere as well.
CHARACTERS: dict[str, tuple[Axis, str]] = {
    "緯度": ("latitude", ""), "経度": ("longitude", ""), "纬度": ("latitude", ""), "经度": ("longitude", ""),
    "위도": ("latitude", ""), "경도": ("longitude", ""), "北緯": ("latitude", "N"), "南緯": ("latitude", "S"),
    "東経": ("longitude", "E"), "西経": ("longitude", "W"), "北纬": ("latitude", "N"), "南纬": ("latitude", "S"),
    "东经": ("longitude", "E"), "西经": ("longitude", "W"),
}  # fmt: skip
DEGREES = _of(
    "d deg degs degree degrees dd ddd grad grader graden degre degres gradi grados градусы градус град ° 度"
)
MINUTES = _of(
    "m min mins minute minutes mm mmm mmmm minuten minutter minuter minuti minutos минуты минута минут мин ' 分"
)
SECONDS = _of(
    's sec secs second seconds ss sss sek sekunde sekunden sekunder secondes secondi segundos секунды секунд сек " 秒'
)
WHOLE = _of("ddm dmm dms decimal dec dez dezimal desimal ddmm dddmm ddmmss dddmmss hddd position wgs84")
PACKED = _of("ddmm dddmm ddmmss dddmmss")
PAIRS_OF_HEMISPHERES: dict[str, Axis] = {
    "ns": "latitude", "sn": "latitude", "ew": "longitude", "we": "longitude", "ow": "longitude", "wo": "longitude",
    "eo": "longitude", "oe": "longitude", "øv": "longitude", "vø": "longitude", "ov": "longitude", "сю": "latitude",
    "юс": "latitude", "вз": "longitude", "зв": "longitude", "北南": "latitude", "東西": "longitude",
}  # fmt: skip
HEMISPHERE = _of(
    "h hem hemi hemis hemisphere hemisphare hemispheere halvkule полушарие 半球 dir quadrant quad"
)
# One letter of each hemisphere, from what stands in headings and cells. O and V are decided by language.
HEMISPHERE_WORDS: dict[str, str] = {
    **dict.fromkeys(_of("n north northern nord nordlich norte norra nordre noord pohjoista север северная с 北"), "N"),
    **dict.fromkeys(_of("s south southern sud sudlich sor sør søndre syd sur sul zuid etelaista юг южная ю 南"), "S"),
    **dict.fromkeys(
        _of("e east eastern ost ostlich est este leste oost ø øst oster itaista восток восточная в 東 东"), "E"
    ),
    **dict.fromkeys(
        _of("w west western westlich ouest oeste ovest vest v vaster lansitta запад западная з 西"), "W"
    ),
}  # fmt: skip
FROM = _of("from start von fra de da fran от начало 始点 begin beginning a")
TO = _of("to end bis nach til till vers до конец 終点 finish b")
ROUTES = _of("route routes cable system ruta trasse strecke strekning marshrut маршрут ルート")
SEGMENTS = _of("segment segments seg section sektion abschnitt участок сегмент 区間 line linie part")
POSITIONS = _of(
    "pos position posisjon no nr num number nummer seq sequence order id point punkt wp waypoint leg legs index row # "
    "№ номер 番号"
)
EVENTS = _of("event events ereignis hendelse evenement evento событие イベント")
BEARINGS = _of("bearing bearings course azimuth heading kurs peilung cap rumbo")
BURIAL = _of("burial bury plough plow eingrabung eingrabetiefe nedgraving ensouillage")
DEPTHS = _of("depth wd tiefe wassertiefe dybde vanndybde profondeur")
SLOPES = _of("slope gradient neigung helning pente")
ACROSS = _of("across cross side transverse quer")
WATERS = _of("jurisdiction waters eez")
REMARKS = _of("remarks remark comments comment notes bemerkung bemerkungen merknad remarques")
IDENTITY = _of("id name no nr number code nummer")
PAIRS = _of(
    "position positions pos posisjon koordinaten koordinater coordinates coordinate coords coord "
    "latlon latlong lonlat latlng geom geometry wkt point координаты 座標 location standort"
)
SUMMED = _of(
    "cum cumul cumulative cumulated kp total kumuliert kumulierte kumulativ kumulert cumule cumulee pk"
)
DISTANCES = _of("km distance dist length entfernung distanz avstand расстояние 距離 kp nm")
PROJECTED = _of("easting northing eastings northings rechtswert hochwert")

_GLUED = re.compile(
    r"(?<![^\W\d_])(latitude|longitude|long|lat|lng|lon)"
    r"(degs?|degrees?|dd|d|mins?|minutes?|mm|m|secs?|seconds?|ss|s|hemi?|hemisphere|h|ns|ew|dir|dms|ddm|dec|wgs|[nsew])"
    r"(?![^\W\d_])"
)


def plain(text: str) -> str:
    """Write a text in lower case, without accents, and with one kind of degree, minute and second sign."""
    signs = str.maketrans(
        {"º": "°", "˚": "°", "′": "'", "’": "'", "‘": "'", "´": "'", "″": '"', "”": '"', "“": '"'}
    )
    decomposed = unicodedata.normalize("NFKD", text.translate(signs))
    letters = "".join(
        letter for letter in decomposed if not unicodedata.combining(letter) or letter == "\u0306"
    )
    return unicodedata.normalize("NFC", letters.replace("и\u0306", "й").replace("\u0306", "")).casefold()


def words_of(heading: str) -> Words:
    """Split a heading into words and signs.

    Examples
    --------
    >>> sorted(words_of("LatDeg")), sorted(words_of("Länge (O/W)")), sorted(words_of("Lat °"))
    (['deg', 'lat'], ['lange', 'ow'], ['lat', '°'])
    """
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", heading)
    text = plain(text).replace("''", '"')
    text = re.sub(r"(?<![^\W\d_])([nsewovøсювз])\s*[/\\|,-]\s*([nsewovøсювз])(?![^\W\d_])", r"\1\2", text)
    text = re.sub(r"北\s*/\s*南", "北南", re.sub(r"東\s*/\s*西", "東西", text))
    text = _GLUED.sub(lambda match: f"{match[1]} {match[2]}", text)
    return frozenset(re.findall(r"[^\W\d_]+|[°'\"#№]", text))
