"""Words that say what somebody does, in the comparing form; the first of them ends the name before it."""

from __future__ import annotations

import re


def one_of(words: str) -> str:
    """Words between strokes over several lines, as one pattern."""
    return "|".join(word for word in re.split(r"\s*\n\s*\|?\s*| \| ?", words) if word)


_DEEDS = one_of(
    r"""
    chủ trì | phối hợp | họp | (?<!đầu tư )(?<!ban )xây dựng | (?<!cơ quan )tham mưu | tổng hợp |
    báo cáo(?! viên) |
    gửi | nộp | hoàn thành | hoàn thiện | hoàn chỉnh | rà soát |
    tổ chức(?=, (?:kết thúc|hoàn thành|xong|báo cáo)) |
    tổ chức(?!,| (?:đảng|chính trị|cơ sở|đoàn|thành viên|công đoàn)| hội(?! nghị| thảo| thi)| trực thuộc) |
    triển khai | chỉ đạo | hướng dẫn | theo dõi(?! địa bàn) | đôn đốc |
    (?<!ủy ban )(?<!ban )(?<!đoàn )kiểm tra | giám sát | thực hiện | ban hành | chuẩn bị | trình | lập |
    (?<!bầu )(?<!ứng )cử(?! tri) | đăng ký | phổ biến | tuyên truyền | quán triệt | thẩm định |
    xem xét | có trách nhiệm | có nhiệm vụ | chịu trách nhiệm | khẩn trương | chủ động | phải | cần |
    nghiêm túc | tiếp tục | thường xuyên | kịp thời | định kỳ | đẩy mạnh | tăng cường | bảo đảm |
    đảm bảo | phân công | bố trí | cập nhật | công khai | đề xuất | giải quyết | tiếp nhận | niêm yết |
    thành lập | (?<!đại diện )(?<!các )(?<!đồng chí )(?<!, )(?<!và )(?<!cán bộ )lãnh đạo | vận động |
    kết nối | tham gia | tham dự | bổ sung | cung cấp | thống nhất | sơ kết | tổng kết | đánh giá |
    trực tiếp(?! (?:cơ sở|của|quản lý|sử dụng)) | căn cứ | dự kiến | (?<!triệu tập )đại hội |
    thay(?! mặt| đổi) | bắt đầu | tiến hành | mở | học tập | nghiên cứu | chọn | làm điểm | xác định |
    nắm | phát hành | in ấn | bàn giao | thanh toán | quyết toán | khảo sát | tập huấn | thông báo |
    công bố | điện: | phê duyệt | giao(?! thông| lưu| dịch) | sơ tuyển | sơ tán | đưa | thông tin |
    viết | thu nộp | tự | lấy ý kiến | đồng loạt | có kế hoạch | cụ thể hóa | lựa chọn | giới thiệu |
    duy trì | đề nghị | kêu gọi | thăm | xét | không | sẽ | được giao | là đầu mối | làm đầu mối |
    trên cơ sở | theo chức năng | theo nhiệm vụ | hằng | chậm nhất | trước ngày | chuyển | hợp đồng |
    đồng thời | kiểm điểm | kết thúc | thảo luận | khắc phục | xử lý | lắp đặt | bắt tay | coi đây |
    xem đây | trang trí | treo | vệ sinh | ra quân | phát động | phát triển | nâng cao | thu thập |
    số hóa | cam kết | tiếp thu | giải trình | sắp xếp | bầu(?! cử) | chi trả | công nhận | trao |
    tặng | khen thưởng | hỗ trợ | (?<!thường )trực(?! thuộc| tiếp| tuyến) | thống kê | đóng góp |
    tập hợp | rút | hoàn ứng | thu gom | chấm | (?<!thư )ký | duyệt | tìm | quyên góp | vận hành | khai báo |
    kê khai | nhập | đối chiếu | phân tích | soạn | biên soạn | lưu | mời | đón | dạy | viết bài |
    bồi dưỡng | sửa chữa | dọn | trồng | cấp phát | bảo vệ | tuần tra | trả lời | phụ trách |
    dự(?! (?:án|thảo|toán|kiến|phòng|báo|thi|bị)) | giúp(?! việc) | thu(?! (?:hồi|nhập|ngân)) | dự trù |
    kiểm kê | quyết định | cấp(?= (?:kinh phí|phát|chứng|giấy|tiền|vốn|sổ|thẻ)) | góp ý | phản ánh |
    phản hồi | điều chỉnh | xác minh | xác nhận | cho ý kiến | tham gia ý kiến | gặp | làm việc |
    bám sát | quan tâm | phấn đấu | lồng ghép | cân đối | sử dụng | tháo gỡ | củng cố | kiện toàn |
    phân bổ | giải ngân | nghiệm thu | khởi công | thi công | phục vụ | nhắc | đăng tải | đăng | xin |
    ủng hộ | mua | thuê | áp dụng | tích cực | (?<!địa )bàn(?! ghế) | nhận | chịu | yêu cầu | hoàn tất |
    dự thảo | sớm(?= [^\W\d_]) | thông qua | cân đo | được chọn | cam đoan | tiêm | khám | cấp cứu |
    khoanh | phun | xét nghiệm | điều trị | cách ly | ghi hình | đưa tin | viết tin | phát sóng |
    mở lớp | truyền đạt | truyền thông(?= ) | biểu dương | tôn vinh | trao đổi | tọa đàm | gặp mặt |
    đối thoại | tiếp xúc | lắng nghe | ghi nhận | tổng rà | lấy phiếu | bỏ phiếu | kiểm phiếu |
    hiệp thương | rút gọn | sáp nhập | hợp nhất | chuyển giao | tiếp quản |
    thanh tra(?= (?:việc|các|công)) | điều tra(?! viên) | đấu thầu | mời thầu | lựa | giám định |
    định giá | bồi thường | thu hồi | cưỡng chế | giải tỏa | di dời | nuôi | thả | tưới | nạo vét |
    khơi thông | tu sửa | nâng cấp | cải tạo | duy tu | xây mới | lát | lắp | đóng(?= ) | mở rộng |
    thu dọn | quét | phân loại | thu phí | kết nạp | chuyển sinh hoạt |
    sinh hoạt chuyên đề | xếp loại | chấm điểm | bình xét | bình chọn | suy tôn | đề cử |
    (?<!người )ứng cử | quy hoạch | luân chuyển | điều động |
    bổ nhiệm | miễn nhiệm | kỷ luật | nhắc nhở | phê bình | uốn nắn | cảnh báo | dự báo | hội ý |
    hội chẩn | giao ban | đến(?= (?:từng|các|dự|làm)) | về(?= (?:dự|cơ sở)) | trở lại | in(?= ) |
    sao gửi | nhân bản | cài đặt | khai thác | đồng bộ | kích hoạt | quét mã | làm sạch | nhập dữ liệu |
    xác thực | tích hợp | liên thông | đăng nhập | cấp tài khoản | tạo lập | quản trị | đổi mới |
    siết chặt | quản lý chặt | nâng | giảm | tăng | rút ngắn | đẩy nhanh | tập trung | dành | ưu tiên |
    phân cấp | ủy quyền | ủy thác | ký kết | ký cam kết | hưởng ứng | phát huy | giữ | động viên |
    thăm hỏi | chúc mừng | tiễn | tuyển chọn | tuyển | gọi | huy động | tập kết | tập luyện | diễn tập |
    trực ban | ứng trực | sẵn sàng | kiểm soát | phòng ngừa | ngăn chặn | truy quét | bắt giữ |
    kiến nghị | lo(?= [^\W\d_]) | đảm nhiệm | đảm nhận | chấn chỉnh
    """
)
DEED = re.compile(rf"(?<![\w-])(?:{_DEEDS})(?!\w)")
"""What somebody does; in a name it would be written with a capital."""

