import io
import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.data.files.pictures import PictureOptions, read_picture, read_pictures
from engine.data.sources.spec import Samples
from engine.errors import DataError
from tests.engine.data.files.made import picture, write_files

RED, BLUE = (255, 0, 0), (0, 0, 255)
CLASSES = {"cats/1.png": picture(RED), "cats/2.png": picture(RED), "dogs/1.png": picture(BLUE)}


def read(
    place: Path, files: dict[str, bytes], size: tuple[int, int] | None = None, grayscale: bool = False
) -> Samples:
    return read_pictures(write_files(place, files), PictureOptions(size, grayscale))


@pytest.fixture(params=["pictures", "pictures.zip"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / str(request.param)


def test_folders_are_classes(place: Path) -> None:
    samples = read(place, CLASSES)
    assert samples.classes == ("cats", "dogs")
    assert samples.targets.tolist() == [0, 0, 1]
    assert samples.features.shape == (3, 3, 5, 6)
    assert samples.features[:, :, 0, 0].tolist() == [[255, 0, 0], [255, 0, 0], [0, 0, 255]]
    assert samples.split is None


@pytest.mark.parametrize("root", ["", "all/", "all/of/"])
def test_train_and_test_are_parts_wherever_they_stand(root: str, place: Path) -> None:
    files = {f"{root}train/{name}": content for name, content in CLASSES.items()}
    files |= {f"{root}test/cats/9.png": picture(RED), f"{root}Val/dogs/7.png": picture(BLUE)}
    files[f"{root}README.txt"] = b"not a picture"
    samples = read(place, files)
    assert samples.classes == ("cats", "dogs")
    assert samples.split is not None
    assert samples.split.sizes() == {"train": 3, "validation": 1, "test": 1}
    assert samples.targets.tolist() == [0, 0, 1, 1, 0]


def test_a_class_may_be_called_train(place: Path) -> None:
    samples = read(place, {"train/1.png": picture(), "car/1.png": picture()})
    assert samples.classes == ("car", "train")
    assert samples.split is None


def test_hidden_files_and_other_files_are_no_pictures(place: Path) -> None:
    extra = {"cats/notes.txt": b"", "__MACOSX/cats/1.png": b"", ".git/1.png": b"", "dogs/.2.png": b""}
    samples = read(place, CLASSES | extra)
    assert len(samples) == 3
    assert samples.classes == ("cats", "dogs")
    assert samples.left_out == ()


def test_broken_pictures_are_listed_and_left_out(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    whole = picture(RED, (40, 40), "JPEG")
    broken = {
        "cats/0.png": b"",
        "cats/3.jpg": whole[:200],
        "dogs/2.png": b"GIF89a?",
        "dogs/3.png": picture()[:50],
    }
    with caplog.at_level(logging.WARNING):
        samples = read(place, CLASSES | broken)
    assert samples.left_out == tuple(sorted(broken))
    assert samples.targets.tolist() == [0, 0, 1]
    assert "4 pictures cannot be read and are left out: cats/0.png" in caplog.text


def test_a_size_crops_the_middle_and_resizes(place: Path) -> None:
    pixels = np.zeros((8, 16, 3), np.uint8)
    pixels[:, 4:12] = 200  # the middle square
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    samples = read(place, {"a/1.png": content.getvalue(), "b/1.png": picture(size=(4, 4))}, size=(4, 4))
    assert samples.features.shape == (2, 3, 4, 4)
    assert samples.features[0].min() > 180  # the edges are a little dark from what lies beside them


def test_without_a_size_all_must_be_of_one(place: Path) -> None:
    with pytest.raises(
        DataError, match=r"dogs/2.png is of another size than cats/1.png. Expected 5×6 .* 7×9"
    ):
        read(place, CLASSES | {"dogs/2.png": picture(size=(9, 7))})


def test_grey_weighs_colours_as_pillow_does(place: Path) -> None:
    samples = read(place, CLASSES, grayscale=True)
    assert samples.features.shape == (3, 1, 5, 6)
    assert samples.features[:, 0, 0, 0].tolist() == [76, 76, 29]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"1.png": picture(), "2.png": picture()}, "no pictures in folders"),
        ({"notes/a.txt": b""}, "no pictures in folders"),
        (CLASSES | {"birds/": b""}, "the class 'birds' has no pictures"),
        (CLASSES | {"birds/a.txt": b""}, "the class 'birds' has no pictures"),
        (CLASSES | {"birds/1.png": b"broken"}, "the class 'birds' has no pictures"),
        (
            {"train/a/1.png": picture(), "test/b/1.png": picture()},
            "the class 'b' has no pictures to train on",
        ),
        ({"a/1.png": b"x", "b/1.png": b"y"}, "none of 2 pictures can be read"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(files: dict[str, bytes], words: str, place: Path) -> None:
    with pytest.raises(DataError, match=words):
        read(place, files)


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK nonsense")
    with pytest.raises(DataError, match="cannot be read"):
        read_pictures(tmp_path / "a.zip", PictureOptions())


def test_a_picture_that_lies_on_its_side_is_turned() -> None:
    image = Image.new("RGB", (6, 3))
    exif = image.getexif()
    exif[0x0112] = 6  # rotate by 90°
    content = io.BytesIO()
    image.save(content, "JPEG", exif=exif)
    assert read_picture(content.getvalue(), PictureOptions()).shape == (3, 6, 3)


def test_what_changed_is_read_again(place: Path) -> None:
    assert len(read(place, CLASSES)) == 3
    assert len(read(place, CLASSES | {"dogs/2.png": picture(BLUE)})) == 4
