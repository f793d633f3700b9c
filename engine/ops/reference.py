"""The text of an op's NumPy reference, as the app shows it beside a step."""

import inspect
import re
import textwrap
from typing import Any, Literal

from engine.ops.spec import Op


def reference_code(op: type[Op[Any]] | Op[Any], which: Literal["forward", "backward"]) -> str:
    """Source of `forward` or `backward` without what only Python needs: self, annotations, `self.params.`."""
    function = getattr(op if isinstance(op, type) else type(op), which)
    text = textwrap.dedent(inspect.getsource(function))
    text = re.sub(r"^@\w+\n", "", text)
    signature, _, body = text.partition("\n")
    while not signature.rstrip().endswith(":"):  # a signature over several lines
        line, _, body = body.partition("\n")
        signature += " " + line.strip()
    names = [name for name in inspect.signature(function).parameters if name != "self"]
    body = re.sub(r'^\s+"""(?:.|\n)*?"""\n', "", body)
    return (
        f"def {which}({', '.join(names)}):\n" + body.replace("self.params.", "").replace("self.", "").rstrip()
    )
