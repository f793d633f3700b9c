"""csv: a table of numbers, one sample a line."""

import csv
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from engine.data.files.arrays import as_targets, require_finite
from engine.data.files.places import located
from engine.data.sources.spec import Array, DataSource, Samples
from engine.errors import DataError, Problem
from engine.graph.shape_check import SampleShapes


class Csv(DataSource):
    """Samples from a text file with commas, semicolons or tabs between its columns, with or without a header.

    One column is the target; all others must be numbers.
    """

    name: Literal["csv"] = "csv"
    path: str = Field(min_length=1, description="The file.")
    target: str | None = Field(
        default=None,
        description="Name of the column to be predicted, or its number from 0; left out, the last one.",
    )
    task: Literal["auto", "classes", "values"] = Field(
        default="auto",
        description="Whether the target is a class or a value; auto takes texts and whole numbers 0, 1, 2 … "
        "without gaps for classes.",
    )

    def shapes(self) -> SampleShapes | None:
        return None

    def load(self, data_dir: Path | None) -> Samples:
        path = located(self.path, data_dir)
        header, rows, first_line = _read(path)
        target = self._target(header, path)
        columns = [number for number in range(len(header)) if number != target]
        features = np.empty((len(rows), len(columns)), np.float32)
        for line, row in enumerate(rows):
            for place, column in enumerate(columns):
                try:
                    features[line, place] = float(row[column])
                except ValueError:
                    raise _no_number(path, line + first_line, header[column], row[column]) from None
        bad = np.argwhere(~np.isfinite(features))
        if len(bad):
            line, place = bad[0].tolist()
            raise _no_number(path, line + first_line, header[columns[place]], rows[line][columns[place]])
        targets, classes = self._labels([row[target] for row in rows], header[target])
        return Samples(features, targets, classes)

    def _target(self, header: list[str], path: Path) -> int:
        if self.target is None:
            return len(header) - 1
        if self.target in header:
            return header.index(self.target)
        if self.target.isdecimal() and int(self.target) < len(header):
            return int(self.target)
        raise DataError(
            Problem(
                f"{path} has no column '{self.target}'",
                expected=f"one of: {', '.join(header)}",
                found=self.target,
                mend="Correct the target's name",
                param="dataset.target",
            )
        )

    def _labels(self, cells: list[str], name: str) -> tuple[Array, tuple[str, ...] | None]:
        numbers = np.array([_number(cell) for cell in cells])
        are_numbers = not np.isnan(numbers).any()
        if self.task == "values" or (self.task == "auto" and are_numbers and not _counts(numbers)):
            require_finite(numbers, f"the column {name}")
            return numbers[:, None].astype(np.float32), None
        empty = [line for line, cell in enumerate(cells) if not cell]
        if empty:
            raise DataError(
                Problem(
                    f"the column {name} is empty in sample {empty[0]}", mend="Fill it in, or leave it out"
                )
            )
        if are_numbers and _counts(numbers):
            return as_targets(numbers.astype(np.int64), name)
        return as_targets(np.array(cells), name)


def _read(path: Path) -> tuple[list[str], list[list[str]], int]:
    """Names of the columns, the rows, and the line of the first row.

    Raises:
        DataError: There are no rows, or they are not of one length.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(Problem(f"{path} cannot be read: {error}", expected="text in UTF-8")) from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=delimiter)]
    rows = [row for row in rows if row]
    has_header = bool(rows) and all(np.isnan(_number(cell)) for cell in rows[0]) and len(rows) > 1
    header = rows[0] if has_header else [str(number) for number in range(len(rows[0]) if rows else 0)]
    rows = rows[1:] if has_header else rows
    start = 2 if has_header else 1
    if not rows or len(header) < 2:
        raise DataError(
            Problem(
                f"{path} is no table", expected="at least one row of two columns", found=f"{len(rows)} rows"
            )
        )
    for line, row in enumerate(rows, start):
        if len(row) != len(header):
            raise DataError(
                Problem(
                    f"line {line} of {path} is of another length",
                    expected=f"{len(header)} cells",
                    found=str(len(row)),
                    mend="Mend that line",
                )
            )
    return header, rows, start


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _counts(numbers: Array) -> bool:
    """Whether they are 0, 1, 2 … without gaps."""
    found = np.unique(numbers)
    return len(found) > 1 and bool((found == np.arange(len(found))).all())


def _no_number(path: Path, line: int, column: str, found: str) -> DataError:
    return DataError(
        Problem(
            f"{path}, line {line}: the column {column} has no number",
            expected="a finite number",
            found=repr(found) if found else "nothing",
            mend="Fill in what is missing, leave the line out, or make it the target",
        )
    )
