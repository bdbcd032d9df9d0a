"""What every test run keeps to: in CI a skipped test is a failure, for a green run must have run everything."""

import os

import pytest
from hypothesis import settings

# No deadline: how long an example takes says something about the machine, and nothing about what is tested.
settings.register_profile("house", deadline=None, max_examples=int(os.environ.get("HYPOTHESIS_MAX_EXAMPLES", "100")))
settings.load_profile("house")

_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test that was skipped, and where; this also hears of tests that ran in another process."""
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a CI run that left out a test."""
    if _skipped and os.environ.get("CI"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were left out."""
    if _skipped and os.environ.get("CI"):
        terminalreporter.write_line(f"In CI a skipped test fails the run: {', '.join(_skipped)}")
