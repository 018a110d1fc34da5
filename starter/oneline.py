"""An error that a notebook shows as one line, without a traceback."""


class OneLineError(Exception):
    """Says in a line what is wrong and what to do next."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]
