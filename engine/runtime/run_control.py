"""The app's words to a run, from the thread that receives them to the thread that trains."""

import queue
from collections.abc import Callable

from engine.runtime.messages import Control, SetLearningRate, Watch
from engine.training.control import Change, Command, Pause, Resume, RunEpoch, RunIterations, Stop

_COMMANDS: dict[str, Command] = {
    "pause": Pause(),
    "resume": Resume(),
    "stop": Stop(),
    "iteration": RunIterations(1),
    "epoch": RunEpoch(),
}


class RunControl:
    """Holds the reins of one run.

    Attributes:
        on_watch: Called in the training thread when something else is on show, also while it is paused.
    """

    def __init__(self) -> None:
        self.on_watch: Callable[[Watch], None] = lambda _watch: None
        self._words: queue.SimpleQueue[Control | SetLearningRate | Watch] = queue.SimpleQueue()

    def put(self, word: Control | SetLearningRate | Watch) -> None:
        """Say something to the run; called in the receiving thread."""
        self._words.put(word)

    def stop(self) -> None:
        """End the run."""
        self.put(Control("stop"))

    def next_command(self, *, wait: bool) -> Command | None:
        """The next command, as `engine.training.control.Control` has it; called in the training thread."""
        while wait or not self._words.empty():
            match self._words.get():
                case Watch() as watch:
                    self.on_watch(watch)
                case SetLearningRate(lr):
                    return Change({"optimizer.lr": lr})
                case Control(action):
                    return _COMMANDS[action]
        return None
