"""The error that several modules raise."""


class TextError(Exception):
    """Something in the text that the author must mend; the message names file and cell."""
