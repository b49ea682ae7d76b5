"""Tests on paper."""
