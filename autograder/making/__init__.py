"""Makes notebooks, releases, gallery and handout from the text in `solutions/`.

May import course, oracles.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "build_check": "problems",
        "building": "build",
        "colab": "repository",
        "gallery": "GalleryError render_gallery write_readme_pictures",
        "publishing": "PublishError publish",
        "release": "generate nbgrader_api reason release_cells",
    },
)
