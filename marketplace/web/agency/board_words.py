"""The boards in words: titles, columns, and how each figure is worked out."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _

from marketplace.insight.hotel_ready import CODES


@dataclass(frozen=True)
class Column:
    """A column of a board; a `wide` one is not on phones.

    Kinds: text, rp, n, day, span, maker, hotel (may be nobody), organisation, share, missing.
    """

    key: str
    label: str
    kind: str = "text"
    wide: bool = False

    @property
    def is_figure(self) -> bool:
        """Whether it stands at the right."""
        return self.kind in {"rp", "n"}


@dataclass(frozen=True)
class Board:
    """A list behind a figure: what it is called, how it is worked out, what it shows."""

    code: str
    title: str
    method: str
    columns: list[Column] = field(default_factory=list)


def orders() -> str:
    """How the turnover is worked out."""
    return _(
        "Harga barang dari pesanan yang selesai, tanpa ongkir. Yang kurang, ditolak atau dikembalikan tidak dihitung. "
        "Pembeli yang menolak dihitung tidak ikut. Tanggalnya tanggal memesan."
    )


def board(code: str) -> Board:
    """One of the boards, by its address."""
    makers = [Column("maker", _("Penjual"), "maker"), Column("kelurahan", _("Kelurahan"), wide=True)]
    sold = [_rupiah(), Column("orders", _("Pesanan"), "n"), Column("packs", _("Kemasan"), "n", wide=True)]
    standing = [*makers, Column("products", _("Produk tayang"), "n"), Column("orders", _("Pesanan selesai"), "n")]
    found = {
        "waktu": lambda: Board(
            code, _("Omzet dari waktu ke waktu"), orders(),
            [Column("first", _("Waktu"), "span"), *sold, _hotel(), _local()],
        ),
        "hari-kerja": lambda: Board(
            code, _("Perkiraan hari kerja"), workdays(),
            [
                Column("first", _("Tanggal"), "day"), Column("makers", _("Hari kerja"), "n"),
                Column("orders", _("Pesanan"), "n"), Column("packs", _("Kemasan"), "n", wide=True),
            ],
        ),
        "pesanan": lambda: Board(
            code, _("Pesanan yang selesai"), orders(),
            [
                Column("number", _("Nomor")), Column("day", _("Tanggal"), "day"), makers[0],
                Column("hotel", _("Pembeli"), "hotel", wide=True), _rupiah(),
                Column("packs", _("Kemasan"), "n", wide=True), _local(),
            ],
        ),
        "penjual": lambda: Board(
            code, _("Omzet per penjual"), orders(),
            [*makers, *sold, _hotel(), Column("buyers", _("Pembeli"), "n"), Column("came_back", _("Kembali"), "n")],
        ),
        "penjualan-pertama": lambda: Board(
            code, _("Penjualan pertama"), first_sales(),
            [*makers, _first(), Column("orders", _("Pesanan sampai kini"), "n")],
        ),
        "tangga": lambda: Board(
            code, _("Tangga penjual"), ladder(),
            [
                *standing, _first(), Column("came_back", _("Pembeli kembali"), "n"),
                Column("hotel_on", _("Pertama ke hotel"), "day"),
            ],
        ),
        "siap-hotel": lambda: Board(
            code, _("Siap hotel"), ready(),
            [*makers, Column("score", _("Nilai"), "n"), Column("missing", _("Yang belum ada"), "missing")],
        ),
        "pembeli-kembali": lambda: Board(
            code, _("Pembeli yang kembali"), came_back(),
            [
                Column("hotel", _("Pembeli"), "hotel"), Column("kelurahan", _("Kelurahan")),
                Column("times", _("Kali belanja"), "n"), _rupiah(), Column("last", _("Terakhir"), "day"),
            ],
        ),
        "bahan-lokal": lambda: Board(
            code, _("Rupiah untuk bahan lokal"), local(),
            [
                *makers, _rupiah(), Column("told", _("Omzet yang dinyatakan"), "rp"), _local(),
                Column("share", _("Bagian"), "share"),
            ],
        ),
        "pengganti-impor": lambda: Board(
            code, _("Pengganti barang luar"), replacing(),
            [
                Column("replaces", _("Menggantikan")), Column("product", _("Produk")), makers[0],
                Column("packs", _("Kemasan"), "n"), _rupiah(),
            ],
        ),
        "hotel": lambda: Board(
            code, _("Belanja hotel dan usaha"), hotels(),
            [
                Column("hotel", _("Pembeli"), "organisation"), Column("orders", _("Pesanan"), "n"),
                Column("makers", _("Penjual"), "n"), _rupiah(), _local(), Column("share", _("Bagian lokal"), "share"),
            ],
        ),
        "wilayah": lambda: Board(
            code, _("Omzet per kecamatan"), districts(),
            [Column("kecamatan", _("Kecamatan")), Column("makers", _("Penjual"), "n"), *sold, _local()],
        ),
    }  # fmt: skip
    return found[code]()


def workdays() -> str:
    """How working days are estimated."""
    return _(
        "Perkiraan: satu penjual dengan pesanan selesai yang dipesan pada satu hari dihitung satu hari kerja. "
        "Orang yang bekerja di dapurnya tidak dihitung."
    )


def first_sales() -> str:
    """How first sales are counted."""
    return _("Penjual yang pesanan selesai pertamanya dipesan pada masa ini.")


def ladder() -> str:
    """How the ladder is counted."""
    return _("Keadaan saat dihitung, semua penjual yang tidak ditutup. Satu penjual bisa ada di beberapa anak tangga.")


def ready() -> str:
    """How the score is counted."""
    return _("Sepuluh hal yang biasa diminta hotel, masing-masing sepuluh angka. Seratus berarti siap.")


def came_back() -> str:
    """How buyers who came back are counted."""
    return _("Pembeli pada masa ini yang sudah pernah belanja sebelumnya. Dikenali dari nomor telepon atau usahanya.")


def local() -> str:
    """How the rupiah to local material are worked out."""
    return _(
        "Omzet dikali persen bahan lokal yang dinyatakan penjual. Ini perkiraan dari pernyataan, bukan catatan belanja."
    )


def replacing() -> str:
    """How replaced imports are worked out."""
    return _("Omzet produk yang oleh penjualnya disebut menggantikan barang dari luar. Perkiraan dari pernyataan.")


def hotels() -> str:
    """How the share of hotels is worked out."""
    return _("Omzet pesanan hotel, restoran, katering dan kantor, dibagi seluruh omzet.")


def districts() -> str:
    """How a kecamatan's figures are worked out."""
    return _("Omzet menurut kecamatan dapur penjual.")


