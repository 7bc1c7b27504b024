"""The sentence of every refusal, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _

from marketplace.kernel import rupiah, sheets
from marketplace.kernel.errors import Refusal

from . import filters, payout_words, refund_words, review_words

Sentence = Callable[[dict[str, object]], str]
SENTENCES: dict[str, Sentence] = {
    "NotAllowed": lambda f: _("Langkah ini tidak bisa dilakukan lagi. Muat ulang untuk melihat keadaan terbaru."),
    "DoesNotCount": lambda f: _("Surat ini tidak berlaku untuk %(names)s.", names=", ".join(f["names"])),  # type: ignore[arg-type]
    "Busy": lambda f: _("Sedang diubah orang lain. Coba lagi sebentar."),
    "TooMany": lambda f: _("Terlalu banyak percobaan. Tunggu sebentar, lalu coba lagi."),
    "QuoteMoved": lambda f: _("Ada yang berubah sejak halaman ini dibuka. Periksa lagi keadaan terbarunya."),
    "MakerSuspended": lambda f: _(
        "%(name)s sedang tidak boleh berjualan di sini. Pilih produsen lain untuk barang itu.", name=f["name"]
    ),
    "RequestOver": lambda f: _request_over(f),
    "OfferOver": lambda f: _offer_over(f),
    "NotOnTerms": lambda f: _(
        "%(name)s tidak memberi harga untuk cara bayar ini. Pilih cara bayar lain, atau tanyakan.", name=f["name"]
    ),
    "PasswordTooShort": lambda f: _("Kata sandi paling sedikit %(n)s huruf atau angka.", n=f["at_least"]),
    "PasswordTooLong": lambda f: _("Kata sandi paling banyak %(n)s huruf atau angka.", n=f["at_most"]),
    "PasswordBreached": lambda f: _("Kata sandi ini sudah banyak dikenal pencuri. Pilih yang lain."),
    "PasswordPersonal": lambda f: _("Jangan memakai nama, nomor HP atau e-mail sendiri sebagai kata sandi."),
    "WrongCode": lambda f: _("Kode ini salah atau sudah dipakai. Tunggu kode berikutnya, lalu tulis lagi."),
    "LinkSpent": lambda f: _("Tautan ini sudah dipakai atau sudah lewat waktunya."),
    "PhoneNotUsable": lambda f: _("Nomor ini tidak bisa dipakai. Periksa nomornya, atau hubungi kami."),
    "HasVerifiedEmail": lambda f: _("Akun ini punya e-mail. Minta pemiliknya memakai “Lupa kata sandi”."),
    "LastAdministrator": lambda f: _("Harus ada paling sedikit satu admin."),
    "TooManyOrganisations": lambda f: _(
        "Anda sudah membuka %(n)s organisasi yang belum kami periksa. Tunggu dulu.", n=f["limit"]
    ),
    "WrongQuantity": lambda f: _wrong_quantity(f),
    "CartFull": lambda f: _("Keranjang sudah penuh: paling banyak %(n)s macam barang.", n=f["limit"]),
    "NothingInCart": lambda f: _("Keranjang sudah kosong. Mungkin isinya sudah diajukan di jendela lain."),
    "RequestFull": lambda f: _("Permintaan ini sudah penuh: paling banyak %(n)s baris.", n=f["limit"]),
    "TooManyLines": lambda f: _(
        "Daftar ini %(lines)s baris. Paling banyak %(most)s baris sekali kirim.", lines=f["lines"], most=f["most"]
    ),
    "NothingRead": lambda f: _("Belum ada nama barang yang terbaca. Tulis misalnya: amplang, 10."),
    "CartNotReady": lambda f: _("Ada yang perlu diperbaiki di keranjang sebelum lanjut."),
    "OutOfStock": lambda f: _("Baru saja terbeli orang lain: stoknya tidak cukup lagi. Kurangi jumlahnya."),
    "LotStopped": lambda f: _(
        "Sebagian berasal dari produksi %(code)s yang ditahan. Buat gantinya dulu.", code=f["code"]
    ),
    "BelowPromised": lambda f: _("Sudah ada yang dijanjikan sebanyak itu. Tulis jumlah yang lebih besar."),
    "TooManyHolds": lambda f: _too_many_holds(f),
    "HoldOver": lambda f: _("Waktu menahan barang sudah habis. Masuk lagi dari keranjang untuk melanjutkan."),
    "SlotFull": lambda f: _("Waktu yang dipilih baru saja penuh. Pilih waktu lain."),
    "TotalChanged": lambda f: _(
        "Jumlahnya berubah menjadi %(now)s. Periksa lagi sebelum memesan.", now=rupiah.show(int(str(f["now"])))
    ),
    "NoRule": lambda f: _("Belum ada aturan produk lokal untuk jenis usaha Anda. Hubungi kami bila perlu laporan."),
    "MonthNotOver": lambda f: _(
        "Bulan ini belum selesai. Laporan bisa dibekukan mulai %(day)s.",
        day=filters.day(f["from_day"]),  # type: ignore[arg-type]
    ),
    "NothingNew": lambda f: _("Tidak ada yang berubah sejak versi terakhir. Versi baru tidak perlu."),
    "TotalMissing": lambda f: _("Total pembelian belum ditulis untuk semua kelas."),
    "TotalTooSmall": lambda f: _("Total pembelian lebih kecil dari barang lokal yang sudah tercatat."),
    "TooManyOutside": lambda f: _("Paling banyak %(n)s pembelian di luar dalam satu laporan.", n=f["limit"]),
    "CartChanged": lambda f: _("Isi keranjang berubah sejak tadi. Periksa lagi sebelum memesan."),
    "AlreadyPlaced": lambda f: _("Pesanan ini sudah dibuat. Lihat pesanan Anda."),
    "Incomplete": lambda f: _("Ada langkah yang belum diisi."),
    "MethodClosed": lambda f: method_reason(str(f["reason"]), int(str(f.get("limit", 0)))),
    "UnknownMethod": lambda f: _("Pilih salah satu cara bayar."),
    "Declined": lambda f: _("Pembayaran ditolak. Keranjang Anda tetap ada. Pilih cara bayar lain atau coba lagi."),
    "CreditTooHigh": lambda f: _(
        "Lebih besar dari sisa invoice, yaitu %(left)s.", left=rupiah.show(int(str(f["left"])))
    ),
    "CannotReview": lambda f: review_words.why_not(str(f["why"])),
    "Invalid": lambda f: _("Ada isian yang perlu diperbaiki."),
    "StaffCannotSell": lambda f: _("Akun petugas tidak bisa membuka toko. Pakai akun pribadi."),
    "NoConsent": lambda f: (
        _("%(name)s mencabut izinnya. Jangan dihubungi lagi.", name=f["name"])
        if f["withdrawn"]
        else _("Catat dulu izin pemilik %(name)s.", name=f["name"])
    ),
    "TwoShops": lambda f: _("Keduanya punya toko di sini. Toko tidak bisa digabung."),
    "ShopOfAnother": lambda f: _(
        "Nomor HP ini milik toko yang tercatat sebagai %(name)s. Gabungkan dulu catatannya.", name=f["name"]
    ),
    "OwnShop": lambda f: _("Ini toko Anda sendiri. Izin tidak perlu."),
    "NotAPicture": lambda f: _("Berkas ini bukan foto JPG, PNG atau WebP yang bisa dibuka."),
    "PictureTooLarge": lambda f: _too_large(f),
    "Restricted": lambda f: _(
        "Kata “%(word)s” tidak boleh dipakai: %(reason)s. %(advice)s",
        word=f["word"],
        reason=f["reason"],
        advice=f["advice"],
    ),
    "DuplicateName": lambda f: _(
        "Anda sudah menjual “%(name)s”. Pakai nama lain, atau buka produk itu.", name=f["name"]
    ),
    "TooOld": lambda f: _("Stok ini sudah habis masa simpannya. Periksa hari dibuat atau lama tahannya."),
    "NotASheet": lambda f: _("Berkas ini bukan Excel (.xlsx) atau CSV yang bisa dibuka."),
    "HasMacros": lambda f: _("Berkas ini berisi program (makro). Simpan sebagai .xlsx biasa."),
    "SheetTooLarge": lambda f: _sheet_too_large(f),
    "TooLittle": lambda f: _(
        "Uang yang masuk kurang %(lack)s dari tagihan. Batas selisih yang boleh dianggap lunas: %(limit)s.",
        lack=rupiah.show(int(str(f["lack"]))),
        limit=rupiah.show(int(str(f["limit"]))),
    ),
    "LineDecided": lambda f: _("Baris ini sudah diputuskan. Muat ulang untuk melihat hasilnya."),
    "PaymentTaken": lambda f: _("Pembayaran ini sudah cocok dengan baris lain."),
    "OtherAccount": lambda f: _("Uangnya masuk ke rekening lain. Cari barisnya di mutasi rekening itu."),
    "NotHisMoney": lambda f: _("Yang dipilih tidak menunggu uang ini. Pilih yang lain."),
    "BillOver": lambda f: _("Tagihan %(number)s baru saja dibayar. Periksa lagi.", number=f["number"]),
    "BadPictures": lambda f: _("ZIP foto ini tidak bisa dibuka, atau terlalu besar."),
    "NotReady": lambda f: _("Masih ada yang perlu diisi sebelum tayang."),
    "NothingMissing": lambda f: _("Belum ada yang kurang. Ubah jumlahnya dulu."),
    "NothingGoes": lambda f: _("Tidak ada lagi yang dikirim. Kalau begitu, batalkan pesanannya."),
    "WrongPacks": lambda f: _("Tulis angka dari 0 sampai %(n)s.", n=f["most"]),
    "NotRefundable": lambda f: refund_words.why_not(str(f["why"])),
    "RefundPacks": lambda f: _("Tulis angka dari 0 sampai %(n)s.", n=f["most"]),
    "RefundFee": lambda f: _("Ongkir yang bisa dikembalikan paling banyak %(most)s.", most=_money(f["most"])),
    "NothingToRefund": lambda f: _("Pilih paling sedikit satu barang."),
    "OverRefund": lambda f: _("Baru saja ada pengembalian lain. Sisanya tinggal %(left)s.", left=_money(f["left"])),
    "RefundWaits": lambda f: _("Pengembalian lain untuk pesanan ini masih menunggu orang kedua."),
    "SamePerson": lambda f: _("Anda yang memintanya. Orang lain yang menyetujui."),
    "AccountChanged": lambda f: _("Pembeli baru saja mengganti rekeningnya. Periksa lagi sebelum mengirim."),
    "NoAccount": lambda f: _("Toko belum punya rekening bank untuk mengembalikan uang."),
    "CannotDispute": lambda f: refund_words.why_no_dispute(str(f["why"])),
    "NothingDue": lambda f: _("Belum ada yang bisa dibayar sekarang."),
    "NeedsSecondPerson": lambda f: _("Daftar ini perlu disetujui orang lain dulu."),
    "PaymentStopped": lambda f: payout_words.stopped(str(f["why"])),
    "NoBankAccount": lambda f: _("Belum ada rekening bank kita sendiri. Minta admin menambahkannya."),
    "WrongDay": lambda f: _("Pilih tanggal mulai besok."),
    "AlreadyClosed": lambda f: _("%(month)s sudah ditutup sebelumnya.", month=_month(f["month"])),
    "OutOfOrder": lambda f: _(
        "Tutup %(first)s dulu, baru %(month)s.", first=_month(f["first"]), month=_month(f["month"])
    ),
    "NotOver": lambda f: _("%(month)s belum lewat. Tutup sesudah bulannya habis.", month=_month(f["month"])),
    "Unsealed": lambda f: _("Ada catatan yang belum selesai. Hubungi pengelola sistem."),
    "PeriodClosed": lambda f: _("Bulan itu sudah ditutup. Tidak ada yang bisa dicatat di dalamnya."),
    "RequestTroubled": lambda f: _("Ada yang perlu diperbaiki dulu."),
    "PricesChanged": lambda f: _(
        "Harga, ongkir atau jumlah berubah: sekarang %(now)s. Belum ada yang dipesan. Periksa, lalu tekan lagi.",
        now=_money(f["now"]),
    ),
    "BudgetExceeded": lambda f: _budget(f),
    "CreditExceeded": lambda f: _(
        "Melebihi batas kredit: %(limit)s, sudah terpakai %(used)s.", limit=_money(f["limit"]), used=_money(f["used"])
    ),
    "TermsClosed": lambda f: _terms_closed(f),
    "NobodyApproves": lambda f: _("Belum ada orang lain yang boleh menyetujui di tempat ini. Hubungi pemilik akun."),
    "OwnRequest": lambda f: _("Ini permintaan Anda sendiri. Orang lain yang menyetujui."),
    "AlreadyDecided": lambda f: _already_decided(f),
    "TimeOver": lambda f: _("Waktu persetujuan sudah habis. Stok sudah dilepas; pemohon bisa mengajukan lagi."),
    "NothingChanged": lambda f: _("Belum ada yang diubah."),
    "NotReversible": lambda f: _("Catatan ini sudah dibalik, atau sendiri adalah pembalikan."),
}


def of(error: Refusal) -> str:
    """The sentence for a refusal."""
    sentence = SENTENCES.get(type(error).__name__)
    return sentence(error.facts) if sentence else _("Belum bisa dilakukan.")


def _budget(facts: dict[str, object]) -> str:
    values = {name: _money(facts[name]) for name in ("limit", "used", "asked")}
    if facts["whose"] == "member":
        return _("Melebihi anggaran pemohon bulan ini: %(limit)s, terpakai %(used)s, ini %(asked)s.", **values)
    return _("Melebihi anggaran tempat ini bulan ini: %(limit)s, terpakai %(used)s, ini %(asked)s.", **values)


def _terms_closed(facts: dict[str, object]) -> str:
    if facts.get("why") == "state":
        return _("Akun pembelian ini sedang ditangguhkan. Hubungi pengelola pasar.")
    if facts.get("why") == "terms":
        return _("Cara bayar ini belum disetujui untuk Anda. Pilih yang lain.")
    return _("Sementara belum bisa memesan dengan tempo: ada tagihan yang lewat jatuh tempo.")


def _already_decided(facts: dict[str, object]) -> str:
    if not facts["who"]:
        return _("Permintaan ini tidak menunggu persetujuan lagi.")
    return _("%(who)s sudah memutuskan lebih dulu.", who=facts["who"])


def _request_over(f: dict[str, object]) -> str:
    if f["state"] == "open":
        return _("Waktu menjawab sudah lewat. Minta pembeli memperpanjangnya.")
    return _("Permintaan ini sudah ditutup. Tidak ada yang bisa diubah lagi.")


def _offer_over(f: dict[str, object]) -> str:
    name = f["name"]
    return {
        "expired": _("Penawaran %(name)s sudah lewat masa berlakunya. Minta yang baru.", name=name),
        "withdrawn": _("%(name)s sudah menarik penawarannya.", name=name),
        "newer": _("%(name)s baru saja mengubah penawarannya. Periksa lagi harganya.", name=name),
        "cancelled": _("Permintaan ini sudah dibatalkan."),
    }.get(str(f["state"]), _("Permintaan ini sudah diputuskan. Lihat hasilnya."))


def method_reason(reason: str, limit: int) -> str:
    """Why a way to pay is closed."""
    return {
        "no_account": _("Sedang tidak tersedia."),
        "no_code": _("Sedang penuh. Coba lagi beberapa menit lagi, atau pilih cara lain."),
        "above_ceiling": _("Jumlahnya di atas batas QRIS. Pilih transfer bank."),
        "below_minimum": _("Kartu bisa dipakai mulai %(limit)s.", limit=rupiah.show(limit)),
        "maker": _("Salah satu toko atau cara kirim yang Anda pilih tidak melayani bayar di tempat."),
        "kelurahan": _("Bayar di tempat belum tersedia di kelurahan Anda."),
        "above_limit": _("Bayar di tempat sampai %(limit)s.", limit=rupiah.show(limit)),
        "open_orders": _("Masih ada pesanan bayar di tempat yang belum selesai untuk nomor ini."),
    }.get(reason, _("Sedang tidak tersedia."))


def _month(first: object) -> str:
    return filters.month(first) if isinstance(first, date) else str(first)


def _money(amount: object) -> str:
    return rupiah.show(int(str(amount)))


def _wrong_quantity(facts: dict[str, object]) -> str:
    quantity, minimum, maximum = (int(str(facts[name])) for name in ("quantity", "minimum", "maximum"))
    if quantity > maximum:
        return _("Paling banyak %(n)s untuk satu barang.", n=maximum)
    if quantity < 1:
        return _("Tulis jumlah dengan angka bulat, paling sedikit %(n)s.", n=minimum)
    return _("Paling sedikit %(n)s, dengan kelipatan %(step)s.", n=minimum, step=facts["step"])


def _sheet_too_large(facts: dict[str, object]) -> str:
    most = filters.number(int(str(facts.get("most", sheets.MAX_ROWS))))
    if "rows" in facts:
        rows = filters.number(int(str(facts["rows"])))
        return _("Berkas ini berisi %(rows)s baris. Paling banyak %(most)s baris sekali kirim.", rows=rows, most=most)
    return _("Daftar ini terlalu besar. Paling banyak %(most)s baris dan 5 MB.", most=most)


def _too_large(facts: dict[str, object]) -> str:
    if "pixels" in facts:
        return _("Ukuran gambar ini terlalu besar. Kirim foto biasa dari kamera HP.")
    return _("Foto ini terlalu besar. Paling besar 16 MB.")


def _too_many_holds(facts: dict[str, object]) -> str:
    if facts["what"] == "address":
        return _("Terlalu banyak yang sedang memesan dari jaringan ini. Coba lagi beberapa menit lagi.")
    return _("Masih ada pesanan lain yang belum selesai untuk nomor atau alamat ini. Selesaikan dulu yang itu.")
