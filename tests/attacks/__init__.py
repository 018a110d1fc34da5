"""Hostile submissions: what they try, and that in grading they gain nothing and harm nothing."""
