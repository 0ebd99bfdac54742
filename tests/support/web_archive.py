"""Records of web archives, as bytes."""

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Bridge opens in Astana - The Paper</title>
<meta property="og:title" content="Bridge opens in Astana"></head><body><nav><a href="/">Home</a></nav><article>
<h1>Bridge opens in Astana</h1><p>The bridge over the river was opened on Friday after four years of work by three
companies, the mayor of the city said, and the first buses crossed it in the afternoon.</p>
<p>Trams will follow in spring, once the rails have been tested by engineers from Almaty who built the line.</p>
</article></body></html>"""


def warcinfo() -> bytes:
    return record("warcinfo", "", b"software: none\r\n", "application/warc-fields")


def response(
    address: str,
    page: str,
    *,
    status: str = "200 OK",
    content_type: str = "text/html",
    charset: str = "utf-8",
    encoding: str = "utf-8",
    warc_type: str = "response",
) -> bytes:
    body = page.encode(encoding)
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {content_type}; charset={charset}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return record(warc_type, address, head.encode() + body, f"application/http; msgtype={warc_type}")


def conversion(address: str, text: str) -> bytes:
    return record("conversion", address, text.encode(), "text/plain")


def record(warc_type: str, address: str, content: bytes, content_type: str) -> bytes:
    uri = f"WARC-Target-URI: {address}\r\n" if address else ""
    head = (
        f"WARC/1.0\r\nWARC-Type: {warc_type}\r\n{uri}WARC-Date: 2026-11-28T06:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"
