"""QR codes for paper: a page's address that a phone can read."""

from __future__ import annotations

from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """A QR code as inline SVG, drawn with attributes only."""
    import segno  # here, because only few pages need it

    made = segno.make(text, error="m", micro=False)
    # segno writes nothing of the text into its picture, only where it is dark.
    return Markup(made.svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=True))  # noqa: S704
