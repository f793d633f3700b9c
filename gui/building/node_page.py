"""The inspector of one node: settings first, then what follows from them."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.errors import Fix
from engine.graph.edits import RenameNode, SetParams
from engine.graph.model import Node
from engine.graph.shape_check import NodeReport
from engine.ops.shapes import format_shape, without_batch
from gui.building.derivative import exists, flowing_back
from gui.building.node_head import NodeHead
from gui.building.problem_card import ProblemCard
from gui.building.rows import Cell, Rows
from gui.building.section import Section
from gui.building.window_picture import WindowPicture, window_sizes
from gui.document import Document
from gui.widgets import numbers
from gui.widgets.formula import Formula, prepare_formulas
from gui.widgets.labels import Paragraph
from gui.widgets.param_form import ParamForm

_FORMULA_SIZE = 18


class NodePage(QWidget):
    """Everything about one node.

    Args:
        document: The document; edits go through it.
        parent: Where it stands.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._node_id: str | None = None
        self._op: type | None = None
        self.head = NodeHead()
        self.problem = ProblemCard()
        self._about = Section()
        self._doc = Paragraph(role="field", colour="text2", line=18)
        self._formula = Formula(size=_FORMULA_SIZE)
        self._settings = Section("Settings")
        self.form: ParamForm | None = None
        self._output = Section("Output size")
        self._picture = WindowPicture()
        self.arithmetic = Rows()
        self._learnable = Section("Learnable parameters")
        self.parameters = Rows()
        self._back = Section("What flows back")
        self._arrange()
        self.head.renamed.connect(self._rename)
        self.problem.fix_wanted.connect(self._mend)

    def _arrange(self) -> None:
        self._about.add(self._doc)
        self._about.add(self._formula)
        self._output.add(self._picture)
        self._output.add(self.arithmetic)
        self._learnable.add(self.parameters)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (
            self.head,
            self.problem,
            self._about,
            self._settings,
            self._output,
            self._learnable,
            self._back,
        ):
            column.addWidget(part)
        column.addStretch(1)

    def show_node(self, node_id: str) -> None:
        """Show a node, or the same one as it is now."""
        graph = self._document.graph
        node = graph.nodes[node_id]
        report = self._document.report.nodes[node_id]
        self._node_id = node_id
        self.head.show_node(graph, node)
        self.problem.show_problem(report.problem, report.warnings)
        if type(node.op) is not self._op:
            self._op = type(node.op)
            self._show_op(node)
        if self.form is not None:
            self.form.set_values(node.op.explicit_params())
            param = report.problem.param if report.problem is not None else None
            if report.problem is not None and param in type(node.op.params).model_fields:
                self.form.set_errors({str(param): "does not fit what flows in"})
        self._show_output(node, report)
        self._show_learnable(report)

    def _show_op(self, node: Node) -> None:
        """What is the same for all nodes of an op."""
        op = node.op
        gradients = {name: gradient for name, gradient in op.gradients.items() if exists(gradient)}
        prepare_formulas([op.formula, *(flowing_back(*entry) for entry in gradients.items())])
        self._doc.set_pieces(op.doc)
        self._formula.set_tex(op.formula)
        self._settings.clear()
        self.form = None
        if op.Params.model_fields:
            self.form = ParamForm(op.Params, op.explicit_params())
            self.form.changed.connect(self._set)
            self._settings.add(self.form)
        self._settings.setVisible(self.form is not None)
        self._back.clear()
        for name, gradient in op.gradients.items():
            if name in gradients:
                self._back.add(Formula(flowing_back(name, gradient), _FORMULA_SIZE))
            self._back.add(Paragraph(gradient.sentence, role="field", colour="text2", line=18))
        writes_g = any("G" in gradient.downstream for gradient in gradients.values())
        self._back.head.set_note("G = ∂L/∂y, what came back" if writes_g else "")
        self._back.setVisible(bool(op.gradients))

    def _show_output(self, node: Node, report: NodeReport) -> None:
        self._output.setVisible(report.shape is not None)
        if report.shape is None:
            return
        self._picture.show_sizes(window_sizes(node.op, report.inputs, report.shape))
        lines = [
            (Cell(label, colour="text2"), Cell(sum_)) for label, sum_ in node.op.arithmetic(report.inputs)
        ]
        shape = Cell(format_shape(without_batch(report.shape)), "code_strong")
        self.arithmetic.set_rows([*lines, (Cell("shape", colour="text2"), shape)])

    def _show_learnable(self, report: NodeReport) -> None:
        self._learnable.setVisible(bool(report.parameters))
        if not report.parameters:
            return
        rows = []
        for name, shape in report.parameters.items():
            count = 1
            for size in shape:
                count *= size
            product = " · ".join(str(size) for size in shape)
            rows.append((Cell(name, colour="text2"), Cell(product), Cell(numbers.count(count))))
        whole = self._document.report.parameter_count
        share = numbers.percent(report.parameter_count / whole, 0)
        words = f"{share} of the network’s {numbers.count(whole)}"
        total = (Cell(words, "field", "text2"), Cell(numbers.count(report.parameter_count), "code_strong"))
        self.parameters.set_rows([*rows, total], total=True)

    # Edits -----------------------------------------------------------------------------------------

    def _set(self, name: str, value: object) -> None:
        if self._node_id is not None:
            self._document.push(SetParams(self._node_id, {name: value}))

    def _mend(self, fix: Fix) -> None:
        if self._node_id is not None:
            self._document.push(SetParams(self._node_id, fix.params))

    def _rename(self, new: str) -> None:
        if self._node_id is not None:
            self._document.push(RenameNode(self._node_id, new))
