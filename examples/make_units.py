"""Viết lại các danh sách đơn vị mẫu: cùng một tệp địa danh thì luôn ra đúng những tệp CSV ấy.

    python examples/make_units.py            viết vào thư mục examples/
    python examples/make_units.py THƯ_MỤC    viết vào nơi khác

Địa chỉ thư (miền example.vn, quang-ninh.example) và mã Zalo là giả, sinh ra từ mã đơn vị; không gửi được
tới ai.
"""

from __future__ import annotations

import csv
import hashlib
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
COLUMNS = (
    "code,name,level,parent,kind,group,vertical,valid_from,valid_to,successor,contact,mail,zalo,phone,lang"
)
COMMUNES = {"P": "phường", "TT": "thị trấn", "ĐK": "đặc khu"}
SEATS = {"Thành ủy": "tp", "Huyện ủy": "huyen", "Quận ủy": "quan"}
GROUPS = {"Thành ủy": "thành ủy", "Huyện ủy": "huyện ủy", "Quận ủy": "quận ủy"}
CELLS = ("grassroots", "chi bộ", "đảng bộ cơ sở")
ZALO_ONLY, MAIL_ONLY = 9, 11
"""Every ninth grassroots organisation is only on Zalo, every eleventh only has mail."""


@dataclass
class Register:
    """The rows of one list, in the order in which they are written."""

    rows: list[dict[str, str]] = field(default_factory=list)
    domain: str = "example.vn"

    def add(self, code: str, name: str, level: str, parent: str, group: str, **more: str) -> str:
        """Write one unit down; what it can be reached by follows from its code and its place in the list."""
        row = {"code": code, "name": name, "level": level, "parent": parent, "kind": "committee"}
        self.rows.append(row | {"group": group, "lang": "vi"} | self.contact(code, name, level) | more)
        return code

    def contact(self, code: str, name: str, level: str) -> dict[str, str]:
        """Mail and Zalo for most, one of the two for some."""
        reach = {
            "contact": f"Cán bộ theo dõi, {name}",
            "mail": f"{code}@{self.domain}",
            "zalo": hashlib.sha256(code.encode()).hexdigest()[:20],
        }
        place = len(self.rows)
        if level in CELLS and place % ZALO_ONLY == 0:
            reach.pop("mail")
        elif level in CELLS and place % MAIL_ONLY == 0:
            reach.pop("zalo")
        return reach

    def silence(self, code: str) -> None:
        """A unit that nobody has given an address for: `dondoc check` must notice it."""
        row = next(row for row in self.rows if row["code"] == code)
        row.update(contact="", mail="", zalo="")

    def write(self, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS.split(","), lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)


