import numpy as np
import pytest

from engine.errors import Problem
from engine.runtime.messages import Iterations, TrainingEnded, TrainingFailed, TrainingStarted, WorkerDied
from gui.run_record import RunRecord
from gui.training.words import HeadWords, head_words


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def run(iterations: int, seconds: float = 6.0) -> RunRecord:
    clock = Clock()
    record = RunRecord(TrainingStarted("/r", "cpu", 6090, {"train": 1257}, 60, 20), clock)
    clock.now = seconds
    if iterations:
        losses = np.ones(iterations, np.float32)
        record.take(Iterations(1, losses, np.ones(iterations), 9200.4))
    return record


def words(
    state: str,
    record: RunRecord | None = None,
    problem: Problem | None = None,
    trouble: TrainingFailed | WorkerDied | None = None,
) -> HeadWords:
    return head_words(state, record, problem, trouble, "60 epochs of digits, SGD at 0.05", "images")


def test_before_any_run_it_says_what_would_be_trained() -> None:
    said = words("idle")
    assert (said.strong, said.plain) == ("Ready to train", "60 epochs of digits, SGD at 0.05")
    assert said.share is None


def test_while_it_runs() -> None:
    said = words("running", run(919))
    assert said.strong == "Epoch 46 of 60"
    assert said.plain == "iteration 919 of 1,200"
    assert said.right == ("9,200 images/s", "0:06 elapsed", "0:02 left")
    assert said.share == pytest.approx(919 / 1200)


def test_before_the_first_iteration_no_time_left_is_invented() -> None:
    assert words("running", run(0)).right == ("0 images/s", "0:06 elapsed")


def test_paused() -> None:
    said = words("paused", run(30))
    assert said.strong == "Paused in epoch 2 of 60"
    assert said.right == ("0:06 elapsed",)


def test_paused_between_two_epochs() -> None:
    assert words("paused", run(40)).strong == "Paused after epoch 2 of 60"
    assert words("paused", run(0)).strong == "Paused in epoch 1 of 60"


@pytest.mark.parametrize(("state", "strong"), [("starting", "Starting"), ("stopping", "Stopping")])
def test_between_states(state: str, strong: str) -> None:
    assert words(state, run(30)).strong == strong


def ended(**end: object) -> HeadWords:
    record = run(1200)
    record.take(TrainingEnded(end))
    return words("idle", record)


def test_done() -> None:
    said = ended(
        reason="done", epochs=60, seconds=8.4, test_loss=0.121, test_accuracy=0.969444, best_epoch=10
    )
    assert said.strong == "Trained 60 epochs"
    assert said.plain == "best epoch 10"
    assert said.right == ("0:08", "test loss 0.121", "test accuracy 96.9%")


def test_stopped_early_by_patience() -> None:
    said = ended(
        reason="early_stopping", epochs=15, seconds=2, test_loss=None, test_accuracy=None, best_epoch=10
    )
    assert (said.strong, said.plain) == ("Trained 15 epochs", "stopped early: best epoch 10")


def test_stopped_by_a_person() -> None:
    record = run(30)
    record.take(TrainingEnded({"reason": "stopped", "epochs": 1, "seconds": 1.0}))
    said = words("idle", record)
    assert (said.strong, said.plain) == ("Stopped in epoch 2 of 60", "a checkpoint is kept")


def test_a_graph_that_cannot_be_trained_says_why_and_how_to_mend_it() -> None:
    problem = Problem("training needs one number to minimise", node="fc", mend="End the graph with a loss")
    said = words("idle", problem=problem)
    assert said.strong == "fc: training needs one number to minimise"
    assert said.plain == "End the graph with a loss."
    assert said.is_error
    assert said.node == "fc"


def test_a_problem_without_a_mend_says_what_was_expected() -> None:
    said = words("idle", problem=Problem("epochs do not fit", expected="1 or more", found="0"))
    assert (said.strong, said.plain) == ("Epochs do not fit", "Expected 1 or more, found 0.")


def test_a_failure_names_its_node() -> None:
    record = run(3)
    failure = TrainingFailed((Problem("the loss is not a finite number", node="conv2", mend="Take less"),))
    record.take(failure)
    said = words("idle", record, trouble=failure)
    assert said.strong == "Training failed at conv2"
    assert said.plain == "The loss is not a finite number. Take less."
    assert said.node == "conv2"


def test_a_failure_to_start_is_not_the_last_runs() -> None:
    record = run(3)
    record.take(TrainingEnded({"reason": "done", "epochs": 60}))
    said = words("idle", record, trouble=TrainingFailed((Problem("there is no such file"),)))
    assert said.strong == "Training could not start"


@pytest.mark.parametrize(
    ("resumable", "mend"),
    [(True, "Resume goes on from the last checkpoint."), (False, "It can be started again.")],
)
def test_a_dead_worker(resumable: bool, mend: str) -> None:
    record = run(30)
    death = WorkerDied("training", -9, "It was killed.", resumable)
    record.take(death)
    said = words("idle", record, trouble=death)
    assert said.strong == "Training was interrupted in epoch 2"
    assert said.plain == f"It was killed. {mend}"


def test_a_run_that_goes_on_is_not_drowned_by_a_problem() -> None:
    assert words("running", run(5), problem=Problem("the graph is empty")).strong == "Epoch 1 of 60"
