"""What a web server needs beside the pages: where the site will be, the headers to send, a map for search engines."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from ..folder import write_file
from ..problem import CasebookError
from ..text.markup import escape

__all__ = ["HEADERS", "POLICY", "read_base_url", "write_hosting"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""The Content-Security-Policy under which every page works: no script but the course's own files."""

# A file that pages ask for by its content may be kept for a year: another content has another address. Everything else is
# asked for anew each time, which hosts that read such a list do by themselves.
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}

HEADERS: Mapping[str, Mapping[str, str]] = {
    "/*": {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    },
    "/_static/*": _FOR_GOOD,
}
"""The headers a careful host sends, by path; a file gets those of every path it lies under."""

_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+")
# What asks search engines to stay away.
_UNLISTED = {"404.html", "exam.html", "progress.html", "search.html", "today.html"}


def read_base_url(text: str) -> str:
    """Return the address of a site in the form that pages are named from: https, no query, a slash at its end."""
    fix = "give the address of the site's first page, such as https://example.org/course/"
    try:
        parts = urlsplit(text.strip())
        named = parts.scheme in ("https", "http") and _HOST.fullmatch(parts.hostname or "") and (parts.port or 1)
    except ValueError:
        named = False
    if not named:
        raise CasebookError(f"{text or 'nothing'} is no web address - {fix}")
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise CasebookError(f"{text} holds more than an address - {fix}")
    path = parts.path.removesuffix("index.html")
    path = quote(path if path.endswith("/") else f"{path}/", safe="/%~")
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, "", ""))


def write_headers() -> str:
    """Return the headers in the form that Netlify, Cloudflare Pages and others read from a site's `_headers`."""
    blocks = ("\n".join([path, *(f"  {name}: {value}" for name, value in of.items())]) for path, of in HEADERS.items())
    return "\n\n".join(blocks) + "\n"


def write_sitemap(base_url: str, pages: Iterable[str]) -> str:
    """Return the map of the site's pages for search engines."""
    rows = "".join(
        f"<url><loc>{escape(base_url + ('' if page == 'index.html' else quote(page)))}</loc></url>\n"
        for page in sorted(pages)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{rows}</urlset>\n"
    )


def write_hosting(site: Path, base_url: str) -> None:
    """Write what a host needs beside the finished pages; the map only if it is known where the site will be."""
    files = {"_headers": write_headers(), "robots.txt": "User-agent: *\nAllow: /\n", "sitemap.xml": ""}
    if base_url:
        pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")} - _UNLISTED
        files["sitemap.xml"] = write_sitemap(base_url, pages)
        files["robots.txt"] += f"Sitemap: {base_url}sitemap.xml\n"
    for name, text in files.items():
        if text:
            write_file(site / name, text.encode())
        else:
            (site / name).unlink(missing_ok=True)
