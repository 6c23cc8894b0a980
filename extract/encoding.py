"""Bytes to text: UTF-8 first, then what the bytes look like; newlines stay as they are."""

from __future__ import annotations

import re

from ..ontology.errors import InputError

__all__ = ["decode", "decode_html"]

#: What news archives are written in. Left free, the detector reads a short Windows-1252 text as cp1250.
_CANDIDATES = ["ascii", "utf_8", "utf_16", "utf_32", "cp1252", "cp1251", "cp1254", "cp1256", "mac_roman"]
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_HEAD = 4096


def decode(data: bytes, *, path: str, line: int | None = None) -> str:
    """The text of the bytes, a byte order mark left out; raises InputError for bytes that are no text."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
        else:
            return _checked(text, path, line)
    return _checked(_detected(data, path, line), path, line)


def decode_html(data: bytes, *, path: str) -> str:
    """The page's text by the charset that it declares, else as `decode` finds it."""
    declared = _CHARSET.search(data[:_HEAD])
    if declared is not None:
        try:
            return _checked(data.decode(declared.group(1).decode("ascii")), path, None)
        except (LookupError, UnicodeDecodeError):
            pass  # the page names a charset that it is not written in
    return decode(data, path=path)


def _detected(data: bytes, path: str, line: int | None) -> str:
    from charset_normalizer import from_bytes  # only bytes that are not UTF-8 need it

    best = from_bytes(data, cp_isolation=_CANDIDATES).best()
    if best is None:
        raise InputError("bytes in no known text encoding; save it as UTF-8", path=path, line=line)
    return str(best)


def _checked(text: str, path: str, line: int | None) -> str:
    if "\0" in text:
        raise InputError("not a text: it holds zero bytes; give the text itself, as UTF-8", path=path, line=line)
    return text
