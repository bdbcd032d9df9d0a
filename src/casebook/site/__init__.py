"""What readers get: the book as a site, on paper and to take away. Named in `_config.yml` as the Sphinx extension."""

from typing import Any

__all__ = ["setup"]


def setup(app: Any) -> dict[str, Any]:
    """Add the book's roles, directives and pages to Sphinx."""
    # Loaded only when Sphinx asks: most of this package is used where Sphinx is not.
    from .sphinx import extend

    return extend(app)
