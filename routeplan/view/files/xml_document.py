"""XML documents: elements with text, written indented and in UTF-8."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

# XML 1.0 knows no other control characters than tab and the two of a new line.
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: ET.Element, tag: str, text: object = None, /, **attributes: str) -> ET.Element:
    r"""Add an element with its text, without the characters that XML does not know.

    Examples
    --------
    >>> root = ET.Element("kml")
    >>> _ = add(root, "name", "Bodø & \x00 Narvik", id="n1")
    >>> ET.tostring(root, encoding="unicode")
    '<kml><name id="n1">Bodø &amp;  Narvik</name></kml>'
    """
    element = ET.SubElement(parent, tag, attributes)
    if text is not None:
        element.text = _NO_XML.sub("", str(text))
    return element


def to_bytes(root: ET.Element) -> bytes:
    """Write a document with its declaration."""
    ET.indent(root, " ")
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"
