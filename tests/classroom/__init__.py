"""Tests of the statistics of a class."""
