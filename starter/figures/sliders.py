"""Figures whose numbers a reader can move."""

from . import receptive


def slide_receptive_field(layers: int = 3, size: int = 27) -> object:
    """Return the figure of a stack of equal layers, with a slider for each of its numbers.

    Without ipywidgets it is the figure alone, with a kernel of 3.
    """
    try:
        from ipywidgets import IntSlider, interactive
    except ImportError:
        print("For sliders, install ipywidgets and start the notebook again.")
        return receptive.draw_receptive_field([(3, 1, 0, 1)] * layers, size)
    ranges = {
        "layers": (1, 5, layers),
        "kernel": (1, 7, 3),
        "stride": (1, 4, 1),
        "padding": (0, 4, 0),
        "dilation": (1, 4, 1),
    }
    sliders = {
        name: IntSlider(min=least, max=most, value=value, description=name)
        for name, (least, most, value) in ranges.items()
    }

    def draw(layers, kernel, stride, padding, dilation):
        try:
            return receptive.draw_receptive_field(
                [(kernel, stride, padding, dilation)] * layers, size
            )
        except ValueError as error:
            print(f"This does not fit: {error}.")

    return interactive(draw, **sliders)
