"""Numbers as text: short ones for the screen, exact ones for hover, and back again."""

import math
from collections.abc import Sequence

MINUS = "\u2212"
TIMES = "×"

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALLEST_PLAIN = 1e-4
_LARGEST_PLAIN = 1e6
# float32 keeps about this much, so 0.1 that has been through a tensor still counts as 0.1.
_SAME = 1e-7


def number(value: float, digits: int = 3) -> str:
    """A number at a few significant digits: `−4`, `0.5`, `0.313`, `1,235`, `1.2×10⁻⁷`.

    Trailing zeros stay only where they stand for digits that were rounded away.

    Args:
        value: Any float; NaN and infinities are named.
        digits: Significant digits, 1 or more.
    """
    value = float(value)
    if not math.isfinite(value):
        return _not_finite(value)
    if value == 0:
        return "0"
    size = abs(value)
    if size < _SMALLEST_PLAIN or size >= _LARGEST_PLAIN:
        return _scientific(value, digits)
    if size < 10**15 and math.isclose(value, round(value), rel_tol=_SAME):
        return _true_minus(f"{round(value):,}")
    exponent = math.floor(math.log10(float(f"{size:.{digits - 1}e}")))
    return _true_minus(_trim(f"{value:,.{max(0, digits - 1 - exponent)}f}", value))


def fixed(value: float, decimals: int = 2) -> str:
    """A number with a set count of decimals, as in the cells of a matrix."""
    value = float(value)
    if not math.isfinite(value):
        return _not_finite(value)
    text = f"{value:.{decimals}f}"
    return _true_minus(text if float(text) else text.lstrip("-"))


def exact(value: float) -> str:
    """All digits a number has, for hover."""
    if isinstance(value, int):
        return _true_minus(str(value))
    value = float(value)
    return _true_minus(repr(value)) if math.isfinite(value) else _not_finite(value)


def factor(value: float, digits: int = 3) -> str:
    """A number as a factor of a product: negative ones in parentheses."""
    text = number(value, digits)
    return f"({text})" if text.startswith(MINUS) else text


def count(value: int) -> str:
    """A count with thousands separators: `4,640`."""
    return _true_minus(f"{value:,}")


def shape(sizes: Sequence[int]) -> str:
    """A tensor's shape: `16×4×4`, `128`, or `scalar`."""
    return TIMES.join(str(size) for size in sizes) if sizes else "scalar"


def index(position: Sequence[int]) -> str:
    """A place in a tensor: `[0, 2]`."""
    return f"[{', '.join(str(part) for part in position)}]"


def power_of_ten(exponent: int) -> str:
    """A power of ten as a factor: `×10⁻³`."""
    return f"{TIMES}10{str(exponent).translate(_SUPERSCRIPTS)}"


def percent(share: float, decimals: int = 1) -> str:
    """A share of 1 as a percentage: `97.2%`."""
    return _not_finite(share) if not math.isfinite(share) else f"{fixed(share * 100, decimals)}%"


def duration(seconds: float) -> str:
    """A time as `0:06`, `12:30` or `1:02:30`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def parse(text: str) -> float:
    """The number a person typed; the true minus, `1e-3` and thousands separators are understood.

    Raises:
        ValueError: It is not a finite number.
    """
    value = float(text.strip().replace(MINUS, "-").replace(",", ""))
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a finite number")
    return value


def _trim(text: str, value: float) -> str:
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return short if math.isclose(float(short.replace(",", "")), value, rel_tol=_SAME) else text


def _scientific(value: float, digits: int) -> str:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    mantissa = _trim(mantissa, value / 10.0 ** int(exponent))
    return _true_minus(mantissa) + power_of_ten(int(exponent))


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "∞" if value > 0 else f"{MINUS}∞"


def _true_minus(text: str) -> str:
    return text.replace("-", MINUS)
