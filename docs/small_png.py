"""A page of PDF as a small PNG with a palette: drawn by pdftoppm, trimmed, with at most 256 colours; no Pillow."""

from __future__ import annotations

import struct
import subprocess
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]  # height x width x 3

RESOLUTIONS = (96, 84, 72, 64, 56, 48)
_EDGE = 4  # white pixels that stay around
_APART = 32  # of 765


def picture(pdf: Path, largest: int, colours: int = 24) -> bytes:
    """The first page at the best resolution whose PNG has at most `largest` bytes; else at the lowest one."""
    data = b""
    for resolution in RESOLUTIONS:
        data = png(trimmed(drawn(pdf, resolution)), colours)
        if len(data) <= largest:
            break
    return data


def drawn(pdf: Path, resolution: int) -> Pixels:
    """The first page as pixels."""
    command = ["pdftoppm", "-r", str(resolution), "-f", "1", "-l", "1", str(pdf)]
    data = subprocess.run(command, check=True, capture_output=True).stdout
    _, size, _, pixels = data.split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(pixels, np.uint8, width * height * 3).reshape(height, width, 3)


def trimmed(pixels: Pixels) -> Pixels:
    """Without the white around what is drawn."""
    dark = (pixels < 250).any(axis=2)
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not rows.size:
        return pixels[:1, :1]
    top, left = max(0, rows[0] - _EDGE), max(0, columns[0] - _EDGE)
    return pixels[top : rows[-1] + _EDGE + 1, left : columns[-1] + _EDGE + 1]


def png(pixels: Pixels, colours: int) -> bytes:
    """A PNG of colour type 3 with at most so many colours; every other becomes the nearest of them."""
    height, width, _ = pixels.shape
    coarse = np.minimum((pixels.astype(np.uint16) + 4) // 8 * 8, 255).astype(np.uint8)
    found, at, counts = np.unique(coarse.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    chosen = _palette(found[np.argsort(-counts, kind="stable")].astype(int), colours)
    distance = ((found[:, None, :].astype(int) - chosen[None, :, :]) ** 2).sum(axis=2)
    indexes = distance.argmin(axis=1)[at.reshape(-1)].astype(np.uint8).reshape(height, width)
    depth = 4 if len(chosen) <= 16 else 8
    if depth == 4:
        indexes = np.pad(indexes, ((0, 0), (0, width % 2)))
        indexes = indexes[:, 0::2] << 4 | indexes[:, 1::2]
    lines = np.pad(indexes, ((0, 0), (1, 0)))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 3, 0, 0, 0)),
        (b"PLTE", chosen.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def _palette(by_frequency: npt.NDArray[np.int_], colours: int) -> npt.NDArray[np.int_]:
    """The most frequent colours of which no two are much alike, so that a rare one, as of red letters, is there."""
    chosen = by_frequency[:1]
    for colour in by_frequency[1:]:
        if len(chosen) == colours:
            break
        if np.abs(chosen - colour).sum(axis=1).min() >= _APART:
            chosen = np.vstack((chosen, colour))
    return chosen
