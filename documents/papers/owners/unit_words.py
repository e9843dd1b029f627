"""Words that name somebody who can owe a duty, and words that say what is done, in the comparing form."""

from __future__ import annotations

import re


def one_of(words: str) -> str:
    """Words between strokes over several lines, as one pattern."""
    return "|".join(word for word in re.split(r"\s*\n\s*\|?\s*| \| ?", words) if word)


_HEADS = one_of(
    r"""
    ban(?! hành) | văn phòng | phòng | (?<!cơ )(?<!trụ )sở | ủy ban | ubnd | hđnd | hội đồng |
    ubmttq | ubmt | mttq |
    mặt trận | đảng ủy | đảng bộ | đảng đoàn | chi bộ | chi đoàn | chi(?=,) | chi ủy | chi hội | cấp ủy |
    tỉnh ủy | thành ủy | huyện ủy | quận ủy | thị ủy | huyện | quận | tỉnh | thường trực | thường vụ |
    bộ(?! hồ sơ| máy| tài liệu) | cơ quan | đơn vị | địa phương |
    tổ chức(?=,| (?:đảng|chính trị|cơ sở|đoàn|thành viên|công đoàn|hội(?! nghị| thảo| thi)|trực thuộc)) |
    tổ(?! chức) | đoàn(?! viên) | (?<!đại )(?<!xã )hội(?! nghị| thảo| thi| họp| trường| viên) |
    liên đoàn | liên hiệp |
    công đoàn | công an | quân ủy | quân sự | trung tâm | tổng phụ trách |
    trường(?! hợp) | nhà trường |
    hiệu trưởng | phó hiệu trưởng | đồng chí | đ/c | bí thư | phó bí thư | chủ tịch | phó chủ tịch |
    trưởng | phó | giám đốc | thủ trưởng | lãnh đạo | người(?! được) | báo(?! cáo) | đài | cổng |
    tạp chí | viện(?! trợ| dẫn) | chi cục | cục | vụ | kho bạc | ngân hàng | bưu điện | viễn thông | công ty |
    doanh nghiệp | hợp tác xã | thôn | xã(?! hội) | phường | khu phố | khu dân cư | ấp | buôn | ủy viên |
    giáo viên | giảng viên | công chức | viên chức | cán bộ | đảng viên | đại biểu | thành viên |
    chủ đầu tư | trạm | bệnh viện | đội | ngành | chính quyền | tập thể | cá nhân | tổng công ty |
    thanh tra | tòa án | viện kiểm sát | tiểu ban | bộ phận | chuyên viên | gvcn | vptu | đvtn |
    cấp (?:tỉnh|huyện|xã|cơ sở|thành phố|trên|dưới) | khối | trạm y tế | đại diện | kế toán | thư ký |
    các bên | dân quân | cảnh sát | biên phòng | báo cáo viên | nơi cư trú | tổ dân phố |
    câu lạc bộ | nhà thầu | nhóm(?! việc| nhiệm| giải) | khoa(?! học) | hạt kiểm lâm | đồn | bảo hiểm xã hội |
    tập đoàn | chi nhánh | điện lực | thuế cơ sở | nhân viên | thủ quỹ | chánh | học sinh | sinh viên |
    phụ huynh | nhà xuất bản | giám khảo | thầy(?!,) | ông(?! bà) | bà(?! con) | cô(?! giáo) | quỹ
    """
)
_LEAD = (
    r"(?:(?:toàn bộ|tất cả|toàn thể|riêng|từng|mỗi|một số|\d{1,4}|hai|ba|bốn)(?: \([^)]*\))? )?"
    r"(?:(?:các|những|hai|tập thể) )?"
)
_ACRONYM = r"[^\W\d_]{2,8}"
UNIT = rf"{_LEAD}(?:{_HEADS})(?!\w)"
"""How the name of an owner begins."""

