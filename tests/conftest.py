"""What every test run keeps to: in CI a skipped test is a failure, for a green run must have run everything."""

import os

import pytest

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
