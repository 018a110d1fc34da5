"""Runs student code apart from all that grades it: a warm process that forks per submission.

`inside/` is what runs in the sandbox and all of this package that can be read there; the other
modules stay outside and trust nothing that comes from it.
"""
