"""Images to train on, in several styles: drawn here, or read from a folder or an archive.

May import nothing else of starter.
"""

from ..public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "drawn": "draw_images",
        "folder": "ImagesError read_images",
        "photo": "load_photo",
        "sets": "ImageSet accuracy normalized",
    },
)
