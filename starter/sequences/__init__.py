"""Recurrent cells at work: unrolled over sequences, trained, and watched inside."""

from .unrolling import TanhCell, state_gradients, unroll

__all__ = ["TanhCell", "state_gradients", "unroll"]
