import logging

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from gui.theme import theme
from gui.widgets import formula
from gui.widgets.equation import EquationPanel, FormulaRow, Term
from gui.widgets.formula import (
    Formula,
    axis_ascent,
    formula_ascent,
    formula_size,
    paint_formula,
    paint_formula_at,
    prepare_formulas,
)

FRACTION = r"\frac{\partial L}{\partial x}"


def drawn(tex: str, colour: str = "text", width: int = 300) -> QImage:
    image = QImage(300, 100, QImage.Format.Format_RGB32)
    image.fill(theme().colour("panel"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_formula(painter, QRectF(0, 0, width, 100), tex, 32, colour)
    painter.end()
    return image


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_a_formula_grows_with_its_type(qtbot: QtBot) -> None:
    small, large = formula_size(FRACTION, 16), formula_size(FRACTION, 32)
    assert large.width() == pytest.approx(2 * small.width())
    assert formula_ascent(FRACTION, 32) == pytest.approx(2 * formula_ascent(FRACTION, 16))
    assert 0 < axis_ascent(FRACTION, 32) < formula_ascent(FRACTION, 32) < large.height()


def test_parts_have_the_colours_of_their_meaning(qtbot: QtBot) -> None:
    seen = colours(drawn(r"\downstream{D} = \upstream{\frac{U}{y}} \cdot \local{L_{x}} + \value{v}", "text"))
    for meaning in ("downstream", "upstream", "local", "value", "text"):
        assert theme().colour(meaning).name() in seen


def test_colours_follow_the_theme(qtbot: QtBot) -> None:
    dark = colours(drawn(r"\upstream{U}"))
    theme().set_mode("light")
    light = colours(drawn(r"\upstream{U}"))
    upstream = theme().colour("upstream").name()
    theme().set_mode("dark")
    assert upstream in light - dark


def test_a_formula_too_wide_for_its_place_shrinks(qtbot: QtBot) -> None:
    wide = r"y_{o,i,j} = b_o + \sum_{c,u,v} W_{o,c,u,v}\; x_{c,\,i+u,\,j+v}"
    image = drawn(wide, width=120)
    ground = theme().colour("panel")
    inked = [x for x in range(300) if any(image.pixelColor(x, y) != ground for y in range(100))]
    assert formula_size(wide, 32).width() > 120
    assert 100 < max(inked) < 120


def test_what_cannot_be_read_is_shown_as_written_and_logged(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    broken = r"\frac{a"
    with caplog.at_level(logging.ERROR):
        assert formula_size(broken, 20).width() > 0
    assert broken.replace("\\", "\\\\") in caplog.text
    assert len(colours(drawn(broken))) > 1
    assert formula_size(r"\upstream{x", 20).width() > 0


def test_formulas_laid_out_ahead_are_there(qtbot: QtBot) -> None:
    tex = r"\frac{\partial L}{\partial w_{42}}"
    prepare_formulas([tex, tex])
    qtbot.waitUntil(lambda: tex in formula._layouts)


def test_a_formula_stands_on_the_line_it_is_given(qtbot: QtBot) -> None:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(theme().colour("panel"))
    painter = QPainter(image)
    paint_formula_at(painter, QPointF(5, 40), "x", 32)
    painter.end()
    ground = theme().colour("panel")
    inked = [y for y in range(60) if any(image.pixelColor(x, y) != ground for x in range(60))]
    assert min(inked) > 20
    assert max(inked) == pytest.approx(40, abs=2)


def test_the_widget_is_as_high_as_its_formula(qtbot: QtBot) -> None:
    widget = Formula("x", 18)
    qtbot.addWidget(widget)
    low = widget.sizeHint().height()
    widget.set_tex(FRACTION)
    assert widget.sizeHint().height() > low
    assert widget.accessibleName() == widget.tex == FRACTION
    widget.set_tex("")
    assert widget.sizeHint().isEmpty()


def panel(qtbot: QtBot, width: int = 432) -> EquationPanel:
    made = EquationPanel()
    qtbot.addWidget(made)
    made.set_equation(
        r"\frac{\partial f}{\partial x}",
        r"\frac{\partial f}{\partial q}",
        r"\frac{\partial q}{\partial x}",
        "(−4)",
        "1",
        "−4",
    )
    made.resize(width, made.sizeHint().height())
    return made


def test_the_equation_shows_each_part_in_its_colour(qtbot: QtBot) -> None:
    made = panel(qtbot)
    seen = colours(made.grab().toImage())
    for token in ("downstream", "upstream", "local", "raised"):
        assert theme().colour(token).name() in seen
    assert made.accessibleName() == "downstream = upstream (−4) times local 1 = −4"


def test_the_equation_s_columns_keep_clear_of_each_other(qtbot: QtBot) -> None:
    made = panel(qtbot)
    made.set_equation(
        FRACTION, FRACTION, FRACTION, "64×16×8×8", "64×1×8×8", "", row="Shapes", downstream_text="16×1×3×3"
    )
    centres, share = made._columns()
    widths = [max(row.terms[index].width(share) for row in made._rows[:2]) for index in range(5)]
    for index in range(4):
        assert centres[index] + widths[index] / 2 <= centres[index + 1] - widths[index + 1] / 2
    assert centres[4] + widths[4] / 2 <= made.width()


def test_without_a_result_there_is_no_result_line(qtbot: QtBot) -> None:
    made = panel(qtbot)
    whole = made.sizeHint().height()
    made.set_equation(FRACTION, FRACTION, FRACTION, "1×4", "4×8", "")
    assert made.sizeHint().height() < whole


def test_a_row_of_terms_has_room_for_words(qtbot: QtBot) -> None:
    row = FormulaRow(Term(FRACTION, "downstream"), Term("="), Term("x", "local"))
    qtbot.addWidget(row)
    plain = row.sizeHint().height()
    row.set_terms(Term(FRACTION, "downstream", word="downstream"))
    assert row.sizeHint().height() > plain
    assert theme().colour("downstream").name() in colours(row.grab().toImage())
