"""QR codes as SVG, for pages and documents."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET_ZONE = 4


def qr_code(address: str, *, title: str) -> SafeString:
    """A QR code as one SVG path, error correction M, with its quiet zone."""
    code = segno.make(address, error="m", micro=False, boost_error=False)
    steps = "".join(
        f"M{column + QUIET_ZONE} {row + QUIET_ZONE}h1v1h-1z"
        for row, line in enumerate(code.matrix)
        for column, dark in enumerate(line)
        if dark
    )
    size = code.symbol_size(scale=1, border=QUIET_ZONE)[0]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" role="img" viewBox="0 0 {0} {0}" '
        'width="{0}" height="{0}"><title>{1}</title><rect width="{0}" height="{0}" fill="#ffffff"/>'
        '<path d="{2}" fill="#000000"/></svg>',
        size,
        title,
        steps,
    )
