"""Workbooks with a password to open: decrypted in memory where the optional package is there, named where not."""

from __future__ import annotations

import io
import sys

import pytest

from tests.intake.test_reader_xls import encrypted_xls
from tests.intake.workbooks import book_of, form
from xlpilot.intake.cfb import single_stream
from xlpilot.intake.password import DEFAULT
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Reason, Refusal


def locked(password: str) -> bytes:
    """The form as Excel encrypts it (ECMA-376, agile)."""
    ooxml = pytest.importorskip("msoffcrypto.format.ooxml")
    out = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(form(5))).encrypt(password, out)
    return out.getvalue()


def refused(data: bytes, *passwords: str) -> Refusal:
    result = read_book(data, passwords)
    assert isinstance(result, Refusal)
    assert result.reason is Reason.ENCRYPTED
    assert "密码" in result.advice
    return result


def test_the_right_password_reads_the_workbook_that_was_encrypted():
    data = locked("衡南2018")
    assert read_book(data, ["不对", "衡南2018"]) == book_of(form(5))


def test_without_a_password_and_with_wrong_ones_the_refusal_says_which():
    data = locked("衡南2018")
    assert "都不对" not in refused(data).detail
    assert "2 个密码都不对" in refused(data, "a", "b").detail


def test_the_password_that_excel_does_not_ask_for_is_not_asked_for():
    assert read_book(locked(DEFAULT)) == book_of(form(5))


def test_without_the_package_a_given_password_is_answered_with_how_to_install_it(monkeypatch):
    data = single_stream("EncryptedPackage", b"x")
    for name in [name for name in sys.modules if name.startswith("msoffcrypto")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    assert "xlpilot[password]" in refused(data, "x").detail
    assert "xlpilot[password]" not in refused(data).detail


def test_an_encryption_that_is_not_known_is_still_called_a_password():
    for data in (single_stream("EncryptedPackage", b"x"), encrypted_xls()):
        refused(data)
        refused(data, "x")


def test_a_file_that_demands_endless_hashing_is_refused_at_once():
    wrapped = single_stream("EncryptionInfo", b'<e spinCount="4000000000"/>')
    result = read_book(wrapped, ["x"])
    assert isinstance(result, Refusal)
    assert result.reason is Reason.TOO_LARGE
