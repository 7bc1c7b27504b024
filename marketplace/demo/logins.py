"""The demo's log-ins: invented people with one shared password."""

from __future__ import annotations

PASSWORD = "amplang-enak-sekali"  # noqa: S105
DEMO_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
LOGINS = [
    ("pembeli", "0812-0000-0101", PASSWORD, ""),
    ("penjual", "0812-0000-0002", PASSWORD, "Amplang Kuku Enggang"),
    ("penjual", "0812-0000-0006", PASSWORD, "Sambal Mak Itam"),
    ("keuangan", "0812-0000-0991", PASSWORD, f"kode: {DEMO_SECRET}"),
    ("admin", "0812-0000-0992", PASSWORD, f"kode: {DEMO_SECRET}"),
]
