"""A desk, for the commands among the doors."""

from __future__ import annotations

from tests.unit.cli import conftest

desk = conftest.desk
