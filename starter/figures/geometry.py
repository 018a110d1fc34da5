"""How a window slides along one axis: what it reads, and the number of its positions."""

from dataclasses import dataclass
from numbers import Integral


@dataclass(frozen=True)
class Geometry:
    """One axis of a convolution or pooling, in cells.

    Positions count from the first cell of the input, so padding begins below 0.

    Raises:
        ValueError: if a number is out of range or the window does not fit in the padded input.
        TypeError: if a number is not an integer.
    """

    size: int
    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    def __post_init__(self) -> None:
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if not isinstance(value, Integral):
                raise TypeError(f"{name} must be an integer, not {value!r}")
            if value < least:
                raise ValueError(f"{name} must be at least {least}, not {value}")
        if self.span > self.padded:
            raise ValueError(
                f"a kernel of {self.kernel} with dilation {self.dilation} spans {self.span} cells, "
                f"more than the {self.padded} of the padded input"
            )

    @property
    def padded(self) -> int:
        """Cells of the input with its padding at both ends."""
        return self.size + 2 * self.padding

    @property
    def span(self) -> int:
        """Cells from the first to the last that one window reads, both included."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def count(self) -> int:
        """Positions of the window, which is the size of the output."""
        return (self.padded - self.span) // self.stride + 1

    def start(self, window: int) -> int:
        """Return the position of the first cell that a window reads."""
        return window * self.stride - self.padding

    def reads(self, window: int) -> range:
        """Return the positions that a window reads."""
        return range(self.start(window), self.start(window) + self.span, self.dilation)

    def is_padding(self, position: int) -> bool:
        """Tell whether a position lies in the padding."""
        return not 0 <= position < self.size

    def is_read(self, position: int) -> bool:
        """Tell whether any window reads a position."""
        offset = position + self.padding
        taps = range(0, self.span, self.dilation)
        return any(
            offset >= tap
            and (offset - tap) % self.stride == 0
            and (offset - tap) // self.stride < self.count
            for tap in taps
        )

    @property
    def formula(self) -> str:
        """The size of the output, with the numbers filled in."""
        return (
            f"⌊({self.size} + 2·{self.padding} − {self.dilation}·({self.kernel} − 1) − 1)"
            f"/{self.stride}⌋ + 1 = {self.count}"
        )


_LEAST = {"size": 1, "kernel": 1, "stride": 1, "padding": 0, "dilation": 1}
