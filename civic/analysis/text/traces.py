"""The writings that lead to one person, each with what tells it from a figure of the argument.

Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

Match = re.Match[str]


class Rule(NamedTuple):
    """A pattern, and whether a match is meant; a group "number" is what is hidden of it."""

    pattern: re.Pattern[str]
    means: Callable[[Match], bool] | None = None


class Family(NamedTuple):
    """Rules that need a digit, one of some signs or one of some words in small letters; most comments hold none."""

    rules: tuple[Rule, ...]
    digit: bool = False
    signs: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()

    def may_find(self, text: str, words: frozenset[str]) -> bool:
        """Whether it is worth looking. `words` are those of the text."""
        return (
            not self.words.isdisjoint(words)
            or any(sign in text for sign in self.signs)
            or (self.digit and _DIGIT.search(text) is not None)
        )


_DIGIT = re.compile(r"\d")
_BEFORE = r"(?<!\d)(?<!\d[.,])"  # no part of a longer figure
_BETWEEN = r"[ ./_()|*~-]{0,3}"  # what people put between the digits of a number
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")  # 1.500.000
_MONEY = re.compile(r"(?:rp|idr|usd|\$|rupiah|dana|anggaran|biaya|senilai|sebesar)[ .:]*$", re.IGNORECASE)
_ROUND = re.compile(r"0{5}$")
_CODE = re.compile(r"\b(?:kode|code|kec|kel|kecamatan|kelurahan|desa|nomor laporan|tiket)\b[^\d\n]*$", re.IGNORECASE)
_CLOCKS = re.compile(r"([01]?\d|2[0-3])[.:][0-5]\d\s?(?:-|/|sd?|s/d)\s?([01]?\d|2[0-3])[.:][0-5]\d")
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d")
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D{1,3})+(?:19|20)\d\d")


def _is_number_of_somebody(match: Match) -> bool:
    """No money, no times, no dates, no years in a row."""
    number = match["number"] if "number" in match.re.groupindex else match[0]
    if _GROUPED.fullmatch(number.strip()) or _YEARS.fullmatch(number):
        return False
    if _CLOCKS.match(number) or _DAY.match(number):
        return False
    return not _MONEY.search(match.string, max(0, match.start() - 12), match.start())


def _is_no_sum(match: Match) -> bool:
    """As above, for a number without any word that says what it is: a round one is money."""
    digits = re.sub(r"\D", "", match[0])
    after = match.string[match.end() : match.end() + 12].lower()
    if _CODE.search(match.string, max(0, match.start() - 30), match.start()):
        return False
    counted = re.match(r"\s*(?:rupiah|orang|jiwa|juta|miliar|milyar|triliun|ribu|%|kg|ton|liter|m\b|km\b)", after)
    return not _ROUND.search(digits) and not counted and _is_number_of_somebody(match)


def _is_identity(match: Match) -> bool:
    """Sixteen digits in a row are one; in groups, the birthday must be a date: four years in a row are none."""
    digits = re.sub(r"\D", "", match[0])
    if digits == match[0]:
        return not _MONEY.search(match.string, max(0, match.start() - 12), match.start())
    if _GROUPED.fullmatch(match[0]):
        return False
    day, month = int(digits[6:8]), int(digits[8:10])
    card = re.fullmatch(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}", match[0]) and not _YEARS.fullmatch(match[0])
    return bool(card) or (1 <= day % 40 <= 31 and 1 <= month <= 12)


# --- addresses in the net -------------------------------------------------------------------------------------------
_PROVIDERS = r"(?:g[- ]?mail|yahoo|ymail|hotmail|outlook|icloud|proton(?:mail)?|rocketmail|live)"
_ENDINGS = r"(?:com|id|co|net|org|go|ac|sch|or|my|web|info|biz|xyz|example|gov|edu|io|me|dev|app)"
_AT = r"(?:\s?[\[({<]\s?(?:at|et|@)\s?[\])}>]\s?|\s?@\s?)"
_DOT = r"(?:\s?[\[({<]\s?(?:dot|titik|\.)\s?[\])}>]\s?|\s(?:dot|titik)\s|\s?\.\s?)"
_OFFICIAL = re.compile(
    r"pemkot|pemkab|pemprov|pemda|dinas|dis(?:hub|dik|kes|duk|nak|perin|kominfo)|humas|kominfo|polr|polsek|polda|satpol|"
    r"dlh|dpu|pupr|bpbd|bpjs|pln|pdam|perumda|kelurahan|kecamatan|kota|kab(?:upaten)?|tangerang|banten|gov|resmi|official|"
    r"dprd?|kpk|kpu|bawaslu|ombudsman|lapor|rsud|puskesmas|walikota|gubernur|presiden|kemen|bps|bmkg|transport|brt|city|council",
    re.IGNORECASE,
)


def _is_of_a_person(match: Match) -> bool:
    """Offices are public."""
    return not _OFFICIAL.search(match["number"])


_NET = (
    Rule(re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")),
    Rule(re.compile(rf"(?<![\w.+-])[\w.+-]++{_AT}[\w-]++(?:{_DOT}[\w-]++)*?{_DOT}{_ENDINGS}\b", re.IGNORECASE)),
    Rule(re.compile(r"(?<![\w.+-])[\w.+-]++\s(?:at|et)\s[\w-]++(?:\s(?:dot|titik)\s\w++)+", re.IGNORECASE)),
    Rule(
        re.compile(
            rf"(?<![\w.+-])[\w.+-]++(?:\s(?:at|et|@)\s?|{_AT}|\s){_PROVIDERS}(?:{_DOT}|\s)(?:com|co|id)(?:{_DOT}id)?\b",
            re.IGNORECASE,
        )
    ),
    # A handle alone, or behind the name of a place where people have one.
    Rule(re.compile(r"(?<![\w.@/])(?P<number>@[A-Za-z_][\w.]{2,30}\w)"), _is_of_a_person),
    Rule(
        re.compile(
            r"\b(?:ig|insta(?:gram)?|fb|facebook|twitter|tiktok|tele(?:gram)?|id line|line|akun|username)\b"
            r"(?:\s(?:saya|aku|gue|ku|id))?\s?[:=]\s?(?P<number>@?[\w.]{3,30})",
            re.IGNORECASE,
        ),
        _is_of_a_person,
    ),
    Rule(
        re.compile(
            r"\b(?:ig|insta(?:gram)?|fb|twitter|tiktok|telegram)\b(?:\s(?:saya|aku|gue|ku))?\s(?P<number>[a-z]+[._\d][\w.]{2,30})",
            re.IGNORECASE,
        ),
        _is_of_a_person,
    ),
    # Links that lead to one person's room or open something.
    Rule(
        re.compile(
            r"(?<![\w-])(?:https?://)?(?:wa\.me|chat\.whatsapp\.com|t\.me|m\.me|line\.me|(?:[\w-]{1,30}\.)?zoom\.us|meet\.google\.com|"
            r"(?:www\.)?(?:facebook|fb|instagram|tiktok|twitter|x)\.com)/\S+",
            re.IGNORECASE,
        )
    ),
    Rule(re.compile(r"\bhttps?://[^\s/@:]{1,100}:[^\s/@]{1,100}@\S+", re.IGNORECASE)),
    Rule(
        re.compile(
            r"\bhttps?://\S{0,300}?[?&#;/](?:[\w-]{0,20}(?:token|key|auth|sig(?:nature)?|pwd|pass(?:word)?|secret|session|sid|code|otp|jwt|"
            r"invite|reset|hash|nik|email|phone|hp))[=/]\S+",
            re.IGNORECASE,
        )
    ),
    Rule(re.compile(r"\bhttps?://\S{0,300}?(?=[\w-]{0,40}\d)(?=[\w-]{0,40}[A-Za-z])[\w-]{24,}\S*")),
)

# --- secrets --------------------------------------------------------------------------------------------------------
_SECRETS = (
    Rule(
        re.compile(
            r"\b(?:password|passwd|passcode|pwd|pass|pw|kata ?sandi|sandi|kode otp|otp|kode verifikasi|pin(?: atm)?)"
            r"(?:nya|ku)?(?:\s(?:wifi|atm|saya|aku|akun(?:\ssaya)?|email|login|is|my|adalah|yaitu|itu))*\s?[:=]?\s?"
            r"(?P<number>(?=[^\s,;]*\d)[^\s,;]{4,40})",
            re.IGNORECASE,
        )
    ),
    Rule(
        re.compile(
            r"\b(?:password|passwd|pwd|pass|kata ?sandi|sandi|pin)(?:nya|ku)?(?:\s(?:saya|akun|wifi|email|login))*"
            r"\s?[:=]\s?(?P<number>[^\s,;]{4,40})",
            re.IGNORECASE,
        )
    ),
)

# --- numbers that say whose they are --------------------------------------------------------------------------------
_KEPT_BY = (
    r"rek(?:ening)?|no\.?rek|norek|account|acct?|virtual account|va|bca|bri|bni|mandiri|bsi|btn|bjb|cimb|"
    r"danamon|permata|jago|jenius|seabank|ovo|gopay|shopeepay|bpjs(?: kesehatan| ketenagakerjaan)?|kis|jkn|kpj|"
    r"npwp|nik|e?-?ktp|kk|nisn?|nip|nuptk|sim(?: [abc])?|paspor|passport|visa|kitas|idpel|id pel(?:anggan)?|"
    r"(?:no(?:mor)? )?pelanggan|pln|pdam|(?:no(?:mor)? )?meter(?:an)?|token(?: listrik)?|stnk|bpkb|"
    r"(?:no(?:mor)? )?rangka|(?:no(?:mor)? )?mesin|nop|"
    r"(?:no(?:mor)? )?(?:polis|kartu|peserta|induk|pokok|rekam medis|rm)|card|ssn|id card"
)
_KEPT = (
    Rule(
        re.compile(
            rf"\b(?:{_KEPT_BY})\b(?:\s(?:saya|kami|anak(?:\ssaya)?|istri|suami|ibu|bapak|atas|bank|no\.?|nomor|nomer|number|is|my|"
            rf"adalah|yaitu|dengan|lama|baru|[a-z]{{3,8}})){{0,2}}"
            rf"\s?[.:=#]{{0,2}}\s?(?P<number>\d(?:[ ./_-]{{0,2}}\d){{5,21}})(?!\d)",
            re.IGNORECASE,
        ),
        _is_number_of_somebody,
    ),
    # Passports: a letter or two and six, seven digits.
    Rule(
        re.compile(
            r"\b(?:paspor|passport)\b[^\d\n]{0,20}?(?P<number>[A-Z]{1,2} ?\d{6,7})\b",
            re.IGNORECASE,
        )
    ),
    Rule(re.compile(r"(?<![\w.])[A-CEX]\d{7}(?!\w)")),
    Rule(re.compile(r"(?<![\d.])\d{2}\.\d{3}\.\d{3}\.\d[-.]\d{3}\.\d{3}(?!\d)")),  # tax numbers have this form alone
    Rule(re.compile(r"(?<![\d.,])\d(?:[ .-]?\d){15}(?!\d)(?![.,]\d)"), _is_identity),
)

# --- telephones -----------------------------------------------------------------------------------------------------
_SPOKEN = (
    r"(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|zero|oh|one|two|three|four|five|six|seven|eight|"
    r"nine|double|\d)"
)
_PHONES = (
    # Mobile: 0812-3456-7890, +62 812 3456 7890, (+62) 812.3456.7890, 08.12.34.56.78.90, 0 8 1 2 …
    Rule(
        re.compile(
            rf"{_BEFORE}\(?(?:\+?6 ?2\)?{_BETWEEN}(?:\(0\))?|0){_BETWEEN}8{_BETWEEN}[1-9](?:{_BETWEEN}\d){{6,11}}(?!\d)"
        ),
        _is_number_of_somebody,
    ),
    # Without its zero: 812-3456-7890.
    Rule(re.compile(rf"{_BEFORE}8[1-9]\d[ ./_-]\d{{3,4}}[ ./_-]\d{{3,5}}(?![.,]?\d)"), _is_number_of_somebody),
    # Landline: 021-5512345, (0254) 123456, 02155123456, 021/551 2345.
    Rule(
        re.compile(rf"{_BEFORE}\(?0[2-9]\d{{1,2}}(?:\)[ ./_-]{{0,2}}|[ ./_-]{{1,3}})\d{{3,4}}[ ./_-]?\d{{3,4}}(?!\d)"),
        _is_number_of_somebody,
    ),
    Rule(re.compile(rf"{_BEFORE}0[2-9]\d{{7,10}}(?!\d)")),
    # Abroad, and the American way: +1 270 555 0100, (270) 555-0100.
    Rule(re.compile(r"(?<![\w+])\+\d(?:[ ()./_-]{0,2}\d){7,14}(?!\d)")),
    Rule(re.compile(_BEFORE + r"(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}(?!\d)")),
    # Long numbers that nothing explains are somebody's: telephones without the zero, accounts, customers.
    Rule(re.compile(r"(?<![\w.,/=-])\d{10,18}(?![\w]|[.,]\d)"), _is_no_sum),
)
_SPELT = (
    Rule(
        re.compile(rf"\b(?:nol|kosong|zero|oh|delapan|lapan|eight)(?:[ ,-]{{1,2}}{_SPOKEN}){{7,15}}\b", re.IGNORECASE)
    ),
)

# --- where somebody lives, when somebody was born -------------------------------------------------------------------
_STREET = (
    r"\b(?:jl|jln|jalan|gg|gang|blok|blk|kav(?:ling)?|kompleks?|komplek|perum(?:ahan|nas)?|griya|cluster|rumah|rmh)\b"
)
_HOUSE = r"(?:no(?:mor)?|nmr)\b[ .:]*\d{1,4}(?!\d)(?:[ /-]?[a-z]\b)?(?:\s?[/-]\s?\d{1,4}[a-z]?\b)?"
# "UU No. 22 Tahun 2009" and "nomor 1 prioritas" are no addresses, whatever road is spoken of before.
_LAW = re.compile(
    r"\b(?:uu|perda|perwal(?:i|kot)?|perbup|pergub|perpres|pp|kepres|inpres|permen\w*|kepmen\w*|pasal|ayat|sk|keputusan|peraturan|"
    r"undang\S*|surat|nomor urut|antrian|antrean|tiket|laporan|angkot|trayek|bus|koridor|halte|sdn?|smpn?|sman?|smkn?|"
    r"tps|tahun|prioritas)\b",
    re.IGNORECASE,
)
_RANK = (
    r"(?!\s*(?:tahun|prioritas|priority|utama|terbaik|terburuk|terbesar|paling|dari|issue|problem|concern|lanes?|/\d{4}|"
    r"/(?:19|20)\d\d)\b)"
)
_WAY = r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Circle|Cir)\b"
_MONTHS = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:et|ch)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?|agu?s?(?:tus)?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|o[kc]t(?:ober)?|nov(?:ember)?|de[sc](?:ember)?)"
)
_DATE = rf"\d{{1,2}}(?:st|nd|rd|th)?\s?[-/. ]\s?(?:\d{{1,2}}|{_MONTHS})\s?[-/., ]\s?\d{{2,4}}"


def _is_address(match: Match) -> bool:
    return not _LAW.search(match[0])


def _is_alone_address(match: Match) -> bool:
    return not _LAW.search(match.string[max(0, match.start() - 40) : match.start()]) and not _is_year(match["digits"])


def _is_house(match: Match) -> bool:
    return not _is_year(match["number"])


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in {"19", "20"}


_HOMES = (
    # Behind a street, though there be a comma before the number: Jl. Merdeka Raya, No. 12A.
    Rule(
        re.compile(rf"{_STREET}[^\n;!?,]{{0,40}}?,?(?<!\w)\s?(?P<number>{_HOUSE}){_RANK}", re.IGNORECASE), _is_address
    ),
    Rule(re.compile(r"\bno(?:mor)?\.?\s+(?:rumah|rmh)\s*:?\s*(?P<number>\d{1,4}[a-z]?)\b", re.IGNORECASE)),
    # Alone, as houses are written: No.91, No. 12B.
    Rule(
        re.compile(
            rf"\b[Nn]o\.\s?(?P<number>(?P<digits>\d{{1,4}})(?!\d)[A-Za-z]?\b(?:/\d{{1,3}}\b)?){_RANK}(?![.,]\d)"
        ),
        _is_alone_address,
    ),
    Rule(
        re.compile(
            r"\b(?:blok|blk)\.?\s+(?P<number>[a-z]{1,2}[ .-]?\d{1,3}(?!\d)(?:\s?[/-]\s?\d{1,3}[a-z]?\b)?)",
            re.IGNORECASE,
        )
    ),
    Rule(re.compile(r"\b(?:gg|gang)\.?\s?(?P<number>\d{1,3}[a-z]?\s?/\s?\d{1,4}[a-z]?)\b", re.IGNORECASE)),
    # Without "no": Jl. Merdeka 45, 123 Main Street. Capitals tell names from "jalan rusak 2 tahun".
    Rule(
        re.compile(
            r"\b(?:Jl|Jln|Jalan|Gg|Gang)\b\.?(?:\s[A-Z][a-z]+){1,4}\s(?P<number>\d{1,4}(?!\d)[A-Za-z]?)"
            r"(?=\s*(?:[,;)]|\.(?!\d)|$|R[TW]))"
        ),
        _is_house,
    ),
    Rule(re.compile(rf"(?<![\w.,-])(?P<number>\d{{2,5}})\s(?:[NSEW]\.?\s)?(?:[A-Z][a-z]+\s){{1,3}}{_WAY}"), _is_house),
    # Coordinates: -6.17812, 106.63001; 6°10'41"S 106°37'48"E; lat -6.178 lon 106.63.
    Rule(re.compile(r"(?<![\w.])-?\d{1,3}[.]\d{3,}°?\s?[NSns]?\s?[,;/ ]\s?-?\d{1,3}[.]\d{3,}°?\s?[EWBTewbt]?\b")),
    Rule(re.compile(r"""\d{1,3}\s?°\s?\d{1,2}\s?['’′](?:\s?\d{1,2}(?:[.,]\d+)?\s?(?:["”″]|'')?)?\s?[NSEWULTB]?""")),
    Rule(
        re.compile(
            r"\b(?:lat(?:itude)?|lintang|long?(?:itude)?|lng|bujur)\b\s?[:=]?\s?(?P<number>-?\d{1,3}[.,]\d{3,})",
            re.IGNORECASE,
        )
    ),
    Rule(
        re.compile(
            rf"\b(?:t(?:ang)?ga?l\.?\s?lahir|ttl|lahir|kelahiran|born|birth(?:day|date)?|date of birth|dob|"
            rf"ulang tahun)\b[^\d\n]{{0,25}}?(?P<number>{_DATE})",
            re.IGNORECASE,
        )
    ),
)

