"""Judges convolutional networks: their rows, aligned with the layer table.

May import the rest of verdict, networks.
"""
