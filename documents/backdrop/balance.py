"""A title laid over lines: one width as far as may be, cut where its meaning allows, no word ever split."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, pairwise

from cascade.lang.vietnamese import fold

MOST_LINES = 7

_LEAD_ON = """
về của và các những cho trong đến tại với theo từ do để là trên dưới giữa bằng số năm khóa lần thứ ngày
tháng nhân cùng hoặc gắn đối
"""
_BEGIN = "về của và nhân gắn theo với trong cho đến tại nhằm thực triển tổ học tầm giai"
_WORDS = """
bộ chính, chính trị, ban chấp, chấp hành, trung ương, ban bí, bí thư, nghị quyết, kế hoạch, chỉ thị, kết
luận, quy định, hướng dẫn, chương trình, hành động, hội nghị, quán triệt, triển khai, thực hiện, tổ chức,
học tập, sơ kết, tổng kết, báo cáo, đảng bộ, đảng ủy, tỉnh ủy, thành ủy, huyện ủy, chi bộ, cấp ủy, tuyên
giáo, dân vận, việt nam, quốc hội, chính phủ, nhân dân, mặt trận, tổ quốc, ủy ban, hội đồng, phát triển, bền
vững, xây dựng, quản lý, quy hoạch, đô thị, tầm nhìn, giai đoạn, kinh tế, xã hội, văn hóa, giáo dục, đào
tạo, khoa học, công nghệ, đổi mới, sáng tạo, chuyển đổi, đột phá, quốc gia, quốc phòng, an ninh, đối ngoại,
pháp luật, nông nghiệp, nông dân, nông thôn, công nghiệp, hiện đại, công nhân, thanh niên, cán bộ, chủ chốt,
đại hội, đại biểu, toàn quốc, nhiệm kỳ, tư tưởng, đạo đức, phong cách, hồ chí, chí minh, môi trường, tài
nguyên, biến đổi, khí hậu, y tế, sức khỏe, chăm sóc, bảo vệ, nâng cao, chất lượng, hiệu quả, lãnh đạo, chỉ
đạo, tăng cường, tiếp tục, kiểm tra, giám sát, kỷ luật, chính sách, tôn giáo, dân tộc, hội nhập, quốc tế,
thể chế, nhà nước, pháp quyền, chủ nghĩa, nhân lực, doanh nghiệp, tư nhân, năng lượng, cơ sở, đặc khu, thị
trấn, tập huấn, hội thảo, tuyên truyền, phổ biến, công tác, nhiệm vụ, giải pháp, trọng tâm, trực tuyến, trực
tiếp, lần thứ, tư duy, giữ gìn, tinh thần, đoàn kết, thống nhất, kỷ niệm, thành lập, chào mừng, khai mạc,
văn minh, sinh thái, ấm no, hạnh phúc, dân chủ, kỷ cương, phồn vinh
"""
_PARTICLES = frozenset(fold(_LEAD_ON).split())
"""Words that lead on to the next: none ends a line."""
_LEAD = frozenset(fold(_BEGIN).split())
"""Words that a new line begins with well."""
_TOGETHER = frozenset(tuple(pair.split()) for pair in fold(_WORDS).split(","))
"""Two syllables of one word: no new line between them."""
_NEVER, _BAD, _PLAIN, _GOOD, _BEST = 50.0, 2.0, 0.5, 0.06, 0.0


def lines(
    words: Sequence[str], many: int, width: Callable[[str], float], breaks: frozenset[int] = frozenset()
) -> tuple[str, ...]:
    """The words on that many lines, at most one for each word.

    `width` measures a line. `breaks` are the places where the author began a line: before the word of that
    number.
    """
    many = min(many, len(words))
    gap = width(" ")
    so_far = (0.0, *accumulate(width(word) + gap for word in words))
    whole = (so_far[-1] - gap) / many

    def wide(start: int, end: int) -> float:
        return so_far[end] - so_far[start] - gap

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[int, ...]]:
        if left == 1:
            return _slack(wide(start, len(words)), whole), (len(words),)
        return min(step(start, end, left) for end in range(start + 1, len(words) - left + 2))

    def step(start: int, end: int, left: int) -> tuple[float, tuple[int, ...]]:
        rest, ends = best(end, left - 1)
        return _slack(wide(start, end), whole) + costs[end] + rest, (end, *ends)

    costs = (0.0, *(_cost(words, at, breaks) for at in range(1, len(words))))
    ends = best(0, many)[1]
    return tuple(" ".join(words[a:b]) for a, b in pairwise((0, *ends)))


def _slack(width: float, whole: float) -> float:
    # A line that is too long makes every letter smaller, one that is short only looks so.
    share = width / whole - 1 if whole else 0.0
    return 9 * share * share if share > 0 else 4 * share * share


def _cost(words: Sequence[str], at: int, breaks: frozenset[int]) -> float:
    """What it costs the reader that a line ends before the word `at`."""
    before, after = fold(words[at - 1]), fold(words[at])
    if at in breaks or before.endswith((",", ";", ":", ")", ".")):
        return _BEST
    if (before, after) in _TOGETHER or after[:1].isdigit() or (before[:1].isdigit() and len(after) < 3):
        return _NEVER
    if before in _PARTICLES or after == "số" or after.startswith("("):
        return _BAD
    return _GOOD if after in _LEAD else _PLAIN