_DEEDS = one_of(
    r"""
    chủ trì | phối hợp | họp | (?<!đầu tư )(?<!ban )xây dựng |
    tham mưu | tổng hợp | báo cáo(?! viên) | gửi | nộp |
    hoàn thành | hoàn thiện | hoàn chỉnh | rà soát |
    tổ chức(?!,| (?:đảng|chính trị|cơ sở|đoàn|thành viên|công đoàn)| hội(?! nghị| thảo| thi)| trực thuộc) |
    triển khai | chỉ đạo | hướng dẫn | theo dõi | đôn đốc |
    (?<!ủy ban )(?<!ban )(?<!đoàn )kiểm tra | giám sát | thực hiện | ban hành |
    chuẩn bị | trình | lập | (?<!bầu )cử(?! tri) | đăng ký | phổ biến | tuyên truyền | quán triệt |
    thẩm định | xem xét | có trách nhiệm | có nhiệm vụ | chịu trách nhiệm | khẩn trương | chủ động |
    phải | cần |
    nghiêm túc | tiếp tục | thường xuyên | kịp thời | định kỳ | đẩy mạnh | tăng cường | bảo đảm |
    đảm bảo | phân công | bố trí | cập nhật | công khai | đề xuất | giải quyết | tiếp nhận | niêm yết |
    thành lập | (?<!đại diện )(?<!các )(?<!đồng chí )(?<!, )(?<!và )(?<!cán bộ )lãnh đạo |
    vận động | kết nối | tham gia | tham dự |
    bổ sung | cung cấp | thống nhất | sơ kết | tổng kết | đánh giá |
    trực tiếp(?! (?:cơ sở|của|quản lý|sử dụng)) | căn cứ | dự kiến |
    đại hội | bắt đầu | tiến hành | mở | học tập | nghiên cứu | chọn | làm điểm | xác định | nắm |
    phát hành | in ấn | bàn giao | thanh toán | quyết toán | khảo sát | tập huấn | thông báo | công bố |
    điện: | phê duyệt | giao | sơ tuyển | sơ tán | đưa | thông tin | viết | thu nộp | tự | lấy ý kiến |
    đồng loạt | có kế hoạch | cụ thể hóa | lựa chọn | giới thiệu | duy trì | đề nghị | kêu gọi | thăm |
    xét | không | sẽ | được giao | là đầu mối | làm đầu mối | trên cơ sở | theo chức năng |
    theo nhiệm vụ | hằng | chậm nhất | trước ngày | chuyển | hợp đồng | đồng thời | kiểm điểm | kết thúc |
    thảo luận | khắc phục | xử lý | lắp đặt | bắt tay | coi đây | xem đây | trang trí | treo | vệ sinh |
    ra quân | phát động | phát triển | nâng cao | thu thập | số hóa | cam kết | tiếp thu | giải trình |
    sắp xếp | bầu(?! cử) | chi trả | công nhận | trao | tặng | khen thưởng | hỗ trợ |
    (?<!thường )trực(?! thuộc| tiếp| tuyến) | thống kê | đóng góp | tập hợp | rút | hoàn ứng | thu gom |
    chấm | ký | duyệt | tìm | quyên góp | vận hành | khai báo | kê khai | nhập | đối chiếu | phân tích |
    soạn | biên soạn | lưu | mời | đón | dạy | viết bài | bồi dưỡng | sửa chữa | dọn | trồng | cấp phát |
    bảo vệ | tuần tra | trả lời | phụ trách | dự(?! (?:án|thảo|toán|kiến|phòng|báo|thi|bị)) | giúp(?! việc) |
    thu(?! (?:hồi|nhập|ngân)) | dự trù | kiểm kê | quyết định |
    cấp(?= (?:kinh phí|phát|giấy|tiền|vốn|sổ|thẻ)) |
    góp ý | phản ánh | phản hồi | điều chỉnh | xác minh | xác nhận | cho ý kiến | tham gia ý kiến |
    gặp | làm việc | bám sát | quan tâm | phấn đấu | lồng ghép | cân đối | sử dụng | tháo gỡ | củng cố |
    kiện toàn | phân bổ | giải ngân | nghiệm thu | khởi công | thi công | phục vụ | nhắc | đăng tải | đăng |
    xin | ủng hộ | mua | thuê | áp dụng | tích cực | (?<!địa )bàn(?! ghế) | nhận | chịu | yêu cầu |
    kiến nghị | đảm nhiệm | đảm nhận | chấn chỉnh | quyết toán
    """
)
DEED = rf"(?<![\w-])(?:{_DEEDS})(?!\w)"
"""What somebody does; in a name it would be written with a capital."""

NAMED = re.compile(rf"^(?:{UNIT})")
_DEED = re.compile(DEED)
DEED_FIRST = re.compile(rf"(?:{_DEEDS})(?!\w)")
_MODIFIER = re.compile(r"(?<!\w)(?:chưa|được|đã|có|nơi)(?: (?:phân công|giao))? $")
_SERVES = re.compile(r"(?:chủ trì|triển khai|thực hiện|phụ trách|tham gia|theo dõi|chỉ đạo)(?!\w)")
_TITLE_WORDS = re.compile(
    r"^(?:mục đích|yêu cầu|nội dung|thời gian|địa điểm|hình thức|kinh phí|tổ chức thực hiện|phân công"
    r"|nhiệm vụ|công tác|chế độ"
    r"|báo cáo viên|đối tượng|thành phần|căn cứ|cấp (?:thành phố|tỉnh|huyện|xã)$|tổ chức (?!đảng"
    r"|chính trị|đoàn|cơ sở|công đoàn|hội)"
    r"|báo cáo (?!viên)|hội nghị|đại hội|bản |bộ hồ sơ|đoàn viên, hội viên|người được|người có)"
)


def first_deed(said: str, key: str, start: int = 0) -> int | None:
    """Where the first deed begins that is not part of a name."""
    past = -1
    for found in _DEED.finditer(key, start):
        at = found.start()
        if said[at].isupper() or at == past:
            continue
        if _MODIFIER.search(key, max(start, at - 12), at):
            # "các đơn vị được phân công chủ trì báo cáo": all but the last deed only tells which units.
            second = _SERVES.match(key, found.end() + 1)
            past = second.start() if second and DEED_FIRST.match(key, second.end() + 1) else -1
            continue
        if found[0] == "phụ trách" and _qualifies(key, found.end()):
            continue
        return at
    return None


def _qualifies(key: str, end: int) -> bool:
    """ "phó chủ tịch phụ trách văn xã chỉ đạo": another deed follows before a comma."""
    stop = re.compile(r"[,;:.]|$").search(key, end)
    return stop is not None and _DEED.search(key, end, stop.start()) is not None


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
