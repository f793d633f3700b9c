"""image_folder: pictures of one's own, in folders named by class."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from engine.data.files.pictures import PictureOptions, read_pictures
from engine.data.files.places import located
from engine.data.sources.spec import DataSource, Samples
from engine.graph.shape_check import SampleShapes


class ImageFolder(DataSource):
    """Pictures in a folder for each class, in a directory or a zip file.

    Where there are folders `train` and `test` (and `validation`) with such folders in them, they are the
    parts. Broken pictures are left out, with a warning.
    """

    name: Literal["image_folder"] = "image_folder"
    path: str = Field(min_length=1, description="The directory or zip file.")
    size: int | None = Field(
        default=None,
        ge=1,
        le=4096,
        description="Height and width: each picture's largest middle square, resized. "
        "Left out, they must all be of one size.",
        json_schema_extra={"unit": "pixels"},
    )
    grayscale: bool = Field(default=False, description="One channel of grey instead of red, green and blue.")

    def shapes(self) -> SampleShapes | None:
        return None

    def load(self, data_dir: Path | None) -> Samples:
        size = None if self.size is None else (self.size, self.size)
        return read_pictures(located(self.path, data_dir), PictureOptions(size, self.grayscale))
