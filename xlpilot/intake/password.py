"""Workbooks with a password to open, decrypted in memory; the only door to msoffcrypto, which is an optional extra.

Excel itself opens a workbook without asking where the password is the one it uses for protected workbooks; so do we.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from xlpilot.intake.cfb import CompoundFile
from xlpilot.intake.guard import MAX_FILE
from xlpilot.intake.refusal import Reason, Refused, too_large

DEFAULT = "VelvetSweatshop"
_REMOVE = "请去掉打开密码（文件－加密－清空密码）后另存为 .xlsx 再报"
_MAX_SPINS = 2_000_000  # rounds of hashing a password; Office takes 100,000
_SPINS = re.compile(rb"spinCount=\"([0-9]{1,20})\"")


def encrypted() -> Refused:
    """The refusal where no password is known."""
    return Refused(Reason.ENCRYPTED, "这是加了打开密码的工作簿", _REMOVE)


def decrypted(data: bytes, passwords: Sequence[str]) -> bytes:
    """The workbook inside an encrypted one (.xlsx in its OLE wrapper, or .xls), with the first password that fits.

    Raises:
        Refused: none fits, the encryption is not known, or msoffcrypto is not installed.
    """
    try:
        from msoffcrypto import OfficeFile
        from msoffcrypto.exceptions import InvalidKeyError
    except ImportError:
        if not passwords:
            raise encrypted() from None
        what = "这是加了打开密码的工作簿；本机没有解密组件（安装：pip install xlpilot[password]），给出的密码没有用上"
        raise Refused(Reason.ENCRYPTED, what, _REMOVE) from None
    _check_spins(data)
    unknown = False
    for password in (DEFAULT, *passwords):
        out = io.BytesIO()
        try:
            file = OfficeFile(io.BytesIO(data))
            modern = file.format == "ooxml"
            file.load_key(password=password, verify_password=True) if modern else file.load_key(password=password)
            file.decrypt(out)
        except InvalidKeyError:
            continue
        except MemoryError:
            raise
        except Exception:  # it asserts and unpacks whatever the bytes hold, and has no error of its own for that
            unknown = True
            continue
        return out.getvalue()
    if not passwords:
        raise encrypted()
    why = "加密方式不认识" if unknown else f"给出的 {len(passwords)} 个密码都不对"
    raise Refused(Reason.ENCRYPTED, f"这是加了打开密码的工作簿，{why}", _REMOVE)


def _check_spins(data: bytes) -> None:
    """What a file may demand of the processor before the first byte is decrypted."""
    if len(data) > MAX_FILE:
        raise too_large(f"文件有 {len(data) >> 20} MB，上限 {MAX_FILE >> 20} MB")
    found = _SPINS.findall(CompoundFile(data).stream("EncryptionInfo"))
    if any(int(spins) > _MAX_SPINS for spins in found):
        raise too_large("加密部分要求的计算量异常")