DEED_FIRST = re.compile(rf"(?:{_DEEDS})(?!\w)")
_MODIFIER = re.compile(r"(?<!\w)(?:chưa|được|đã|có|nơi)(?: (?:phân công|giao))? $")
_SERVES = re.compile(r"(?:chủ trì|triển khai|thực hiện|phụ trách|tham gia|theo dõi|chỉ đạo)(?!\w)")
_QUALIFIERS = {"phụ trách": 1, "được giao": 2}
"""Verbs that only tell who is meant where more verbs follow; which of those is the deed."""
_STOP = re.compile(r"[,;:.]|$")


def first_deed(said: str, key: str, start: int = 0) -> int | None:
    """Where the first deed begins that is not part of a name."""
    past = -1
    for found in DEED.finditer(key, start):
        at = found.start()
        if said[at].isupper() or at == past:
            continue
        if _MODIFIER.search(key, max(start, at - 12), at):
            # "các đơn vị được phân công chủ trì báo cáo": all but the last deed only tells which units.
            second = _SERVES.match(key, found.end() + 1)
            past = second.start() if second and DEED_FIRST.match(key, second.end() + 1) else -1
            continue
        if found[0] in _QUALIFIERS and (main := _main_deed(key, found.end(), _QUALIFIERS[found[0]])):
            return main
        return at
    return None


def _main_deed(key: str, end: int, turn: int) -> int | None:
    """ "phó chủ tịch phụ trách văn xã chỉ đạo": what is done is another deed before the comma, if any."""
    stop = _STOP.search(key, end)
    deeds = list(DEED.finditer(key, end, stop.start())) if stop else []
    return deeds[turn - 1].start() if len(deeds) >= turn else None
