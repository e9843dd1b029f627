"""Words that name somebody who can owe a duty, and words that say what is done, in the comparing form."""

from __future__ import annotations

import re


def one_of(words: str) -> str:
    """Words between strokes over several lines, as one pattern."""
    return "|".join(word for word in re.split(r"\s*\n\s*\|?\s*| \| ?", words) if word)


_HEADS = one_of(
    r"""
    ban(?! hành) | văn phòng | phòng | sở | ủy ban | ubnd | hđnd | hội đồng | ubmttq | ubmt | mttq |
    mặt trận | đảng ủy | đảng bộ | đảng đoàn | chi bộ | chi đoàn | chi | chi ủy | chi hội | cấp ủy |
    tỉnh ủy | thành ủy | huyện ủy | quận ủy | thị ủy | huyện | quận | tỉnh | thường trực | thường vụ |
    bộ(?! hồ sơ| máy| tài liệu) | cơ quan | đơn vị | địa phương |
    tổ chức(?=,| (?:đảng|chính trị|cơ sở|đoàn|thành viên|công đoàn|hội(?! nghị| thảo| thi)|trực thuộc)) |
    tổ(?! chức) | đoàn(?! viên) | hội(?! nghị| thảo| thi| họp| trường| viên) | liên đoàn | liên hiệp |
    công đoàn | công an | quân ủy | quân sự | trung tâm | tổng phụ trách | trường | nhà trường |
    hiệu trưởng | phó hiệu trưởng | đồng chí | đ/c | bí thư | phó bí thư | chủ tịch | phó chủ tịch |
    trưởng | phó | giám đốc | thủ trưởng | lãnh đạo | người(?! được) | báo(?! cáo) | đài | cổng |
    tạp chí | viện | chi cục | cục | vụ | kho bạc | ngân hàng | bưu điện | viễn thông | công ty |
    doanh nghiệp | hợp tác xã | thôn | xã | phường | khu phố | khu dân cư | ấp | buôn | ủy viên |
    giáo viên | giảng viên | công chức | viên chức | cán bộ | đảng viên | đại biểu | thành viên |
    chủ đầu tư | trạm | bệnh viện | đội | ngành | chính quyền | tập thể | cá nhân | tổng công ty |
    thanh tra | tòa án | viện kiểm sát | tiểu ban | bộ phận | chuyên viên | gvcn | vptu | đvtn |
    cấp (?:tỉnh|huyện|xã|cơ sở|thành phố|trên|dưới) | khối | trạm y tế | đại diện | kế toán | thư ký |
    các bên | dân quân | cảnh sát | biên phòng | báo cáo viên | nơi cư trú | tổ dân phố
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
    chủ trì | phối hợp | họp | xây dựng | tham mưu | tổng hợp | báo cáo(?! viên) | gửi | nộp |
    hoàn thành | hoàn thiện | hoàn chỉnh | rà soát |
    tổ chức(?!,| (?:đảng|chính trị|cơ sở|đoàn|thành viên|công đoàn)| hội(?! nghị| thảo| thi)| trực thuộc) |
    triển khai | chỉ đạo | hướng dẫn | theo dõi | đôn đốc | kiểm tra | giám sát | thực hiện | ban hành |
    chuẩn bị | trình | lập | (?<!bầu )cử(?! tri) | đăng ký | phổ biến | tuyên truyền | quán triệt |
    thẩm định | xem xét | có trách nhiệm | chịu trách nhiệm | khẩn trương | chủ động | phải | cần |
    nghiêm túc | tiếp tục | thường xuyên | kịp thời | định kỳ | đẩy mạnh | tăng cường | bảo đảm |
    đảm bảo | phân công | bố trí | cập nhật | công khai | đề xuất | giải quyết | tiếp nhận | niêm yết |
    thành lập | lãnh đạo(?! (?:ban|các|sở|ủy|ubnd|văn|đảng)) | vận động | kết nối | tham gia | tham dự |
    bổ sung | cung cấp | thống nhất | sơ kết | tổng kết | đánh giá | trực tiếp | căn cứ | dự kiến |
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
    bảo vệ | tuần tra | trả lời
    """
)
DEED = rf"(?<![\w-])(?:{_DEEDS})(?!\w)"
"""What somebody does; in a name it would be written with a capital."""

NAMED = re.compile(rf"^(?:{UNIT})")
_DEED = re.compile(DEED)
DEED_FIRST = re.compile(rf"(?:{_DEEDS})(?!\w)")
_MODIFIER = re.compile(r"(?<!\w)(?:chưa|được|đã|có|nơi)(?: (?:phân công|giao))? $")
_TITLE_WORDS = re.compile(
    r"^(?:mục đích|yêu cầu|nội dung|thời gian|địa điểm|hình thức|kinh phí|tổ chức thực hiện|phân công"
    r"|nhiệm vụ|công tác|chế độ"
    r"|báo cáo viên|đối tượng|thành phần|căn cứ|cấp (?:thành phố|tỉnh|huyện|xã)$|tổ chức (?!đảng"
    r"|chính trị|đoàn|cơ sở|công đoàn|hội)"
    r"|báo cáo (?!viên)|hội nghị|đại hội|bản |bộ hồ sơ|đoàn viên, hội viên|người được|người có)"
)


def first_deed(said: str, key: str, start: int = 0) -> int | None:
    """Where the first deed begins that is not part of a name."""
    for found in _DEED.finditer(key, start):
        if said[found.start()].islower() and not _MODIFIER.search(
            key, max(start, found.start() - 12), found.start()
        ):
            return found.start()
    return None


def is_unit(said: str, key: str) -> bool:
    """Whether the words are the name of somebody and no more: the heading over what they shall do."""
    if not NAMED.match(key) or _TITLE_WORDS.match(key) or len(key) > 260:
        return False
    deed = first_deed(said, key, 1)
    return deed is None or key[deed:].startswith(("cấp", "chủ trì", "phối hợp", "lãnh đạo", "chỉ đạo"))
