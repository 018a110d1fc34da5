"""A package, so that pytest puts the project on the path and not the folders named like it."""
