"""Words that name somebody who can owe a duty, in the comparing form."""

from __future__ import annotations

import re

from documents.papers.owners.deed_words import first_deed, one_of

_HEADS = one_of(
    r"""
    ban(?! hành) | văn phòng | phòng | (?<!cơ )(?<!trụ )sở | ủy ban | ubnd | hđnd | hội đồng | ubmttq |
    ubmt | mttq | mặt trận | đảng ủy | đảng bộ | đảng đoàn | chi bộ | chi đoàn | chi(?=,) | chi ủy |
    chi hội | cấp ủy | tỉnh ủy | thành ủy | huyện ủy | quận ủy | thị ủy | huyện | quận | tỉnh |
    thường trực | thường vụ | bộ(?! hồ sơ| máy| tài liệu) | cơ quan | đơn vị | địa phương |
    tổ chức(?=,| (?:đảng|chính trị|cơ sở|đoàn|thành viên|công đoàn|hội(?! nghị| thảo| thi)|trực thuộc)) |
    tổ(?! chức) | đoàn(?! viên) | (?<!đại )(?<!xã )hội(?! nghị| thảo| thi| họp| trường| viên) |
    liên đoàn | liên hiệp | công đoàn | công an | quân ủy | quân sự | trung tâm | tổng phụ trách |
    trường(?! hợp) | nhà trường | hiệu trưởng | phó hiệu trưởng | đồng chí | đ/c | bí thư | phó bí thư |
    chủ tịch | phó chủ tịch | trưởng | phó | giám đốc | thủ trưởng |
    lãnh đạo(?= (?:các|ban|sở|ủy|ubnd|văn|đảng|huyện|tỉnh|xã|phường|khối|ngành)(?!\w)) |
    lãnh đạo(?= (?:đơn vị|cơ quan|phòng|trường|công|mặt|hội)(?!\w)) |
    người(?! được) | báo(?! cáo) | đài | cổng | tạp chí | viện(?! trợ| dẫn) | chi cục | cục | vụ |
    kho bạc | ngân hàng | bưu điện | viễn thông | công ty | doanh nghiệp | hợp tác xã | thôn |
    xã(?! hội) | phường | khu phố | khu dân cư | ấp | buôn | ủy viên | giáo viên | giảng viên |
    công chức | viên chức | cán bộ | đảng viên | đại biểu | thành viên | chủ đầu tư | trạm | bệnh viện |
    đội | ngành | chính quyền | tập thể | cá nhân | tổng công ty | thanh tra | tòa án | viện kiểm sát |
    tiểu ban | bộ phận | chuyên viên | gvcn | vptu | đvtn |
    cấp (?:tỉnh|huyện|xã|cơ sở|thành phố|trên|dưới) | khối | trạm y tế | đại diện | kế toán | thư ký |
    các bên | dân quân | cảnh sát | biên phòng | báo cáo viên | nơi cư trú | tổ dân phố | câu lạc bộ |
    nhà thầu | nhóm(?! việc| nhiệm| giải) | khoa(?! học) | hạt kiểm lâm | đồn | bảo hiểm xã hội |
    tập đoàn | chi nhánh | điện lực | thuế cơ sở | nhân viên | thủ quỹ | chánh | học sinh | sinh viên |
    điều tra viên | tình nguyện viên | cộng tác viên | tuyên truyền viên | hộ gia đình | hộ dân |
    chủ hộ | cử tri | phụ huynh | nhà xuất bản | giám khảo | thầy(?!,) | ông(?! bà) | bà(?! con) |
    cô(?! giáo) | quỹ
    """
)
_LEAD = (
    r"(?:(?:toàn bộ|tất cả|toàn thể|riêng|từng|mỗi|một số|\d{1,4}|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"
    r"(?: \([^)]*\))? )?"
    r"(?:(?:các|những|hai|tập thể) )?"
)
_ACRONYM = r"[^\W\d_]{2,8}"
UNIT = rf"{_LEAD}(?:{_HEADS})(?!\w)"
"""How the name of an owner begins."""

NAMED = re.compile(rf"^(?:{UNIT})")
_TITLE_WORDS = re.compile(
    r"^(?:mục đích|yêu cầu|nội dung|thời gian|địa điểm|hình thức|kinh phí|tổ chức thực hiện|phân công"
    r"|nhiệm vụ|công tác|chế độ"
    r"|báo cáo viên|đối tượng|thành phần|căn cứ|cấp (?:thành phố|tỉnh|huyện|xã)$|tổ chức (?!đảng"
    r"|chính trị|đoàn|cơ sở|công đoàn|hội)"
    r"|báo cáo (?!viên)|hội nghị|đại hội|bản |bộ hồ sơ|đoàn viên, hội viên|người được|người có)"
)


def is_unit(said: str, key: str) -> bool:
    """Whether the words are the name of somebody and no more: the heading over what they shall do."""
    return unit_end(said, key) is not None


def unit_end(said: str, key: str) -> int | None:
    """Where the name ends that these words are, before a verb like "lãnh đạo …"; None if they are no name."""
    if not NAMED.match(key) or _TITLE_WORDS.match(key) or len(key) > 260:
        return None
    deed = first_deed(said, key, 1)
    if deed is None:
        return len(key)
    return deed if key[deed:].startswith(("chủ trì", "phối hợp", "lãnh đạo", "chỉ đạo")) else None
