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
        "breedtegraad leveys leveysaste breidd szerokosc laius laiuskraad широта шир latnorth latsouth φ "
        "noorderbreedte zuiderbreedte nordbreite sudbreite"
    ),
    "longitude": _of(
        "lon long lng longitude longitud longitudine longitudes lange langengrad laenge laengengrad lengdegrad lengde "
        "laengdegrad laengde længde længdegrad langd langdgrad lengte lengtegraad pituus pituusaste lengd dlugosc "
        "pikkus pikkuskraad долгота долг λ westerlengte oosterlengte westlange ostlange"
    ),
}
# Scripts without blanks between words: found anywhere in a heading, the terms that name a hemisphere too first.
CHARACTERS: dict[str, tuple[Axis, str]] = {
    "北緯": ("latitude", "N"), "南緯": ("latitude", "S"), "東経": ("longitude", "E"), "西経": ("longitude", "W"),
    "北纬": ("latitude", "N"), "南纬": ("latitude", "S"), "东经": ("longitude", "E"), "西经": ("longitude", "W"),
    "북위": ("latitude", "N"), "남위": ("latitude", "S"), "동경": ("longitude", "E"), "서경": ("longitude", "W"),
    "緯度": ("latitude", ""), "経度": ("longitude", ""), "纬度": ("latitude", ""), "经度": ("longitude", ""),
    "위도": ("latitude", ""), "경도": ("longitude", ""),
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
    **dict.fromkeys(
        _of(
            "n north northern nord nordlich nordliche nordl nordlig nordre norte norra norr noord noorder "
            "noorderbreedte nordbreite pohjoista pohjoinen polnocna север северная северной сев с 北 북"
        ), "N",
    ),
    **dict.fromkeys(
        _of(
            "s south southern sud sudlich sudliche sudl sor soder sør sørlig søndre syd sydlig sur sul zuid zuider "
            "zuiderbreedte sudbreite etelaista etelainen poludniowa юг южная южной южн ю 南 남"
        ), "S",
    ),
    **dict.fromkeys(
        _of(
            "e east eastern ost ostlich ostliche ostl ostlig østlig est este leste oost ooster oosterlengte ostlange ø "
            "øst oster itaista itainen wschodnia восток восточная восточной вост в 東 东 동"
        ), "E",
    ),
    **dict.fromkeys(
        _of(
            "w west western westlich westliche westl wester westerlengte westlange ouest oeste ovest vest vestlig "
            "vestre v vast vastlig vaster lansitta lantinen zachodnia запад западная западной зап з 西 서"
        ), "W",
    ),
}  # fmt: skip
FROM = _of("from start von fra de da fran от начало 始点 begin beginning a origin departure depart")
TO = _of("to end bis nach til till vers до конец 終点 finish b destination arrival arrivee")
ROUTES = _of(
    "route routes cable system ruta trasse strecke strekning marshrut маршрут ルート option alternative alternativ "
    "variant variante вариант"
)
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
    "cum cumul cumulative cumulated kp total kumuliert kumulierte kumulativ kumulert akkumulert ackumulerad gesamt "
    "gesamtstrecke cumule cumulee acumulada acumulado progressiva pk chainage нарастающее накопленное 累積距離 累計距離"
)
DISTANCES = _of("km distance dist length entfernung distanz avstand расстояние 距離 kp nm")
# Units of distances, by the unit that they are read as.
UNITS: dict[str, str] = {
    "km": "km", **dict.fromkeys(_of("nm nmi sm nautical naut seemeilen sjømil"), "nm"),
    **dict.fromkeys(_of("m metre metres meter meters"), "m"),
}  # fmt: skip
# Words of a heading that change nothing about its angle.
NEUTRAL = _of(
    "in of the and or with as e g eg negative positive minus plus signed decimals fraction geo geographic geographical "
    "geographische geogr geographique geografisk gps map chart final planned actual laid wgs epsg etrs nad itrf grs "
    "datum system ref reference format y x start end begin point utc true northing easting coord coordinate coordinates"
)
PROJECTED = _of("easting northing eastings northings rechtswert hochwert")

_SIGNS = str.maketrans(
    dict.fromkeys("º˚⁰ᵒ∘゜", "°") | dict.fromkeys("′’‘´ʹ`‵", "'") | dict.fromkeys("″”“ʺ", '"')
    | dict.fromkeys("−–—‐‑", "-") | {"ł": "l", "Ł": "L"}
)  # fmt: skip
_RUSSIAN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?<![^\W\d_]){first}\s*\.\s*{second}(?![^\W\d_])"), words)
    for first, second, words in (
        ("с", "ш", " широта северная "), ("ю", "ш", " широта южная "),
        ("в", "д", " долгота восточная "), ("з", "д", " долгота западная "),
    )
)  # fmt: skip
_GLUED = re.compile(
    r"(?<![^\W\d_])(latitude|longitude|long|lat|lng|lon)"
    r"(degs?|degrees?|dd|d|mins?|minutes?|mm|m|secs?|seconds?|ss|s|hemi?|hemisphere|h|ns|ew|dir|dms|ddm|dec|wgs|[nsew])"
    r"(?![^\W\d_])"
)


def plain(text: str) -> str:
    """Write a text in lower case, without accents, and with one kind of degree, minute, second and minus sign.

    Small raised or circled digits are marks of notes and become ``^``: they are no digits of a number.
    """
    marked = "".join("^" if unicodedata.category(sign) == "No" else sign for sign in text.translate(_SIGNS))
    decomposed = unicodedata.normalize("NFKD", marked)
    letters = "".join(
        letter for letter in decomposed if not unicodedata.combining(letter) or letter == "\u0306"
    )
    return unicodedata.normalize("NFC", letters.replace("и\u0306", "й").replace("\u0306", "")).casefold()


def hemispheres_in(text: str) -> set[str]:
    """Give the hemispheres that a text names, as N, S, E, W, or O where the language decides; small letters do not.

    Examples
    --------
    >>> hemispheres_in("° W"), hemispheres_in("з.д."), hemispheres_in("0.0 s")
    ({'W'}, {'W'}, set())
    """
    found = {letter for term, (_, letter) in CHARACTERS.items() if letter and term in text}
    for word in words_of(text):
        if len(word) > 1 or word.upper() in text:
            found |= {"O"} if word == "o" else {HEMISPHERE_WORDS[word]} if word in HEMISPHERE_WORDS else set()
    return found


def words_of(heading: str) -> Words:
    """Split a heading into words and signs.

    Examples
    --------
    >>> sorted(words_of("LatDeg")), sorted(words_of("Länge (O/W)")), sorted(words_of("Lat °"))
    (['deg', 'lat'], ['lange', 'ow'], ['lat', '°'])
    """
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", heading)
    text = plain(text).replace("''", '"')
    text = re.sub(r"([dms]{2,})\.[dms]+", r"\1", text)  # DDMM.mmm: the digits of the decimals
    for pattern, words in _RUSSIAN:
        text = pattern.sub(words, text)
    text = re.sub(r"(?<![^\W\d_])([nsewovøсювз])\s*[/\\|,-]\s*([nsewovøсювз])(?![^\W\d_])", r"\1\2", text)
    text = re.sub(r"北\s*/\s*南", "北南", re.sub(r"東\s*/\s*西", "東西", text))
    text = _GLUED.sub(lambda match: f"{match[1]} {match[2]}", text)
    return frozenset(re.findall(r"[^\W\d_]+|[°'\"#№]", text))
