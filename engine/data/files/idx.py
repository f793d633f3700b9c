"""IDX, the format of MNIST: a type, a shape and big-endian numbers, plain or compressed by gzip."""

import gzip
import zlib
from math import prod
from pathlib import Path
from typing import Final

import numpy as np

from engine.data.sources.spec import Array
from engine.errors import DataError, Problem

_TYPES: Final = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(path: Path) -> Array:
    """The numbers of an IDX file, in this machine's byte order.

    Source: Y. LeCun, C. Cortes, C. Burges: The MNIST Database, "The IDX file format".

    Raises:
        DataError: The file is cut off, too long, or no IDX file.
    """
    content = _content(path)
    rank = content[3] if len(content) >= 4 else 0
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in _TYPES or rank == 0:
        raise _wrong(path, "is no IDX file", "two zero bytes, a type and a rank", content[:4].hex(" "))
    start = 4 + 4 * rank
    shape = tuple(np.frombuffer(content[4:start], ">u4").tolist()) if len(content) >= start else ()
    kind = np.dtype(_TYPES[content[2]])
    expected = start + prod(shape) * kind.itemsize
    if not shape or len(content) != expected:
        state = "is cut off" if not shape or len(content) < expected else "is longer than it says"
        raise _wrong(path, state, f"{expected:,} bytes", f"{len(content):,}")
    numbers = np.frombuffer(content, kind, offset=start).reshape(shape)
    return numbers.astype(kind.newbyteorder("="))


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    except EOFError:
        raise _wrong(path, "is cut off", "the end of the compressed file", "none") from None
    except (OSError, zlib.error) as error:
        raise DataError(Problem(f"{path} cannot be read: {error}", mend="Get the file again")) from None


def _wrong(path: Path, state: str, expected: str, found: str) -> DataError:
    return DataError(Problem(f"{path} {state}", expected=expected, found=found, mend="Get the file again"))
