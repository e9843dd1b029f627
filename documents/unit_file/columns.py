"""The columns of a unit list: what each means, and the names under which people write them."""

from __future__ import annotations

from dataclasses import dataclass

from cascade.lang.nearest import bare


@dataclass(frozen=True)
class Column:
    """One column: its name in our files, its meaning in both languages, an example, other names for it."""

    name: str
    vi: str
    en: str
    example: str
    also: tuple[str, ...] = ()
    required: bool = False


COLUMNS = (
    Column(
        "code",
        "Mã đơn vị, không đổi suốt đời đơn vị; chữ, số, dấu chấm, gạch nối, gạch dưới",
        "The unit's code, the same for life; letters, digits, dot, dash, underscore",
        "xa-long-thanh",
        ("mã", "mã đơn vị"),
        required=True,
    ),
    Column("name", "Tên đơn vị", "Its name", "Đảng ủy xã Long Thành", ("tên", "tên đơn vị"), required=True),
    Column(
        "level",
        "Cấp: tỉnh (province); xã, phường, đặc khu, huyện (district); chi bộ, cơ sở (grassroots); trung ương",
        "Level: central, province, district (commune, ward), grassroots; names in Vietnamese will do",
        "xã",
        ("cấp",),
        required=True,
    ),
    Column(
        "parent",
        "Mã cấp trên trực tiếp; chỉ đơn vị cao nhất để trống; được bỏ qua cấp",
        "Code of the unit directly above; empty only at the top; levels may be skipped",
        "dong-nai",
        ("cấp trên", "mã cấp trên"),
    ),
    Column(
        "kind",
        "committee (cấp ủy, mặc định) hoặc office (cơ quan giúp việc, không có đơn vị trực thuộc)",
        "committee (the default) or office (serves a committee, has nothing below it)",
        "committee",
        ("loại",),
    ),
    Column(
        "group",
        "Nhãn để kế hoạch chọn theo nhóm",
        "A label that plans select by",
        "đảng ủy xã",
        ("nhóm",),
    ),
    Column(
        "vertical",
        "Mã đơn vị cấp trên theo hệ dọc (quân sự, công an)",
        "Code of the unit above in a second line (military, police)",
        "quan-uy",
        ("hệ dọc", "ngành dọc"),
    ),
    Column(
        "valid_from",
        "Có từ ngày này; trống là từ trước",
        "Exists from this day on; empty: from the beginning",
        "2025-07-01",
        ("từ ngày",),
    ),
    Column(
        "valid_to",
        "Hết từ ngày này; trống là còn mãi",
        "No longer exists from this day on; empty: still does",
        "2025-07-01",
        ("đến ngày", "hết từ ngày"),
    ),
    Column(
        "successor",
        "Mã đơn vị nhận việc khi đơn vị này thôi hoạt động",
        "Code of the unit that takes over when this one ends",
        "xa-long-phuoc",
        ("thay bởi", "đơn vị kế thừa"),
    ),
    Column("contact", "Cán bộ đầu mối", "Whom to write to", "Nguyễn Văn A", ("cán bộ đầu mối", "người nhận")),
    Column("role", "Chức vụ của cán bộ đầu mối", "What the contact is", "Chánh Văn phòng", ("chức vụ",)),
    Column(
        "mail",
        "Thư điện tử; nhiều địa chỉ cách nhau bằng dấu cách hoặc chấm phẩy",
        "E-mail; several addresses with a space or semicolon between",
        "long-thanh@example.vn",
        ("email", "e-mail", "thư điện tử"),
    ),
    Column(
        "zalo", "Mã hội thoại Zalo Bot", "The chat id of the Zalo Bot", "a75734dcad03731fd227", ("mã zalo",)
    ),
    Column(
        "phone",
        "Số di động cho tin Zalo chính thức",
        "Mobile number for official Zalo messages",
        "0987654321",
        ("điện thoại", "số điện thoại", "di động"),
    ),
    Column("lang", "Ngôn ngữ thông báo: vi hoặc en", "Language of notices: vi or en", "vi", ("ngôn ngữ",)),
)

KNOWN = {bare(name): column.name for column in COLUMNS for name in (column.name, *column.also)}
IGNORED = ("stt", "tt", "no", "ghi chu", "note", "notes")
REQUIRED = tuple(column.name for column in COLUMNS if column.required)
