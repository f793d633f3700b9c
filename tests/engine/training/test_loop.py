import numpy as np
import pytest
import torch
from sklearn.metrics import accuracy_score, log_loss

from engine.data.prepared import PreparedData
from engine.data.sources.spec import Samples
from engine.data.split import Split
from engine.errors import BackstepError, DataError, TrainingError
from engine.examples import read_example
from engine.graph.edits import SetParams
from engine.training.config import TrainingConfig
from engine.training.devices import derived_seed, resolve_device
from engine.training.loop import Trainer
from engine.training.records import End, Failed
from tests.engine.training.nets import Watcher, convolutional, linear, trainer_of


def scores(trainer: Trainer, part: str) -> tuple[np.ndarray, np.ndarray]:
    """What the trained module answers on a part of the data, and the labels."""
    features, targets = trainer.data.batch(trainer.data.indices(part))
    with torch.no_grad():
        return trainer.net.module.eval()(features).numpy(), targets.numpy()


def test_it_trains_as_a_loop_written_by_hand() -> None:
    graph = linear({"epochs": 2, "optimizer": {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01}})
    watcher = Watcher()
    trainer = trainer_of(graph, callbacks=[watcher])

    by_hand = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
    by_hand[1].load_state_dict({k.removeprefix("fc."): v for k, v in trainer.net.module.state_dict().items()})
    optimizer = torch.optim.SGD(by_hand.parameters(), lr=0.1, momentum=0.9, weight_decay=0.01)
    shuffling = torch.Generator().manual_seed(derived_seed(0, "shuffle"))
    train = trainer.data.indices("train")
    losses = []
    for _ in range(2):
        order = train[torch.randperm(len(train), generator=shuffling)]
        for start in range(0, len(order), 32):
            features, targets = trainer.data.batch(order[start : start + 32])
            loss = torch.nn.functional.cross_entropy(by_hand(features), targets)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            losses.append(loss.item())

    trainer.run()

    np.testing.assert_allclose([step.loss for step in watcher.steps], losses, rtol=1e-4)
    torch.testing.assert_close(
        trainer.net.module.get_parameter("fc.weight"), by_hand[1].weight, rtol=1e-4, atol=1e-6
    )


def test_metrics_are_scikit_learns() -> None:
    watcher = Watcher()
    trainer = trainer_of(convolutional({"split": {"validation": 0.2, "test": 0.3}}), callbacks=[watcher])
    end = trainer.run()
    assert isinstance(end, End)
    for part, loss, accuracy in (
        ("validation", watcher.epochs[-1].validation_loss, watcher.epochs[-1].validation_accuracy),
        ("test", end.test_loss, end.test_accuracy),
    ):
        answers, targets = scores(trainer, part)
        probabilities = torch.softmax(torch.from_numpy(answers).double(), 1).numpy()
        assert accuracy == pytest.approx(accuracy_score(targets, answers.argmax(1)))
        assert loss == pytest.approx(log_loss(targets, probabilities, labels=range(10)), rel=1e-5)


def test_the_epoch_sums_its_mini_batches_up() -> None:
    watcher = Watcher()
    trainer_of(linear({"epochs": 1}), callbacks=[watcher]).run()
    sizes = [32, 32, 32, 32, 12]  # of 140 training samples
    mean = np.average([step.loss for step in watcher.steps], weights=sizes)
    assert watcher.epochs[0].train_loss == pytest.approx(mean)
    assert 0.1 < (watcher.epochs[0].train_accuracy or 0) < 1


def test_train_accuracy_counts_each_sample_as_it_was_when_it_came() -> None:
    """With a learning rate of nearly 0, it is the accuracy of the initial weights."""
    watcher = Watcher()
    trainer = trainer_of(linear({"epochs": 1, "optimizer": {"lr": 1e-12}}), callbacks=[watcher])
    trainer.run()
    answers, targets = scores(trainer, "train")
    assert watcher.epochs[0].train_accuracy == pytest.approx(accuracy_score(targets, answers.argmax(1)))


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others() -> None:
    runs = []
    for seed in (3, 3, 4):
        watcher = Watcher()
        graph = convolutional({"seed": seed, "augment": [{"name": "RandomCrop", "padding": 1}]})
        trainer_of(graph, callbacks=[watcher]).run()
        runs.append([step.loss for step in watcher.steps])
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_it_leaves_pytorchs_global_state_alone() -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state()
    trainer = trainer_of(linear())
    torch.set_rng_state(before)
    trainer.run()
    assert torch.equal(torch.get_rng_state(), before)
    assert not torch.are_deterministic_algorithms_enabled()


def test_events_come_in_order() -> None:
    watcher = Watcher()
    end = trainer_of(linear({"epochs": 2, "batch_size": "full"}), callbacks=[watcher]).run()
    assert watcher.calls == ["start", "step 1", "epoch 1", "step 2", "epoch 2", "end"]
    assert isinstance(end, End)
    assert (end.reason, end.epochs, end.checkpoint) == ("done", 2, None)


def test_the_schedule_sets_the_rate() -> None:
    watcher = Watcher()
    schedule = {"name": "StepLR", "step_size": 1, "gamma": 0.5}
    trainer_of(linear({"batch_size": 70, "schedule": schedule}), callbacks=[watcher]).run()
    assert [step.lr for step in watcher.steps] == [0.05, 0.05, 0.025, 0.025, 0.0125, 0.0125]
    assert [epoch.lr for epoch in watcher.epochs] == [0.05, 0.025, 0.0125]


