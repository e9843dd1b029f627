"""By which ways notices leave, and what Zalo asks of its applications."""

from __future__ import annotations

from cascade.lang.told import Told
from settings.setting import (
    ALARM,
    DISPATCHER,
    LINKS,
    MAYBE_PATH,
    PORTAL,
    SECRET,
    TEXT,
    WEB,
    WORKER,
    YES_NO,
    Setting,
    url,
)

MAIL_URL = Setting(
    "DONDOC_MAIL_URL",
    url("dpmail", "dpmails"),
    Told("Thư điện tử. `?mode=starttls | ssl | insecure`", "E-mail. `?mode=starttls | ssl | insecure`"),
    example="dpmail://ten:mat-khau@smtp.example.vn:587?from=btgdv@example.vn&name=Ban Tuyên giáo và Dân vận",
    roles=DISPATCHER,
    secret=True,
)
MAILBOX_URL = Setting(
    "DONDOC_MAILBOX_URL",
    url("imaps", "imap"),
    Told(
        "Hộp thư của địa chỉ gửi, nơi thư trả lại về tới; đọc bằng IMAP năm phút một lần, không sửa gì."
        " `imap://` dùng STARTTLS, trừ khi `?mode=insecure`.",
        "The sender's mailbox, where mails come back to; read by IMAP every five minutes, nothing in it is"
        " changed. `imap://` speaks STARTTLS unless `?mode=insecure`.",
    ),
    example="imaps://btg%40example.vn:mat-khau@imap.example.vn/INBOX",
    roles=DISPATCHER,
    secret=True,
)
ZALO_BOT_URL = Setting(
    "DONDOC_ZALO_BOT_URL",
    url("zalobot"),
    Told("Zalo Bot, tin tự do, tối đa 2000 chữ.", "Zalo Bot, free text up to 2000 characters."),
    example="zalobot://1000001:khoa-bot@bot-api.zaloplatforms.com/",
    roles=DISPATCHER,
    secret=True,
)
ZBS_URL = Setting(
    "DONDOC_ZBS_URL",
    url("zbs"),
    Told(
        "Mẫu ZBS (trước là ZNS) đến số điện thoại.",
        "ZBS templates (formerly ZNS) to a telephone number.",
    ),
    example="zbs://business.openapi.zalo.me/",
    roles=DISPATCHER,
    secret=True,
)
ZBS_TEMPLATES = Setting(
    "DONDOC_ZBS_TEMPLATES",
    MAYBE_PATH,
    Told("Mẫu ZBS đã duyệt cho từng dịp (YAML).", "The approved ZBS template for each occasion (YAML)."),
    example="/etc/dondoc/zbs.yaml",
    roles=DISPATCHER,
)
OPS_URL = Setting(
    "DONDOC_OPS_URL",
    url(),
    Told(
        "Bộ phận kỹ thuật được báo khi có sự cố: một địa chỉ Apprise bất kỳ, có người nhận.",
        "Who is woken when something is broken: any Apprise URL, with its recipient.",
    ),
    example="json://giam-sat.example.vn/dondoc",
    roles=ALARM,
    secret=True,
)
HEARTBEAT_URL = Setting(
    "DONDOC_HEARTBEAT_URL",
    url("https", "http"),
    Told(
        "Nơi canh từ bên ngoài: lượt quét gọi địa chỉ này khi mọi thứ đều ổn; thôi gọi thì nơi ấy cảnh báo.",
        "A watch from outside: sweeps call it while all is well; where nobody calls, it raises the alarm.",
    ),
    example="https://canh.example.vn/ping/0f6b",
    roles=WORKER,
    secret=True,
)
TEMPLATES = Setting(
    "DONDOC_TEMPLATES",
    MAYBE_PATH,
    Told(
        "Thư mục lời văn riêng của cơ quan, đè lên mẫu có sẵn.",
        "A folder with the office's own wording, before ours.",
    ),
    example="/etc/dondoc/loi-rieng",
    roles=LINKS,
)
MEMORY_BOX = Setting(
    "DONDOC_MEMORY_BOX",
    TEXT,
    Told(
        "Tên hộp: mọi thông báo rơi vào hộp trong bộ nhớ thay vì được gửi; chỉ để chạy thử.",
        "Name of a box: every message ends there, in memory, and none is sent; for rehearsals.",
    ),
    roles=ALARM | WORKER,
)
ZALO_BOT_SECRET = Setting(
    "DONDOC_ZALO_BOT_SECRET",
    SECRET,
    Told(
        "Mật khẩu đã đặt khi gọi `setWebhook` cho bot; để trống: không nhận lời gọi của bot.",
        "The secret given to the bot's `setWebhook`; unset: the bot's calls are not taken.",
    ),
    roles=PORTAL,
    secret=True,
)
ZALO_BOT_NAME = Setting(
    "DONDOC_ZALO_BOT_NAME",
    TEXT,
    Told("Tên bot hiện cho cán bộ.", "The bot's name as officers see it."),
    roles=PORTAL,
)
ZALO_APP_ID = Setting(
    "DONDOC_ZALO_APP_ID",
    TEXT,
    Told(
        "Mã ứng dụng Zalo: kiểm chữ ký của Zalo OA, làm mới cặp mã của ZBS.",
        "The Zalo app: to check the official account's signature, and to renew ZBS's token pair.",
    ),
    roles=LINKS,
)
ZALO_OA_SECRET = Setting(
    "DONDOC_ZALO_OA_SECRET",
    SECRET,
    Told("Để kiểm chữ ký của Zalo OA.", "To check the signature of Zalo's official account."),
    roles=PORTAL,
    secret=True,
)
ZALO_APP_SECRET = Setting(
    "DONDOC_ZALO_APP_SECRET",
    SECRET,
    Told(
        "Để làm mới cặp mã OA của ZBS (lưu lần đầu bằng `dondoc channels token`).",
        "To renew ZBS's token pair (first kept with `dondoc channels token`).",
    ),
    roles=DISPATCHER,
    secret=True,
)
ZALO_PROOF = Setting(
    "DONDOC_ZALO_PROOF",
    YES_NO,
    Told(
        "Gửi `appsecret_proof` kèm mỗi lần gọi ZBS.",
        "Send `appsecret_proof`, that we know the app's secret, with each call to ZBS.",
    ),
    default="yes",
    roles=DISPATCHER,
)
ZALO_OAUTH_URL = Setting(
    "DONDOC_ZALO_OAUTH_URL",
    WEB,
    Told("Chỉ đổi khi thử với Zalo giả.", "Another one only for the fake Zalo."),
    default="https://oauth.zaloapp.com",
    roles=DISPATCHER,
)

SENDING = (MAIL_URL, ZALO_BOT_URL, ZBS_URL, ZBS_TEMPLATES, OPS_URL, TEMPLATES, MEMORY_BOX)
"""What decides by which channels something can leave."""