def steps() -> dict[str, str]:
    """The rungs of the ladder."""
    return {
        "semua": _("Penjual terdaftar"),
        "tayang": _("Punya produk tayang"),
        "terjual": _("Pernah menjual"),
        "kembali": _("Punya pembeli yang kembali"),
        "hotel": _("Pernah menjual ke hotel"),
        "siap": _("Siap hotel"),
    }


def checks() -> dict[str, tuple[str, str]]:
    """What hotels ask for: what it is called, and what to do when it is missing."""
    found = {
        "nib": (_("NIB"), _("Urus NIB di OSS, gratis, lalu isi nomornya.")),
        "food": (_("Izin edar pangan"), _("Urus P-IRT atau izin BPOM yang sesuai, lalu kirim fotonya.")),
        "halal": (_("Sertifikat halal"), _("Daftar sertifikasi halal, lalu kirim sertifikatnya.")),
        "photo": (_("Foto produk"), _("Pasang foto produk yang jelas.")),
        "label": (_("Isi label lengkap"), _("Isi bahan, cara simpan dan lama simpan.")),
        "tiers": (_("Harga grosir"), _("Tulis harga untuk pembelian banyak.")),
        "days": (_("Hari produksi"), _("Pilih hari produksi, supaya hotel tahu kapan bisa memesan.")),
        "delivery": (_("Cara antar ke hotel"), _("Nyalakan antar sendiri atau kurir.")),
        "bank": (_("Rekening yang disetujui"), _("Isi rekening, supaya hotel bisa membayar.")),
        "promises": (_("Menepati janji"), _("Tiga bulan tanpa pesanan terlambat atau tidak dijawab.")),
    }
    return {code: found[code] for code in CODES}


def _rupiah() -> Column:
    return Column("rupiah", _("Omzet"), "rp")


def _hotel() -> Column:
    return Column("hotel", _("Dari hotel"), "rp")


def _local() -> Column:
    return Column("local", _("Bahan lokal (perkiraan)"), "rp")


def _first() -> Column:
    return Column("first_sale_on", _("Penjualan pertama"), "day")
