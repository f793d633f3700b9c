from PySide6.QtGui import QColor, QGuiApplication
from pytestqt.qtbot import QtBot

from gui.theme import theme
from gui.widgets.code_view import CodeColumns, CodeView

SOURCE = '''"""A module."""
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3)  # the filters

    def forward(self, x):
        return self.conv1(x)
'''


def colour_of(view: CodeView, word: str, line: int) -> QColor:
    """The colour a word is shown in."""
    block = view.document().findBlockByNumber(line - 1)
    place = block.text().index(word)
    for part in block.layout().formats():
        if part.start <= place < part.start + part.length:
            return QColor(part.format.foreground().color())
    return theme().colour("text")


def shown(qtbot: QtBot, code: str, **words: str) -> CodeView:
    view = CodeView()
    qtbot.addWidget(view)
    view.set_code(code, words=words or {"upstream": "upstream"})
    view.resize(400, 120)
    view.show()
    return view


def test_python_is_coloured(qtbot: QtBot) -> None:
    view = shown(qtbot, SOURCE)
    assert colour_of(view, "A module", 1) == theme().colour("text3")
    assert colour_of(view, "from", 2) == theme().colour("kw")
    assert colour_of(view, "torch", 2) == theme().colour("text")
    assert colour_of(view, "# the", 8) == theme().colour("text3")


def test_names_of_gradients_have_their_colour(qtbot: QtBot) -> None:
    view = shown(
        qtbot, "def backward(upstream, W):\n    return upstream @ W\n", upstream="upstream", W="local"
    )
    assert colour_of(view, "upstream", 2) == theme().colour("upstream")
    assert colour_of(view, "W", 2) == theme().colour("local")


def test_marked_lines_are_tinted_with_a_bar_and_brought_into_sight(qtbot: QtBot) -> None:
    view = shown(qtbot, "\n".join(f"x = {line}" for line in range(1, 101)))
    qtbot.waitExposed(view)
    view.highlight_lines({80})
    assert view.verticalScrollBar().value() > 70 * view.line_height()
    picture = view.grab().toImage()
    left = {picture.pixelColor(1, y).name() for y in range(picture.height())}
    right = {
        picture.pixelColor(view.viewport().geometry().right() - 30, y).name() for y in range(picture.height())
    }
    assert theme().colour("accent").name() in left
    assert theme().colour("tint").name() in right


def test_fitted_code_is_as_high_as_its_lines(qtbot: QtBot) -> None:
    view = CodeView(numbered=False, fitted=True)
    qtbot.addWidget(view)
    view.set_code("a\nb")
    two = view.sizeHint().height()
    view.set_code("a\nb\nc")
    assert view.sizeHint().height() - two == view.line_height()


def test_columns_split_before_forward_and_number_on(qtbot: QtBot) -> None:
    columns = CodeColumns()
    qtbot.addWidget(columns)
    columns.set_code(SOURCE)
    assert columns.right.code().startswith("    def forward")
    assert columns.left.code().endswith("# the filters")
    columns.highlight_lines({8, 11})
    columns.copy_all()
    assert QGuiApplication.clipboard().text() == columns.code() == SOURCE


def test_source_without_forward_is_split_in_the_middle(qtbot: QtBot) -> None:
    columns = CodeColumns()
    qtbot.addWidget(columns)
    columns.set_code("a\nb\nc\nd")
    assert (columns.left.code(), columns.right.code()) == ("a\nb", "c\nd")


def test_code_follows_the_theme(qtbot: QtBot) -> None:
    view = shown(qtbot, "import torch\n")
    theme().set_mode("light")
    light = colour_of(view, "import", 1)
    expected = theme().colour("kw")
    theme().set_mode("dark")
    assert light == expected
    assert colour_of(view, "import", 1) == theme().colour("kw")