def slug(text: str) -> str:
    """ "Đảng ủy xã Lộ 25" -> "dang-uy-xa-lo-25"."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def commune(text: str) -> tuple[str, str]:
    """ "P An Bình" -> ("phường", "Đảng ủy phường An Bình"); "P 1" -> "Đảng ủy Phường 1"."""
    first, _, rest = text.partition(" ")
    kind, name = (COMMUNES[first], rest) if first in COMMUNES else ("xã", text)
    return kind, f"Đảng ủy {kind.capitalize() if name.isdigit() else kind} {name}"


def place_name(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if first in COMMUNES else text


def add_offices(register: Register, places: dict[str, Any], root: str, level: str = "province") -> None:
    for short, name, group in places["offices"][root]:
        register.add(f"{root}-{short}", name, level, root, group, kind="office")


def add_districts(
    register: Register, districts: list[list[str]], root: str
) -> Iterator[tuple[str, list[str]]]:
    """Districts first, as in a printed list; gives back each code with its communes."""
    for seat, name, *communes in districts:
        code = f"{SEATS[seat]}-{slug(name)}"
        yield register.add(code, f"{seat} {name}", "district", root, GROUPS[seat]), [name, *communes]


def add_communes(register: Register, code: str, communes: list[str]) -> None:
    for text in communes:
        kind, name = commune(text)
        prefix = "tt-" if kind == "thị trấn" else ""
        register.add(f"{code}-{prefix}{slug(place_name(text))}", name, "grassroots", code, kind)


def add_cells(register: Register, code: str, names: list[str]) -> None:
    """Grassroots organisations that are no commune: numbered, for their names are long."""
    for number, name in enumerate(names, 1):
        register.add(f"{code}-cs{number:02}", name, "grassroots", code, "cơ sở")


def add_committee(register: Register, root: str, short: str, name: str, **more: str) -> str:
    given = {"level": "district", "group": "đảng ủy trực thuộc"} | more
    return register.add(f"{root}-{short}", name, parent=root, **given)


def dong_nai(places: dict[str, Any]) -> Register:
    """The province in March 2024: 16 committees directly below, 941 grassroots organisations."""
    register = under_the_centre(places, "dong-nai", "Tỉnh ủy Đồng Nai", "tỉnh ủy")
    districts = list(add_districts(register, places["dong-nai"], "dong-nai"))
    blocks = {
        "khoi": ("Đảng ủy Khối các cơ quan tỉnh", offices_block(places)),
        "khoi-dn": ("Đảng ủy Khối doanh nghiệp tỉnh", enterprises(places)),
        "quan-su": ("Đảng ủy Quân sự tỉnh", prefixed("Đảng bộ", places["in_the_forces"])),
        "cong-an": ("Đảng ủy Công an tỉnh", prefixed("Đảng bộ", places["in_the_police"])),
        "cao-su": ("Đảng ủy Tổng Công ty Cao su", prefixed("Đảng bộ", places["in_the_rubber_company"])),
    }
    for short, (name, _) in blocks.items():
        add_committee(register, "dong-nai", short, name)
    for code, (district, *communes) in districts:
        add_communes(register, code, communes)
        add_cells(register, code, cells_of_a_district(places, district, communes))
    for short, (_, names) in blocks.items():
        add_cells(register, f"dong-nai-{short}", names)
    register.silence("huyen-tan-phu-dac-lua")
    return register


def cells_of_a_district(places: dict[str, Any], district: str, communes: list[str]) -> list[str]:
    offices = [name.format(d=district) for name in places["of_a_district"]]
    return offices + [f"Chi bộ Trường THPT {place_name(text)}" for text in communes[:6]]


def offices_block(places: dict[str, Any]) -> list[str]:
    return prefixed("Đảng bộ", places["in_the_offices_block"])


def enterprises(places: dict[str, Any]) -> list[str]:
    """One party organisation for each branch in each industrial zone."""
    made = places["of_the_enterprises"]
    pairs = list(product(made["branches"], made["zones"]))[: made["count"]]
    return [f"Chi bộ Công ty {branch} {zone}" for branch, zone in pairs]


def prefixed(word: str, names: list[str]) -> list[str]:
    return [f"{word} {name}" for name in names]


def under_the_centre(places: dict[str, Any], root: str, name: str, group: str) -> Register:
    """A province with its offices, and the central bodies that it answers to."""
    register = Register()
    register.add("trung-uong", "Ban Chấp hành Trung ương Đảng", "central", "", "trung ương")
    for short, office, kind in places["offices"]["trung-uong"]:
        if short in ("vp", "btg"):
            register.add(f"trung-uong-{short}", office, "central", "trung-uong", kind, kind="office")
    register.add(root, name, "province", "trung-uong", group)
    add_offices(register, places, root)
    return register


def add_vertical_lines(register: Register, level: str = "province") -> None:
    """The two central committees of the forces; their committees in a province answer to both lines."""
    register.add("quan-uy-tw", "Quân ủy Trung ương", level, "trung-uong", "lực lượng vũ trang")
    register.add("dang-uy-catw", "Đảng ủy Công an Trung ương", level, "trung-uong", "lực lượng vũ trang")


def dong_thap(places: dict[str, Any]) -> Register:
    """Twelve districts with their communes, and the committees of the forces, offices and the university."""
    register = under_the_centre(places, "dong-thap", "Tỉnh ủy Đồng Tháp", "tỉnh ủy")
    districts = list(add_districts(register, places["dong-thap"], "dong-thap"))
    for short, name in (
        ("khoi", "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh"),
        ("quan-su", "Đảng ủy Quân sự tỉnh"),
        ("cong-an", "Đảng ủy Công an tỉnh"),
        ("bien-phong", "Đảng ủy Bộ đội Biên phòng tỉnh"),
        ("dai-hoc", "Đảng ủy Trường Đại học Đồng Tháp"),
    ):
        add_committee(register, "dong-thap", short, name)
    for code, (_, *communes) in districts:
        add_communes(register, code, communes)
    return register


def can_tho(places: dict[str, Any]) -> Register:
    """Nine districts; the military and the police answer to a line of their own as well."""
    register = under_the_centre(places, "can-tho", "Thành ủy Cần Thơ", "thành ủy")
    add_vertical_lines(register)
    districts = list(add_districts(register, places["can-tho"], "can-tho"))
    add = partial(add_committee, register, "can-tho")
    add("khoi", "Đảng ủy Khối các cơ quan và doanh nghiệp thành phố")
    add("quan-su", "Đảng ủy Bộ Chỉ huy Quân sự thành phố", vertical="quan-uy-tw")
    add("cong-an", "Đảng ủy Công an thành phố", vertical="dang-uy-catw")
    add("dai-hoc", "Đảng ủy Trường Đại học Cần Thơ")
    for code, (_, *communes) in districts:
        add_communes(register, code, communes)
    return register


def quang_ninh(places: dict[str, Any]) -> Register:
    """A province of today: communes, wards and special zones directly below it, and no district."""
    register = Register(domain="quang-ninh.example")
    register.add("trung-uong", "Ban Chấp hành Trung ương Đảng", "trung ương", "", "trung ương")
    name = "Ban Tuyên giáo và Dân vận Trung ương"
    register.add("trung-uong-btgdv", name, "trung ương", "trung-uong", "ban đảng", kind="office")
    register.add("quang-ninh", "Tỉnh ủy Quảng Ninh", "tỉnh", "trung-uong", "tỉnh ủy")
    add_offices(register, places, "quang-ninh", level="tỉnh")
    add_vertical_lines(register, level="tỉnh")
    communes = [add_todays_commune(register, text) for text in places["quang-ninh"]]
    add = partial(add_committee, register, "quang-ninh", level="đảng bộ trực thuộc")
    forces = partial(add, group="lực lượng vũ trang")
    blocks = [
        (add("cqd", "Đảng ủy các cơ quan Đảng tỉnh"), places["of_the_party_offices"]),
        (add("ubnd", "Đảng ủy Ủy ban nhân dân tỉnh"), places["of_the_state_offices"]),
        (forces("quan-su", "Đảng ủy Quân sự tỉnh", vertical="quan-uy-tw"), places["in_the_forces"][:8]),
        (forces("cong-an", "Đảng ủy Công an tỉnh", vertical="dang-uy-catw"), places["in_the_police"][:8]),
    ]
    for code, level, called in communes:
        add_commune_offices(register, places, code, level, called)
    for code, level, called in communes:
        add_commune_cells(register, places, code, level, called)
    for code, names in blocks:
        add_todays_cells(register, code, prefixed("Chi bộ", names))
    return register


def add_todays_commune(register: Register, text: str) -> tuple[str, str, str]:
    """Its code, its level ("phường") and how its offices call it ("phường An Sinh")."""
    level, name = commune(text)
    called = name.removeprefix("Đảng ủy ")
    code = f"{slug(level)}-{slug(place_name(text))}"
    register.add(code, name, level, "quang-ninh", f"đảng ủy {level}")
    return code, level, called


def add_commune_offices(
    register: Register, places: dict[str, Any], code: str, level: str, called: str
) -> None:
    for short, name, group in places["of_a_commune"]["offices"]:
        register.add(f"{code}-{short}", name.format(d=called), level, code, group, kind="office")


def add_commune_cells(register: Register, places: dict[str, Any], code: str, level: str, called: str) -> None:
    known = places["of_a_commune"]
    names = [name.format(d=called) for name in known["cells"]]
    add_todays_cells(register, code, [*names, f"{known['villages'][level]} 1 {called}"])


def add_todays_cells(register: Register, code: str, names: list[str]) -> None:
    for number, name in enumerate(names, 1):
        level = "chi bộ" if name.startswith("Chi bộ") else "đảng bộ cơ sở"
        register.add(f"{code}-cs{number:02}", name, level, code, "cơ sở")


def dang_uy_khoi(places: dict[str, Any]) -> Register:
    """One block of provincial offices: the province above it, its own offices, its grassroots below."""
    register = under_the_centre(places, "tinh", "Tỉnh ủy", "tỉnh ủy")
    register.add("khoi", "Đảng ủy Khối các cơ quan tỉnh", "district", "tinh", "đảng ủy khối")
    add_offices(register, places, "khoi", level="district")
    add_cells(register, "khoi", prefixed("Đảng bộ cơ sở", places["in_the_offices_block"][:40]))
    return register


def trung_uong(places: dict[str, Any]) -> Register:
    """The centre in 2022: its offices, 63 provinces with their Ban Tuyên giáo, four more committees."""
    register = Register()
    register.add("trung-uong", "Ban Chấp hành Trung ương Đảng", "central", "", "trung ương")
    add_offices(register, places, "trung-uong", level="central")
    for text in places["trung-uong"]:
        add_province(register, text.removeprefix("TP "), "Thành ủy" if text.startswith("TP ") else "Tỉnh ủy")
    for short, name in (("khoi-cq-tw", "các cơ quan"), ("khoi-dn-tw", "Doanh nghiệp")):
        name = f"Đảng ủy Khối {name} Trung ương"
        register.add(short, name, "province", "trung-uong", "đảng ủy trực thuộc Trung ương")
    add_vertical_lines(register)
    return register


def add_province(register: Register, name: str, committee: str) -> None:
    """A province and its Ban Tuyên giáo, which drafts its plans."""
    code = slug(name)
    register.add(code, f"{committee} {name}", "province", "trung-uong", committee.lower())
    register.add(f"{code}-btg", f"Ban Tuyên giáo {committee}", "province", code, "ban đảng", kind="office")


LISTS = {
    "dong-nai": dong_nai,
    "dong-thap": dong_thap,
    "can-tho": can_tho,
    "quang-ninh": quang_ninh,
    "dang-uy-khoi": dang_uy_khoi,
    "trung-uong": trung_uong,
}


def main(folder: Path) -> None:
    """Write every list."""
    places = yaml.safe_load((HERE / "places.yaml").read_text(encoding="utf-8"))
    for name, make in LISTS.items():
        make(places).write(folder / f"{name}.csv")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
