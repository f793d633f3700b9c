"""The icons' paths, on a grid of 16: one weight, round caps, drawn with a stroke of 1.5.

A path that starts with `!` is filled instead.
"""

GLYPHS: dict[str, tuple[str, ...]] = {
    # ops
    "Input": ("M2.5 3.5h11v9h-11z", "M5 8h5.5", "M8.5 5.8 10.7 8l-2.2 2.2"),
    "Target": (
        "M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0z",
        "M9.75 8a1.75 1.75 0 1 1-3.5 0 1.75 1.75 0 0 1 3.5 0z",
    ),
    "Value": ("M3 8h10", "M9 4l4 4-4 4"),
    "Parameter": ("M4.5 13.5v-11H9a3.25 3.25 0 0 1 0 6.5H4.5",),
    "Linear": ("M3 3.5 13 6.3 3 12.5l10-2.8z",),
    "Conv2d": ("M2.5 2.5h11v11h-11z", "M2.5 6.2h7.3v7.3", "M6.2 2.5v7.3h7.3", "M6.2 6.2h3.6v3.6H6.2z"),
    "MaxPool2d": ("M2.5 2.5h11v11h-11z", "M8 2.5v11M2.5 8h11"),
    "Flatten": ("M2.5 4h5M2.5 8h4M2.5 12h5", "M9.5 8h4.5", "M11.8 5.8 14 8l-2.2 2.2"),
    "Concat": ("M8 3v10M3 8h10",),
    "ReLU": ("M2 11h5.5L13 3.5",),
    "Sigmoid": ("M2 12.5c6.5 0 5.5-9 12-9",),
    "Softmax": ("M2.5 12.5C5.8 12.5 5.8 3 8 3s2.2 9.5 5.5 9.5",),
    "BatchNorm2d": ("M3 6.5v6.5M6.3 3v10M9.7 8.5V13M13 5v8",),
    "Dropout": ("M8 2.5c2.6 3.2 4 5.2 4 7a4 4 0 0 1-8 0c0-1.8 1.4-3.8 4-7z",),
    "Add": ("M8 3v10M3 8h10",),
    "Subtract": ("M3 8h10",),
    "Multiply": ("M4 4l8 8M12 4l-8 8",),
    "Divide": ("M3 8h10", "M8 4.2h.01M8 11.8h.01"),
    "CrossEntropyLoss": ("M3 2.5c.6 6.6 3.6 9.4 10.5 10", "M2.5 13.2h11.5"),
    # categories, for ops without an icon of their own
    "sources": ("M3 8h10", "M9 4l4 4-4 4"),
    "layers": ("M8 2.5 14 5.5 8 8.5 2 5.5z", "M2.5 8.5 8 11.2l5.5-2.7", "M2.5 11.2 8 13.9l5.5-2.7"),
    "activations": ("M2 12.5c6.5 0 5.5-9 12-9",),
    "normalization": ("M3 6.5v6.5M6.3 3v10M9.7 8.5V13M13 5v8",),
    "arithmetic": ("M3 5h5M5.5 2.5v5", "M9.5 9.5l4 4M13.5 9.5l-4 4"),
    "losses": ("M3 2.5c.6 6.6 3.6 9.4 10.5 10", "M2.5 13.2h11.5"),
    # transport
    "play": ("!M5 3.2v9.6a.7.7 0 0 0 1.06.6l7.7-4.8a.7.7 0 0 0 0-1.2l-7.7-4.8A.7.7 0 0 0 5 3.2z",),
    "play-outline": ("M5 3.5v9l7.5-4.5z",),
    "pause": ("!M4.2 3h2.4v10H4.2z", "!M9.4 3h2.4v10H9.4z"),
    "stop": ("M4.5 4.5h7v7h-7z",),
    "back": ("!M11 3.2v9.6a.7.7 0 0 1-1.06.6l-7.7-4.8a.7.7 0 0 1 0-1.2l7.7-4.8A.7.7 0 0 1 11 3.2z",),
    "forward": ("!M5 3.2v9.6a.7.7 0 0 0 1.06.6l7.7-4.8a.7.7 0 0 0 0-1.2l-7.7-4.8A.7.7 0 0 0 5 3.2z",),
    "first": ("M3.5 3v10", "M12.5 3.5v9L6 8z"),
    "last": ("M12.5 3v10", "M3.5 3.5v9L10 8z"),
    # actions
    "search": ("M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0z", "M10.3 10.3 14 14"),
    "undo": ("M5.5 2.5 2.5 5.5l3 3", "M3 5.5h6a4 4 0 0 1 0 8H6"),
    "redo": ("M10.5 2.5l3 3-3 3", "M13 5.5H7a4 4 0 0 0 0 8h3"),
    "menu": ("M1.5 4h13M1.5 8h13M1.5 12h13",),
    "copy": ("M5.5 5.5h8v8h-8z", "M2.8 10.5V2.5h8v.3"),
    "export": ("M8 10.5v-8", "M4.8 5.5 8 2.3l3.2 3.2", "M2.5 9.5v4h11v-4"),
    "import": ("M8 2.5v8", "M4.8 7.3 8 10.5l3.2-3.2", "M2.5 9.5v4h11v-4"),
    "fit": ("M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",),
    "arrange": (
        "M2 6.3h3.5v3.5H2z",
        "M10 2.3h3.7v3.5H10z",
        "M10 10.3h3.7v3.5H10z",
        "M5.5 8h2V4h2.5M7.5 8v4H10",
    ),
    "plus": ("M8 3.5v9M3.5 8h9",),
    "minus": ("M3.5 8h9",),
    "close": ("M4 4l8 8M12 4l-8 8",),
    "trash": ("M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9",),
    "file": ("M4 1.8h5l3.5 3.5v9H4z", "M9 1.8v3.5h3.5"),
    "folder": ("M2 12.5v-9h4l1.5 2H14v7z",),
    "save": ("M2.5 2.5h8.5l2.5 2.5v8.5h-11z", "M5 2.5v3.5h5V2.5M4.8 13.5V9.5h6.4v4"),
    "code": ("M5 4.2 1.5 8 5 11.8", "M11 4.2 14.5 8 11 11.8"),
    "moon": ("M13.8 9.6A6 6 0 0 1 6.4 2.2a6 6 0 1 0 7.4 7.4z",),
    "sun": (
        "M10.8 8a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 0 1 5.6 0z",
        "M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2",
        "M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9",
    ),
    "chevron": ("M4.5 6.3 8 9.8l3.5-3.5",),
    "chevron-right": ("M6.3 4.5 9.8 8l-3.5 3.5",),
    "chevron-left": ("M9.8 4.5 6.3 8l3.5 3.5",),
    "arrow-right": ("M2.5 8h11", "M10 4.5 13.5 8 10 11.5"),
    "arrow-up": ("M8 13.5v-11", "M4.5 6 8 2.5 11.5 6"),
    "arrow-left": ("M13.5 8h-11", "M6 4.5 2.5 8 6 11.5"),
    "warning": ("M8 2.3 14.4 13.5H1.6z", "M8 6.5v3.2M8 11.6h.01"),
    "check": ("M3 8.5l3.2 3.2L13 4.8",),
    "info": ("M13.8 8a5.8 5.8 0 1 1-11.6 0 5.8 5.8 0 0 1 11.6 0z", "M8 7.3v3.6M8 5h.01"),
    # workspaces
    "build": ("M2 2.2h4.8V7H2z", "M9.2 9h4.8v4.8H9.2z", "M6.8 4.5h4.7V9"),
    "step": ("M2.8 2.8v10.4L9.8 8z", "M13 2.5v11"),
    "train": ("M1.8 13 6 7.4l2.8 2.8L14 2.8",),
    "inspect": (
        "M1.3 8C3 4.9 5.3 3.4 8 3.4S13 4.9 14.7 8C13 11.1 10.7 12.6 8 12.6S3 11.1 1.3 8z",
        "M9.9 8a1.9 1.9 0 1 1-3.8 0 1.9 1.9 0 0 1 3.8 0z",
    ),
    "pulse": ("M1.5 8.5h3L6.3 3.5l3.2 9 2-4h3",),
}

SAME_AS = {
    "AvgPool2d": "MaxPool2d",
    "AdaptiveAvgPool2d": "MaxPool2d",
    "ConvTranspose2d": "Conv2d",
    "Reshape": "Flatten",
    "LeakyReLU": "ReLU",
    "LogSoftmax": "Softmax",
    "Dropout2d": "Dropout",
    "MatMul": "Multiply",
}
"""Ops that share another's icon."""

LOGO = (
    "M23.5 8H14.8a6 6 0 0 0-6 6c0 3.6 3.6 5.4 7.4 5.4",
    "M11.8 14.2 17 19.5 11.8 24.2",
    "!M26.5 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0z",
)
"""The app's sign on a grid of 32, drawn with a stroke of 2.8: a path that runs back."""
