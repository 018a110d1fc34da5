"""Judges recurrent cells: shapes, counts, and the equations by signatures.

May import the rest of verdict.
"""
