"""The app's side of the engine: two worker processes, asked and heard without ever waiting for them."""

import atexit
import itertools
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

from engine.errors import Problem, WorkerError
from engine.runtime.failures import describe_end
from engine.runtime.link import WorkerLink
from engine.runtime.messages import (
    Action,
    Answer,
    Control,
    Message,
    Question,
    Request,
    SetLearningRate,
    StartTraining,
    TrainingEnded,
    TrainingFailed,
    TrainingStarted,
    Watch,
    WorkerDied,
)
from engine.runtime.processes import WorkerStarter, worker_starter

_SECONDS_TO_SAVE: Final = 1.3
_SECONDS_TO_DIE: Final = 0.3


class Engine:
    """Questions about a graph and one training at a time, each in a process of its own.

    Every method but `shutdown` returns at once. Processes start by themselves when they are needed, also
    after one died.

    Args:
        on_message: Called with `WorkerReady`, all messages of training, and `WorkerDied`, in threads of the
            engine's own; it should return soon.
        starter: How processes are started; None takes the quickest way of this system.
    """

    def __init__(self, on_message: Callable[[Message], None], starter: WorkerStarter | None = None) -> None:
        self._on_message = on_message
        self._starter = worker_starter() if starter is None else starter
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._callbacks: dict[int, Callable[[Answer], None]] = {}
        self._run_dir: str | None = None
        self._watch = Watch()
        self._interactive = WorkerLink(
            "interactive", self._starter, self._hear_answer, self._interactive_ended, self._interactive_failed
        )
        self._training = WorkerLink(
            "training", self._starter, self._hear_training, self._training_ended, self._training_failed
        )
        atexit.register(self.shutdown)

    def warm_up(self) -> None:
        """Have both workers ready soon."""
        with suppress(WorkerError):  # starting the workers will meet and report the same
            self._starter.warm_up()
        self._interactive.warm_up()
        self._training.warm_up()

    # Questions ---------------------------------------------------------------------------------------

    def ask(self, request: Request, callback: Callable[[Answer], None]) -> int:
        """Ask the interactive worker.

        Args:
            request: The question.
            callback: Called once with the answer, in a thread of the engine's own; also if the worker dies
                over it, but not after `shutdown`.

        Returns:
            The question's number, which the answer bears.
        """
        number = next(self._numbers)
        with self._lock:
            self._callbacks[number] = callback
        self._interactive.send(Question(number, request))
        return number

    def _hear_answer(self, message: Message) -> None:
        if not isinstance(message, Answer):
            self._on_message(message)
            return
        with self._lock:
            callback = self._callbacks.pop(message.number)
        callback(message)

    def _interactive_ended(self, exit_code: int | None) -> None:
        reason = describe_end("interactive", exit_code)
        self._answer_all((Problem(reason, mend="Try again: a new one starts by itself"),))
        self._on_message(WorkerDied("interactive", exit_code, reason))

    def _interactive_failed(self, problems: tuple[Problem, ...]) -> None:
        self._answer_all(problems)
        self._on_message(WorkerDied("interactive", None, problems[0].sentence()))

    def _answer_all(self, problems: tuple[Problem, ...]) -> None:
        with self._lock:
            callbacks, self._callbacks = self._callbacks, {}
        for number, callback in callbacks.items():
            callback(Answer(number, problems=problems))

    # Training ----------------------------------------------------------------------------------------

    def start_training(
        self,
        graph: Mapping[str, Any],
        run_dir: str | None = None,
        *,
        resume: bool = False,
        data_dir: str | None = None,
    ) -> None:
        """Train a graph; a run that is going on is stopped before.

        Args:
            graph: The graph as JSON values.
            run_dir: Folder for the run's record, None for a new one in the default place.
            resume: Whether to go on from the last checkpoint in `run_dir`.
            data_dir: Where data files lie, None for the default place.
        """
        self._training.send(self._watch)
        self._training.send(StartTraining(graph, run_dir, resume, data_dir))

    def control(self, action: Action) -> None:
        """Pause, resume or stop the run, or let it go on for one iteration or epoch."""
        self._training.send(Control(action))

    def set_learning_rate(self, lr: float) -> None:
        """Train with another base learning rate, above 0, from the next iteration on."""
        self._training.send(SetLearningRate(lr))

    def watch(self, watch: Watch) -> None:
        """Say what is on show, for this and later runs; no more than this is sent."""
        self._watch = watch
        self._training.send(watch)

    def _hear_training(self, message: Message) -> None:
        if isinstance(message, TrainingStarted):
            self._run_dir = message.run_dir
        elif isinstance(message, TrainingEnded | TrainingFailed):
            self._run_dir = None
        self._on_message(message)

    def _training_ended(self, exit_code: int | None) -> None:
        from engine.training.runs import RunFolder  # not needed at the app's start

        run_dir, self._run_dir = self._run_dir, None
        resumable = run_dir is not None and RunFolder(run_dir).last.is_file()
        reason = describe_end("training", exit_code)
        self._on_message(WorkerDied("training", exit_code, reason, resumable))

    def _training_failed(self, problems: tuple[Problem, ...]) -> None:
        self._on_message(WorkerDied("training", None, problems[0].sentence()))

    # The end -----------------------------------------------------------------------------------------

    def pids(self) -> dict[str, int]:
        """Process ids by name: of the workers that are there, and of what starts them."""
        processes = {link.name: link.process for link in self._links()}
        return {
            **{name: process.pid for name, process in processes.items() if process is not None},
            **self._starter.pids(),
        }

    def shutdown(self) -> None:
        """End all processes within two seconds; a run that is going on writes its checkpoint.

        No callback is called after this has returned. It may be called again.
        """
        atexit.unregister(self.shutdown)
        links = self._links()
        for link in links:
            link.begin_closing()
        if all(link.process is None for link in links):
            self._starter.stop()  # or a start that waits for torch would be waited for
        if not _have_ended(links, _SECONDS_TO_SAVE):
            for link in links:
                link.terminate()
            if not _have_ended(links, _SECONDS_TO_DIE):
                for link in links:
                    link.kill()
                _have_ended(links, _SECONDS_TO_DIE)
        self._starter.stop()

    def _links(self) -> tuple[WorkerLink, WorkerLink]:
        return self._interactive, self._training


def _have_ended(links: Iterable[WorkerLink], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    return all(link.has_ended(deadline - time.monotonic()) for link in links)
