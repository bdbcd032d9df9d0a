"""What a host needs beside the pages: an address in one form, headers, a map, and a page that says the same."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

import pytest

from casebook.problem import CasebookError
from casebook.site.hosting import HEADERS, POLICY, read_base_url, write_hosting

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/course", "https://example.org/course/"),
        ("https://example.org/course/", "https://example.org/course/"),
        ("https://example.org/course/index.html", "https://example.org/course/"),
        ("  HTTPS://Example.ORG/Course ", "https://example.org/Course/"),
        ("http://ward.local:8080/k", "http://ward.local:8080/k/"),
        ("https://example.org/our course", "https://example.org/our%20course/"),
        ("https://example.org/our%20course", "https://example.org/our%20course/"),
    ],
)
def test_an_address_is_brought_into_one_form(given: str, read: str) -> None:
    assert read_base_url(given) == read


@pytest.mark.parametrize(
    "given",
    [
        "example.org/course", "/course/", "ftp://example.org/", "javascript:alert(1)", "https://", "https:///course",
        "https://example.org/?page=1", "https://example.org/#top", "https://me:word@example.org/",
        "https://example.org:port/", "https://[::1/", "https://exa mple.org/", 'https://example.org"/', "",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_site_is_refused_in_one_line(given: str) -> None:
    with pytest.raises(CasebookError) as refused:
        read_base_url(given)
    assert "https://example.org/course/" in str(refused.value) and "\n" not in str(refused.value)


def test_the_command_refuses_a_bad_address_before_it_builds() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "casebook", "build", "--base-url", "example.org"],
        cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1 and run.stdout == ""
    assert run.stderr.count("\n") == 1 and run.stderr.startswith("example.org is no web address - give")


def make_site(folder: Path) -> Path:
    for name in ("index.html", "search.html", "progress.html", "404.html", "chapter/one.html", "chapter/search.html"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("<p>Tea</p>")
    return folder


def test_the_map_lists_every_page_that_somebody_may_look_for(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    write_hosting(site, "https://example.org/course/")
    listed = [
        each.text for each in xml.etree.ElementTree.parse(site / "sitemap.xml").iter() if each.tag.endswith("loc")
    ]
    assert listed == [f"https://example.org/course/{page}" for page in ("chapter/one.html", "chapter/search.html", "")]
    assert "Sitemap: https://example.org/course/sitemap.xml" in (site / "robots.txt").read_text()


def test_without_an_address_there_is_no_map_and_none_of_an_earlier_build(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    write_hosting(site, "https://example.org/course/")
    write_hosting(site, "")
    assert not (site / "sitemap.xml").exists()
    assert "Sitemap" not in (site / "robots.txt").read_text()


def test_no_file_gets_the_same_header_twice(tmp_path: Path) -> None:
    # Hosts join the two values with a comma, which makes nonsense of either.
    given = [(path, name) for path, headers in HEADERS.items() for name in headers]
    assert len({name for _, name in given}) == len(given)
    write_hosting(make_site(tmp_path), "")
    written = (tmp_path / "_headers").read_text()
    assert f"/*\n  Content-Security-Policy: {POLICY}\n" in written
    assert max(map(len, written.splitlines())) < 2000


def test_no_script_may_run_but_the_sites_own_files() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'" and rules["script-src"] == "'self'" and rules["connect-src"] == "'self'"
    assert not re.search(r"https?:|\*|eval", POLICY)


def test_the_page_for_hosts_says_what_the_build_writes() -> None:
    page = (ROOT / "book" / "contribute" / "publishing.md").read_text("utf-8")
    for headers in HEADERS.values():
        for name, value in headers.items():
            assert f"`{name}`" in page, name
            assert value in page, name
