"""Conversations are tested with Anna and Olena on stage."""

from tests.support.stage import joined, talk

__all__ = ["joined", "talk"]