# --- vehicles -------------------------------------------------------------------------------------------------------
# Codes of the regions on Indonesian plates.
_REGION = r"(?:A[ABDEG]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNRSTW]?|E[ABD]?|F|G|H|K[BHTU]?|L|M|N|P[ABGSTY]?|R|S|T|W|Z)"
_UNITS = frozenset(
    "rt rw km m cm mm kg g ha l jt rb k kk org thn th bln hr hri jam mnt x pm am kel kec no gg jl jln di ke dr "
    "dan yg ini itu utk ada tdk ya st nd rd".split()
)


def _is_plate(match: Match) -> bool:
    """B 1234 XYZ; in small letters, where "d 2 rt" may be chat, only three digits and more that are no year."""
    region, number, suffix = match["region"], match["digits"], match["suffix"]
    if suffix.lower() in _UNITS:
        return False
    if region.isupper() and suffix.isupper():
        return True
    is_glued = len(match[0]) == len(region) + len(number) + len(suffix)
    return is_glued or (len(number) > 2 and not _is_year(number))


_VEHICLES = (
    Rule(
        re.compile(
            rf"\b(?P<region>{_REGION})[ .-]?(?P<digits>\d{{1,4}})[ .-]?(?P<suffix>[A-Z]{{1,3}})\b", re.IGNORECASE
        ),
        _is_plate,
    ),
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


FAMILIES = (
    Family(
        _NET,
        signs=("@", "://", "(at", "[at", "{at", "<at", "[ at", "( at"),
        words=_set(
            "dot titik gmail mail yahoo ymail hotmail outlook icloud proton protonmail rocketmail live ig insta "
            "instagram fb facebook twitter tiktok tele telegram line akun username wa whatsapp zoom"
        ),
    ),
    Family(
        _SECRETS,
        words=frozenset(
            word + ending
            for word in "password passwd passcode pwd pass pw sandi katasandi otp verifikasi pin".split()
            for ending in ("", "nya", "ku")
        ),
    ),
    Family(_SPELT, words=_set("nol kosong zero oh delapan lapan eight")),
    Family((*_KEPT, *_PHONES, *_HOMES, *_VEHICLES), digit=True),
)
