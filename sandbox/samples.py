"""Small files of every kind, generated, so that nothing binary lies in the repository."""

import functools
import math
import struct
import zlib

DEFAULTS: dict[str, tuple[str, str]] = {
    "photo": ("image/png", "photo.png"),
    "video": ("video/mp4", "video.mp4"),
    "animation": ("image/gif", "animation.gif"),
    "audio": ("audio/wav", "tone.wav"),
    "voice": ("audio/ogg", "voice.ogg"),
    "video_note": ("video/mp4", "round.mp4"),
    "document": ("text/plain", "document.txt"),
    "sticker": ("image/webp", "sticker.webp"),
}
_SUFFIXES = {
    "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "video/mp4": "mp4",
    "audio/wav": "wav", "audio/mpeg": "mp3", "audio/ogg": "ogg", "text/plain": "txt", "application/pdf": "pdf",
}  # fmt: skip
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
    (b"OggS", "audio/ogg"), (b"%PDF-", "application/pdf"), (b"ID3", "audio/mpeg"),
)  # fmt: skip


def suffix_of(mime: str) -> str:
    """The file name ending of a content type."""
    return _SUFFIXES.get(mime, "bin")


def sniff(data: bytes) -> str | None:
    """The content type told by the first bytes, where they tell it."""
    if data[:4] == b"RIFF":
        return {b"WAVE": "audio/wav", b"WEBP": "image/webp"}.get(data[8:12])
    if data[4:8] == b"ftyp":
        return "video/mp4"
    return next((mime for start, mime in _SIGNATURES if data.startswith(start)), None)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF, or JPEG."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data.startswith(b"GIF8") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], struct.unpack(">H", data[position + 2 : position + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return int(width), int(height)
        position += 2 + length
    return None


@functools.cache
def make(kind: str) -> bytes:
    """A small file of this kind. Videos have a valid header and no picture: players show nothing."""
    if kind == "photo":
        return png(320, 200)
    if kind == "animation":
        return gif()
    if kind == "audio":
        return wav()
    if kind == "voice":
        return silent_opus()
    if kind == "sticker":
        return webp(512, 512)
    if kind in ("video", "video_note"):
        return b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00\x00\x00\x08mdat"
    return b"A document made by the sandbox.\n"


def png(width: int, height: int) -> bytes:
    """A picture with a soft gradient."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes((70 + 120 * x // width, 130 + 60 * y // height, 200 - 60 * x // width))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + chunk(b"IEND", b"")
    )


def gif() -> bytes:
    """One pixel, one frame."""
    return (
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x33\x99\xcc\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00,"
        b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
    )


def wav() -> bytes:
    """A quarter of a second of a quiet tone."""
    rate = 8000
    samples = bytes(int(128 + 40 * math.sin(2 * math.pi * 440 * n / rate)) for n in range(rate // 4))
    layout = struct.pack("<IHHIIHH", 16, 1, 1, rate, rate, 1, 8)
    head = b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt " + layout
    return head + b"data" + struct.pack("<I", len(samples)) + samples


def webp(width: int, height: int) -> bytes:
    """A lossless picture of one colour: five prefix codes of one symbol each, so the pixels take no bits."""
    bits = 0
    count = 0

    def put(value: int, size: int) -> None:
        nonlocal bits, count
        bits |= value << count
        count += size

    put(width - 1, 14)
    put(height - 1, 14)
    put(1, 1)
    put(0, 3)
    for _ in range(3):  # no transform, no colour cache, no meta prefix codes
        put(0, 1)
    for colour in (180, 90, 60, 255):  # green, red, blue, alpha
        put(1, 1)
        put(0, 1)
        put(1, 1)
        put(colour, 8)
    put(1, 1)
    put(0, 1)
    put(0, 1)
    put(0, 1)
    body = b"\x2f" + bits.to_bytes((count + 7) // 8, "little")
    padded = body + b"\x00" * (len(body) % 2)
    chunk = b"VP8L" + struct.pack("<I", len(body)) + padded
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def silent_opus() -> bytes:
    """A second of silence: Ogg pages around 20 ms packets."""
    head = b"OpusHead\x01\x01" + struct.pack("<HIhB", 312, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 7) + b"sandbox" + struct.pack("<I", 0)
    packets = [b"\xf8\xff\xfe"] * 50
    return _ogg_page(0, 2, 0, [head]) + _ogg_page(1, 0, 0, [tags]) + _ogg_page(2, 4, 960 * len(packets), packets)


def _ogg_page(number: int, flags: int, granule: int, packets: list[bytes]) -> bytes:
    lacing = bytes(len(packet) for packet in packets)
    header = b"OggS\x00" + struct.pack("<BqIII", flags, granule, 1, number, 0) + bytes([len(packets)]) + lacing
    page = header + b"".join(packets)
    checksum = _ogg_checksum(page)
    return page[:22] + struct.pack("<I", checksum) + page[26:]


def _ogg_checksum(data: bytes) -> int:
    register = 0
    for byte in data:
        register ^= byte << 24
        for _ in range(8):
            register = ((register << 1) ^ 0x04C11DB7 if register & 0x80000000 else register << 1) & 0xFFFFFFFF
    return register
