"""Images to train on, in several styles: drawn here, or read from a folder or an archive."""

from .drawn import draw_images
from .folder import ImagesError, read_images
from .photo import load_photo
from .sets import ImageSet, accuracy, normalized

__all__ = [
    "ImageSet",
    "ImagesError",
    "accuracy",
    "draw_images",
    "load_photo",
    "normalized",
    "read_images",
]
