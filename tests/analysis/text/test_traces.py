"""Writings that lead to one person, as people invent them, and figures of the argument that look like them.

Names and numbers are made up. Each row of the first table is a comment and the part that nobody may read.
"""

from __future__ import annotations

import pytest

from civic.analysis.text.privacy import mask

PRIVATE = """
hub 0812/3456/7890 | 3456
wa 0812_3456_7890 | 3456
08 12 34 56 78 90 | 34
0 8 1 2 3 4 5 6 7 8 9 0 | 4 5
O812-3456-789O | 3456
o8123456789o | 3456
nol delapan satu dua tiga empat lima enam tujuh delapan | tiga
kosong delapan satu dua, tiga empat lima enam, tujuh delapan sembilan nol | lima
812-3456-7890 hubungi | 3456
81234567890 hubungi saya | 3456
٠٨١٢٣٤٥٦٧٨٩٠ | ٣٤
०८१२३४५६७८९० | ३४
꧐꧘꧑꧒꧓꧔꧕꧖꧗꧘꧙꧐ | ꧓꧔
+62(812)3456-7890 | 3456
0812.3456.7890 | 3456
0812*3456*7890 | 3456
62812 3456 7890 | 3456
telp 021/551.2345 | 551
zero eight one two three four five six seven eight | three
0812~3456~7890 | 3456
rek BCA 1234567890 | 345
no rekening 123-456-7890 a.n. Budi Santoso | 456
rekening mandiri saya 155 00 0123456 7 | 0123
BRI 0987-01-012345-50-1 | 012345
norek: 7120345678 | 0345
va 8808 1234 5678 9012 | 5678
BPJS 0001234567890 | 1234
no BPJS saya 0001 2345 67890 | 2345
kartu KIS 0002345678901 | 2345
ID pelanggan PLN 532100123456 | 1001
idpel 53-2100-123456 | 2100
token listrik 1234-5678-9012-3456-7890 | 5678
meteran 14012345678 | 0123
NPWP 01.234.567.8-901.000 | 567
npwp saya 012345678901000 | 45678
paspor A1234567 | 12345
passport no X 1234567 | 1234
nomor paspor saya C7654321 | 7654
NISN 0051234567 | 1234
nisn anak saya 005 123 4567 | 123
NIP 198501012010011001 | 8501
SIM C 851234567890 | 3456
kartu kredit 4111 1111 1111 1111 | 1111
budi [at] contoh [dot] com | budi
budi(at)gmail.com | budi
budi @ contoh . com | budi
budi at gmail dot com | budi
budi.santoso et yahoo titik co titik id | santoso
email budisantoso gmail.com | budisan
siti {at} contoh.co.id | siti
ig: budisantoso88 | budis
IG @budi.santoso | budi
follow @siti_aminah99 ya | siti
twitter saya budi_s88 | budi_
line id: budikeren | budik
B-1234-XYZ | 1234
b.1234.xyz nerobos | 1234
B 1234-XYZ | 1234
plat B1234-XY | 1234
rumah di gg 2/15 | 2/15
gg. 3/7 gelap | 3/7
dekat No.91 ada lubang | 91
Perumahan Griya Indah No.91 | 91
blok D.5/12 | 5/12
Jl Mawar no: 15B | 15B
lahir 12 Mei 1980 | Mei 1980
tgl lahir 12-05-1980 | 05-1980
TTL: Tangerang, 12/05/1980 | 05/1980
born on 5 May 1980 | 5 May
lokasi -6.17812, 106.63001 | 17812
6°10'41"S 106°37'48"E | 41
lat -6.1781 lng 106.6300 | 1781
https://contoh.example/reset?token=abc123XYZ | abc123
https://contoh.example/d/1AbCdEfGhIjKlMnOpQrStUvWxYz012345/edit | 1AbC
https://user:rahasia@contoh.example/ | rahasia
wa.me/6281234567890 | 3456
password: rahasia123 | rahasia
kata sandi saya kucing77 | kucing77
pin ATM 123456 | 1234
passwordnya: bismillah | bismi
Pak Budi Santoso marah | Budi
Ibu Siti Aminah di pasar | Siti
a.n. Dewi Lestari | Dewi
atas nama Joko Susilo | Joko
nama saya Rahmat Hidayat | Rahmat
nama saya rahmat hidayat | rahmat
ketua RT 05 Suparman korupsi | Suparman
ketua RT kami bapak Slamet Riyadi | Slamet
pak budi jualan | budi
H. Mulyadi bangun ruko | Mulyadi
my name is John Carter | Carter
Sdri. Rina Marlina | Marlina
""".strip().splitlines()
PUBLIC = """
RT 05/RW 03 gelap
di rw 11
Anggaran Rp1.500.000.000 untuk 2026
APBN Rp 3.000.000.000.000.000
biaya 1.500.000.000 rupiah
BPJS 150.000 per bulan
iuran BPJS Rp 150000
UU No. 22 Tahun 2009
Perda Kota Tangerang No. 7 Tahun 2018
UU 12/2011
Pergub No.5/2020
pasal 12 ayat 3
tanggal 05-08-2026 pukul 08.15-09.30
08.00 - 12.00 lalu 13.00 - 17.00
08/12/2026 07.00-09.00
rapat 12 Mei 2026 di balai
tahun 2019, 2020, 2021, 2022
Jalan Daan Mogot rusak 2 km
Jl. Jenderal Sudirman macet
jalan M.H. Thamrin banjir
Bapak Wali Kota tolong
Ibu Lurah yang baik
pak camat tolong
Bapak/Ibu yang terhormat
Pak RT dan Bu RW
ibu hamil dan lansia
ibu rumah tangga
Ketua RT 05 tidak peduli
a.n. warga RT 05
atas nama warga kami
1.000.000 orang
angkot no. 3 jurusan Cimone
angkot B.02 lewat sini
trayek T 06
SDN 3 dan SMPN 5
No. 1 prioritas
bus 12 lewat jam 7
suhu 36.5, 37.2 derajat
harga naik 10,5 - 12,3 persen
@pemkottangerang tolong
@dishub_tangerang lampu mati
https://tangerangkota.go.id/berita/12345
lihat https://data.contoh.example/dataset/penduduk-2025
password wifi taman tolong diumumkan
pin lokasi salah
nama jalan tidak jelas
nama saya tidak ada di daftar
meteran air 20 kubik
kode pos 15118
nomor 112 dan 110
hotline 112
luas 164.55 km2 dari 1.931.000 jiwa
anggaran 25000000000
dua tiga empat kali lapor
satu dua tiga empat lima enam tujuh
2 @ 5000
ketemu at park. Then home
jumlah 2.455.116 jiwa pada 2024
nilai 98.76, 12.345
kavling 200 meter
Dr. Soetomo Street
Mr. Mayor please
1945-1949
I-65 and 31W
Ibu Kota Nusantara
mas kawin
bang jago parkir
Jl. Bapak Ibu
bu guru
saya an. warga
Jl. H. Mulyadi berlubang
jalan Pak Kasih banjir
Jl. KH. Hasyim Ashari macet
RSUD dr. Sitanala penuh
Jl. Dr. Sutomo
perbaiki jl haji mencong
Bapak Presiden dan Ibu Menteri
Pak Polisi, tolong
Salam, warga Cibodas
mas mas parkir
terima kasih pak dan bu
kepada yth Bapak Kepala Dinas
bang, lampunya mati
H-7 lebaran
Teh botol mahal
12.30-13.15 istirahat
2 x 24 jam, 3-5 hari
jam 7.00-8.30 / 16.00-18.30
halte 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
1 2 3 4 5 6 7 8 9
kec. Batuceper 3671051001
Rp 12.345.678,90
""".strip().splitlines()


@pytest.mark.parametrize("row", PRIVATE)
def test_what_leads_to_one_person_is_hidden(row: str) -> None:
    comment, secret = row.rsplit(" | ", 1)
    assert secret in comment
    assert secret not in mask(comment)


@pytest.mark.parametrize("comment", PUBLIC)
def test_what_people_argue_with_stays(comment: str) -> None:
    assert mask(comment) == comment
