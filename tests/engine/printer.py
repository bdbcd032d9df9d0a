"""Prints one page with WebKitGTK itself, because its driver has no command for that: `printer.py ADDRESS FILE WIDTH HEIGHT`, in mm.

A program of its own: the bindings come from Debian and belong to the system's Python.
"""

import sys
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402 - a version has to be required before

PATIENCE = 60  # seconds
REST = 300  # milliseconds in which a page that has loaded lays its last things out


def print_page(address: str, file: Path, width: float, height: float) -> None:
    """Write the page at an address as a PDF; raises SystemExit with what went wrong."""
    view = WebKit2.WebView()
    window = Gtk.OffscreenWindow()
    window.set_default_size(1280, 900)
    window.add(view)
    window.show_all()
    faults = ["the page was not printed in time"]

    def end(*fault: str) -> None:
        faults[:] = fault
        Gtk.main_quit()

    def start() -> bool:
        paper = Gtk.PaperSize.new_custom("paper", "paper", width, height, Gtk.Unit.MM)
        settings, setup = Gtk.PrintSettings(), Gtk.PageSetup()
        settings.set_printer("Print to File")
        settings.set(Gtk.PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf")
        settings.set(Gtk.PRINT_SETTINGS_OUTPUT_URI, file.as_uri())
        settings.set_paper_size(paper)
        setup.set_paper_size(paper)
        view.printing = WebKit2.PrintOperation(web_view=view, print_settings=settings, page_setup=setup)
        view.printing.connect("finished", lambda operation: end())
        view.printing.connect("failed", lambda operation, error: end(error.message))
        view.printing.print_()
        return False

    def follow(view: Any, event: Any) -> None:
        if event == WebKit2.LoadEvent.FINISHED:
            GLib.timeout_add(REST, start)

    view.connect("load-changed", follow)
    GLib.timeout_add_seconds(PATIENCE, Gtk.main_quit)
    view.load_uri(address)
    Gtk.main()
    if faults:
        raise SystemExit(faults[0])


if __name__ == "__main__":
    print_page(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
