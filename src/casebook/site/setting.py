"""What the parts of a build agree on: how it tells its pages what will lie beside them, and where that is."""

__all__ = ["BASE_URL", "DOWNLOADS", "PDF", "PDF_FOLDER"]

DOWNLOADS = "CASEBOOK_DOWNLOADS"
"""The environment variable by which a build tells its pages that notebooks will lie beside them, and which wheels."""

BASE_URL = "CASEBOOK_BASE_URL"
"""The environment variable by which a build tells its pages where they will be."""

PDF = "CASEBOOK_PDF"
"""The environment variable by which a build tells its pages that the book will lie beside them as PDF."""

PDF_FOLDER = "pdf"
"""The folder of the site that holds the PDFs."""
