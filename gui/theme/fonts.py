"""Type: which face, size and weight each role has.

Text is Source Sans Pro from the package of that name, so that every machine and every screenshot looks alike;
names of quantities are STIX Two Math, the face of formulas; code is JetBrains Mono where it is installed.
"""

import logging
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from PySide6.QtGui import QFont, QFontDatabase

_log = logging.getLogger(__name__)

_TABULAR_FIGURES = QFont.Tag("tnum")
_WORD_SPACING = 0.05  # of the size: Source Sans sets words close, sums such as `a ← x` too close

Role = Literal[
    "title",
    "body",
    "strong",
    "field",
    "field_strong",
    "head",
    "caption",
    "number",
    "equation",
    "result",
    "code",
    "code_strong",
    "code_italic",
    "cell",
    "shape",
    "shape_strong",
]


@dataclass(frozen=True)
class _Face:
    size: int
    weight: QFont.Weight = QFont.Weight.Normal
    mono: bool = False
    italic: bool = False


_SEMIBOLD = QFont.Weight.DemiBold
_BOLD = QFont.Weight.Bold

# Sans sizes are one above the ones drawn with Inter, because Source Sans runs smaller.
_ROLES: dict[Role, _Face] = {
    "title": _Face(16, _SEMIBOLD),
    "body": _Face(14),
    "strong": _Face(14, _SEMIBOLD),
    "field": _Face(13),
    "field_strong": _Face(13, _SEMIBOLD),
    "head": _Face(12, _SEMIBOLD),
    "caption": _Face(12),
    "number": _Face(16, _SEMIBOLD),
    "equation": _Face(26, _SEMIBOLD),
    "result": _Face(34, _BOLD),
    "code": _Face(12, mono=True),
    "code_strong": _Face(12, _BOLD, mono=True),
    "code_italic": _Face(12, mono=True, italic=True),
    "cell": _Face(12, mono=True),
    "shape": _Face(11, mono=True),
    "shape_strong": _Face(11, _BOLD, mono=True),
}

_SANS_FILES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold")
_MATH_FILE = "fonts/STIXTwoMath-Regular.ttf"


def make_font(role: Role, scale: float, size: float | None = None) -> QFont:
    """The font of a role at a text scale; `size` in pixels overrides the role's own."""
    return QFont(_font(role, round((size or _ROLES[role].size) * scale)))


@lru_cache
def _font(role: Role, pixels: int) -> QFont:
    face = _ROLES[role]
    made = QFont(_mono_family() if face.mono else _sans_family())
    made.setPixelSize(max(1, pixels))
    made.setWeight(face.weight)
    made.setItalic(face.italic)
    made.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    if face.mono:
        made.setStyleHint(QFont.StyleHint.Monospace)
        made.setFixedPitch(True)
    else:
        made.setFeature(_TABULAR_FIGURES, 1)
        made.setWordSpacing(pixels * _WORD_SPACING)
    return made


def make_math_font(pixels: float) -> QFont:
    """The face formulas are set in, at a size in pixels."""
    made = QFont(_math_family())
    made.setPixelSize(max(1, round(pixels)))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def math_italic(text: str) -> str:
    """The text with letters in mathematical italic, as formulas write variables."""
    return "".join(_italic_letter(char) for char in text)


def _italic_letter(char: str) -> str:
    if char == "h":
        return "\u210e"  # the italic h is older than its block and stands elsewhere
    for first, last, italic_first in (("A", "Z", 0x1D434), ("a", "z", 0x1D44E), ("α", "ω", 0x1D6FC)):
        if first <= char <= last:
            return chr(italic_first + ord(char) - ord(first))
    return char


@lru_cache
def _sans_family() -> str:
    folder = _package_folder("font_source_sans_pro")
    files = [folder / "files" / f"SourceSansPro-{name}.ttf" for name in _SANS_FILES] if folder else []
    families = [family for file in files if (family := _load(file))]
    return (
        families[0] if families else QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    )


@lru_cache
def _math_family() -> str:
    folder = _package_folder("ziamath")
    return (_load(folder / _MATH_FILE) if folder else None) or _sans_family()


@lru_cache
def _mono_family() -> str:
    installed = set(QFontDatabase.families())
    for family in ("JetBrains Mono", "DejaVu Sans Mono"):
        if family in installed:
            return family
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()


def _package_folder(package: str) -> Path | None:
    """Where a package lies, found without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        _log.warning("The package %s is missing: its font is replaced by another", package)
        return None
    return Path(spec.submodule_search_locations[0])


def _load(file: Path) -> str | None:
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
    if not families:
        _log.warning("The font %s cannot be read", file.name)
        return None
    return families[0]