def test_early_stopping_ends_and_takes_the_best_weights() -> None:
    training = {
        "epochs": 50,
        "optimizer": {"lr": 3.0},
        "early_stopping": {"patience": 3},
        "split": {"validation": 0.3, "test": 0.2},
    }
    watcher = Watcher()
    trainer = trainer_of(linear(training), callbacks=[watcher])
    end = trainer.run()
    assert isinstance(end, End)
    losses = [epoch.validation_loss or 0 for epoch in watcher.epochs]
    best = int(np.argmin(losses))
    assert end.reason == "early_stopping"
    assert end.best_epoch == best + 1
    assert end.epochs == best + 1 + 3 < 50
    answers, targets = scores(trainer, "validation")
    loss = torch.nn.functional.cross_entropy(torch.from_numpy(answers), torch.from_numpy(targets))
    assert loss.item() == pytest.approx(losses[best], rel=1e-5)


def test_without_samples_to_watch_or_test_there_are_no_such_metrics() -> None:
    watcher = Watcher()
    end = trainer_of(linear({"split": {"validation": 0, "test": 0}}), callbacks=[watcher]).run()
    assert isinstance(end, End)
    assert (end.test_loss, end.test_accuracy, end.best_epoch) == (None, None, None)
    assert watcher.epochs[-1].validation_loss is None


def test_regularization_takes_part() -> None:
    plain, limited = (
        trainer_of(linear()),
        trainer_of(linear({"regularization": {"max_norm": 0.2, "l1": 0.01}})),
    )
    plain.run()
    limited.run()
    norms = [
        trainer.net.module.get_parameter("fc.weight").detach().norm(dim=1) for trainer in (plain, limited)
    ]
    assert norms[0].max() > 0.5
    assert norms[1].max() <= 0.2 + 1e-6


def test_bfloat16_computes_in_it_and_keeps_weights_in_float32() -> None:
    watchers = [Watcher(), Watcher()]
    for precision, watcher in zip(("float32", "bfloat16"), watchers, strict=True):
        trainer = trainer_of(convolutional({"precision": precision}), callbacks=[watcher])
        trainer.run()
        assert {parameter.dtype for parameter in trainer.net.module.parameters()} == {torch.float32}
    losses = [[step.loss for step in watcher.steps] for watcher in watchers]
    assert losses[0] != losses[1]
    np.testing.assert_allclose(losses[0], losses[1], rtol=0.1)


def test_a_frozen_layer_stays_as_it_is() -> None:
    graph = convolutional()
    SetParams("conv", {"trainable": False}).apply(graph)
    trainer = trainer_of(graph)
    before = {name: tensor.clone() for name, tensor in trainer.net.module.state_dict().items()}
    trainer.run()
    after = trainer.net.module.state_dict()
    assert torch.equal(before["conv.weight"], after["conv.weight"])
    assert not torch.equal(before["fc.weight"], after["fc.weight"])


def test_a_loss_that_is_no_number_ends_it_and_names_the_node() -> None:
    watcher = Watcher()
    graph = linear({"optimizer": {"lr": 1e38}, "epochs": 50})
    failed = trainer_of(graph, callbacks=[watcher]).run()
    assert isinstance(failed, Failed)
    assert failed.node == "fc"
    assert "not a finite number" in failed.error
    assert "fc.weight has grown" in failed.error or "the output of fc" in failed.error
    assert failed.step == len(watcher.steps) + 1
    assert watcher.calls[-1] == "failed"


def test_labels_that_no_score_stands_for_are_refused_beforehand() -> None:
    with pytest.raises(DataError, match=r"loss: a label is \d, but there are 5 scores"):
        trainer_of(linear(out_features=5))


def test_what_a_callback_raises_is_told_and_raised() -> None:
    class Broken(Watcher):
        def on_epoch(self, record: object) -> None:
            raise RuntimeError("no more")

    watcher = Broken()
    with pytest.raises(RuntimeError, match="no more"):
        trainer_of(linear(), callbacks=[watcher]).run()
    assert watcher.calls[-1] == "failed"


def test_a_device_that_is_not_there_is_refused() -> None:
    missing = "cuda" if not torch.cuda.is_available() else "mps"
    with pytest.raises(TrainingError, match=f"no device '{missing}'"):
        resolve_device(missing)
    assert resolve_device("cpu").type == "cpu"


def test_pictures_and_data_that_do_not_fit_the_graph_are_refused() -> None:
    config = TrainingConfig.read({"preprocess": []})
    rng = np.random.default_rng(0)
    samples = Samples(rng.integers(0, 255, (20, 3, 4, 4), np.uint8), np.zeros(20, np.int64), ("a", "b"))
    data = PreparedData(config, samples, Split(np.arange(10), np.arange(10, 15), np.arange(15, 20)))
    with pytest.raises(BackstepError, match="x: the data set's samples are 3×4×4"):
        Trainer(convolutional(), config, data)


def test_the_shipped_convolutional_net_reads_digits() -> None:
    end = trainer_of(read_example("digits-cnn")).run()
    assert isinstance(end, End)
    assert (end.test_accuracy or 0) > 0.975
