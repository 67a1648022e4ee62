"""Locks with a real SHA-512 hash ([MS-OFFCRYPTO] 2.4.2.4, ECMA-376 sheetProtection and workbookProtection).

A lock keeps a clerk from breaking the form by accident. Other programs drop the hash or the structure lock when they
save, so a lost lock is never taken as tampering; the stamp is what proves where a file comes from.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode

from openpyxl import Workbook
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.values import dataclass

SPINS = 100_000
ALGORITHM = "SHA-512"


def password_hash(password: str, salt: bytes, spins: int = SPINS) -> bytes:
    """The 64 bytes that Office stores for a password: SHA-512 of salt and UTF-16LE password, spun `spins` times."""
    digest = hashlib.sha512(salt + password.encode("utf-16-le")).digest()
    for spin in range(spins):
        digest = hashlib.sha512(digest + spin.to_bytes(4, "little")).digest()
    return digest


@dataclass(frozen=True, slots=True)
class Lock:
    """A password, hashed once and set on as many sheets as wanted. Same password and salt, same lock."""

    hash_value: str
    salt_value: str

    @classmethod
    def of(cls, password: str, salt: bytes) -> Lock:
        """Hash the password (about 60 ms); the salt should be 16 bytes."""
        return cls(b64encode(password_hash(password, salt)).decode(), b64encode(salt).decode())

    def on_sheet(self, sheet: Worksheet) -> None:
        """Protect a sheet; sorting, filtering, column widths, row heights and hiding rows stay allowed."""
        protection = sheet.protection
        protection.sheet = True
        # The flags of sheetProtection are inverted: False allows.
        protection.sort = protection.autoFilter = False
        protection.formatColumns = protection.formatRows = False
        protection.selectLockedCells = protection.selectUnlockedCells = False
        protection.objects = protection.scenarios = True
        protection.algorithmName = ALGORITHM
        protection.hashValue = self.hash_value
        protection.saltValue = self.salt_value
        protection.spinCount = SPINS

    def on_workbook(self, workbook: Workbook) -> None:
        """Keep sheets from being added, removed, renamed or shown."""
        workbook.security = WorkbookProtection(
            lockStructure=True,
            workbookAlgorithmName=ALGORITHM,
            workbookHashValue=self.hash_value,
            workbookSaltValue=self.salt_value,
            workbookSpinCount=SPINS,
        )
