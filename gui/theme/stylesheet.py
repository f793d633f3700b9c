"""The application style sheet: what the standard Qt widgets look like."""

import re
from pathlib import Path

from gui.theme.tokens import DARK, LIGHT, Tokens

_CHEVRON = "M4.5 6.5 8 10l3.5-3.5"
_CHEVRON_RIGHT = "M6.5 4.5 10 8l-3.5 3.5"
_CHECK = "M3.5 8.5 6.5 11.5 12.5 5"
_DOT = "M8 8h.01"


def write_images(folder: str) -> None:
    """Write the few pictures a style sheet can only name by file into a folder, for both modes."""
    for mode, tokens in (("dark", DARK), ("light", LIGHT)):
        for name, path, colour, width in (
            ("chevron", _CHEVRON, tokens.text2, 1.5),
            ("chevron-right", _CHEVRON_RIGHT, tokens.text2, 1.5),
            ("check", _CHECK, tokens.on_fill, 2.0),
            ("menu-check", _CHECK, tokens.text, 1.5),
            ("dot", _DOT, tokens.on_fill, 6.0),
        ):
            svg = (
                '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">'
                f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
                'stroke-linecap="round" stroke-linejoin="round"/></svg>'
            )
            Path(folder, f"{name}-{mode}.svg").write_text(svg, encoding="utf-8")


def stylesheet(tokens: Tokens, mode: str, scale: float, images: str) -> str:
    """The style sheet of the whole application.

    Args:
        tokens: The colours.
        mode: `dark` or `light`, the ending of the pictures' names.
        scale: The larger-text factor.
        images: The folder `write_images` wrote to.
    """

    def image(match: re.Match[str]) -> str:
        return f'url("{Path(images, f"{match[1]}-{mode}.svg").as_posix()}")'

    sheet = re.sub(r"@image-([a-z-]+)", image, _SHEET)
    sheet = re.sub(r"@(\w+)", lambda match: str(getattr(tokens, match[1])), sheet)
    return re.sub(r"(\d+)u\b", lambda match: f"{round(int(match[1]) * scale)}px", sheet)


# `@name` is a token, `@image-name` a picture, `12u` a length that grows with the text.
_SHEET = """
QToolTip { background: @raised; color: @text; border: 1px solid @border2; padding: 4u 8u; font-size: 13u; }

QPushButton {
  background: @raised; color: @text; border: 1px solid @border; border-radius: 6u;
  min-height: 26u; padding: 0 12u; font-size: 13u; font-weight: 600; }
QPushButton:hover { background: @hover; border-color: @border2; }
QPushButton:pressed { background: @sunken; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @disabled; background: @panel; border-color: @border; }
QPushButton[primary="true"] { background: @fill; color: @on_fill; border-color: @fill; }
QPushButton[primary="true"]:hover { border-color: @accent; }
QPushButton[primary="true"]:focus { border-color: @text; }
QPushButton[primary="true"]:disabled { background: @hover; color: @text3; border-color: @hover; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {
  background: @field; color: @text; border: 1px solid @border; border-radius: 6u; font-size: 13u;
  selection-background-color: @fill; selection-color: @on_fill; }
QLineEdit, QAbstractSpinBox, QComboBox { min-height: 26u; }
QLineEdit { padding: 0 8u; }
QAbstractSpinBox { padding: 0 6u; }
QComboBox { padding: 0 0 0 10u; }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: @border2; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus,
QComboBox:focus, QComboBox:on {
  border-color: @accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: @disabled; background: @panel; }
QLineEdit[invalid="true"], QComboBox[invalid="true"] { background: @errbg; border-color: @error; }

QComboBox::drop-down { border: none; width: 28u; }
QComboBox::down-arrow { image: @image-chevron; width: 16u; height: 16u; }
QComboBox QAbstractItemView {
  background: @raised; color: @text; border: 1px solid @border2; padding: 4u; outline: none;
  selection-background-color: @hover; selection-color: @text; }
QComboBox QAbstractItemView::item { min-height: 26u; padding: 0 6u; border-radius: 4u; }
QComboBox QAbstractItemView::item:hover, QComboBox QAbstractItemView::item:selected {
  background: @hover; color: @text; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }

QCheckBox, QRadioButton { color: @text; spacing: 8u; font-size: 13u; }
QCheckBox::indicator, QRadioButton::indicator {
  width: 14u; height: 14u; border: 1px solid @border2; background: @field; }
QCheckBox::indicator { border-radius: 4u; }
QRadioButton::indicator { border-radius: 7u; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus,
QRadioButton::indicator:hover, QRadioButton::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked { background: @fill; border-color: @fill; image: @image-check; }
QRadioButton::indicator:checked { background: @fill; border-color: @fill; image: @image-dot; }
QCheckBox:disabled, QRadioButton:disabled { color: @disabled; }

QMenu { background: @raised; color: @text; border: 1px solid @border2; padding: 4u; font-size: 13u; }
QMenu::item { padding: 5u 24u 5u 28u; border-radius: 4u; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @border; margin: 4u 6u; }
QMenu::icon { padding-left: 6u; }
QMenu::indicator { width: 16u; height: 16u; padding-left: 6u; }
QMenu::indicator:checked { image: @image-menu-check; }
QMenu::right-arrow { image: @image-chevron-right; width: 16u; height: 16u; }

QTabWidget::pane { border: none; border-top: 1px solid @border; }
QTabWidget::tab-bar { left: 16u; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab {
  color: @text2; background: transparent; padding: 0 2u; margin: 0 24u 0 0; height: 38u;
  border-top: 2px solid transparent; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:focus { color: @accent; }

QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10u; }
QScrollBar:horizontal { height: 10u; }
QScrollBar::handle { background: @border2; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32u; }
QScrollBar::handle:horizontal { min-width: 32u; }
QScrollBar::handle:hover { background: @wire; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QSplitter::handle { background: @border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: @accent; }

QAbstractItemView { background: @panel; color: @text; border: none; outline: none; font-size: 13u;
  selection-background-color: @tint; selection-color: @text; }
QTableView::item, QTreeView::item, QListView::item { min-height: 24u; }
QAbstractItemView::item:hover { background: @hover; }
QAbstractItemView::item:selected { background: @tint; color: @text; }
QHeaderView { background: @panel; }
QHeaderView::section {
  background: @panel; color: @text3; border: none; padding: 0 4u; font-size: 12u; font-weight: 400;
  min-height: 24u; text-align: left; }
QTableCornerButton::section { background: @panel; border: none; }

QProgressBar { background: @grid; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QSlider::groove:horizontal { background: @grid; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal {
  background: @text; width: 12px; height: 12px; margin: -4px 0; border-radius: 6px; }

QScrollArea { background: transparent; border: none; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMainWindow, QDialog, QMessageBox { background: @panel; }
QDockWidget { color: @text; }
QStatusBar { background: @panel; color: @text2; border-top: 1px solid @border; font-size: 12u; }
QStatusBar::item { border: none; }
QFrame[card="true"] { background: @raised; border: 1px solid @border; border-radius: 8u; }
"""
