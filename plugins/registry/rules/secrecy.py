"""What may not be published: personal numbers and names, private fields, sealed matters. None of these can be eased."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..context import Context
from ..privacy import details
from ..privacy.leaks import Keys, leaks, texts
from ..problems import Finding, Level
from ..records import Record

# Said of the party, and not of whom it sold to or let in.
_OF_OTHERS = r"向|给|对|让|允许|接纳|容留|招用|招收|雇用|销售|出售|提供|为(?=未成年人[^，。；、）)])"
_GONE = "已经公示过的，只留执法类别、公示日期、机关和“撤回”（类型 隐私保护）几行，再用 publish.py purge 清除历史。"
_AGE = r"(?<!\d)(?:[1-9]|1[0-7])|(?<![一二三四五六七八九十])(?:[一二三四五六七八九]|十[一二三四五六七]?)"
_AS_MINOR = re.compile(
    r"(?<![向给])(?:当事人|其|本人|违法行为人|[\u4e00-\u9fff]某\d*)"
    rf"(?:[^。；]{{0,20}}[，,（(])?(?:(?!{_OF_OTHERS})[^。；，,]){{0,20}}?"
    rf"(?:未成年|[未不]满\s*(?:1[468]|十[四六八])\s*周?岁|(?:{_AGE})\s*周岁|监护人)"
)


def no_personal_data(record: Record, today: date) -> Iterator[Finding]:
    """No ID number, no mobile phone and no name of a natural person in any text of a record.

    政府信息公开条例第十五条, 个人信息保护法第六条、第三十四条; persons are shown as 姓+某 (法释〔2016〕19号第九条).
    """
    for leak in leaks(record.kind, record.values, record.body):
        where = f"“{_label(leak.keys)}”第 {leak.start + 1} 个字起的 {leak.length} 个字"
        if leak.named:
            help_text = "写作“姓+某”，如张某；同一份决定里有两个张某的，第二个写张某2。"
            yield Finding("privacy-name", leak.keys, f"{where}疑似未脱敏的自然人姓名", help_text, secret=True)
        else:
            help_text = "整个删去，不要留头尾几位。已经推送过的，请立即联系平台管理员清除历史。"
            yield Finding("privacy-number", leak.keys, f"{where}疑似{leak.what}", help_text, secret=True)


def no_private_details(record: Record, today: date) -> Iterator[Finding]:
    """What tells of a natural person's life is looked at by a person before it is published (个人信息保护法第六条、第二十八条)."""
    if record.kind.shape != "decision" or record.role("party-kind") != "自然人":
        return
    for keys, text in texts({**record.values, "正文": record.body}):
        for hit in details.hints_in(text) if keys[0] not in ("来源", record.kind.role("authority")) else ():
            where = f"“{_label(keys)}”第 {hit.start + 1} 个字起的 {hit.end - hit.start} 个字"
            help_text = "与公开目的无关的删去；确需保留的（如违法事实本身），请审核后保留。"
            message = f"{where}疑似自然人的{hit.kind}"
            yield Finding("privacy-detail", keys, message, help_text, Level.WARNING, secret=True)


def no_private_fields(record: Record, today: date) -> Iterator[Finding]:
    """证件号码 and the like are never public, and this repository is public from the first push."""
    private = record.kind.private
    for name in record.values:
        if name in private:
            help_text = "删去这一行。上报系统需要的证件号码，不经过本仓库。"
            yield Finding("private-field", (name,), f"“{name}”永不公开，不得写进文件", help_text, secret=True)


def public_security_is_sealed(record: Record, today: date) -> Iterator[Finding]:
    """违反治安管理的记录应当予以封存，不得公开 (治安管理处罚法第一百三十六条, 2026-01-01)."""
    if record.kind.shape != "decision":
        return
    field = record.kind.role("basis") or record.kind.role("conclusion")
    by_police = "公安" in str(record.role("authority")) and "行政拘留" in str(record.role("class"))
    if "治安管理处罚法" in f"{record.role('basis')}{record.role('conclusion')}{record.body}" or by_police:
        message = "治安管理处罚的记录依法封存，不得公开"
        yield Finding(
            "sealed-security",
            (field,),
            message,
            f"删去这个文件；只能公布数量。依据：治安管理处罚法第一百三十六条。{_GONE}",
        )


def minors_are_sealed(record: Record, today: date) -> Iterator[Finding]:
    """Records of minors are sealed; masking is not enough (预防未成年人犯罪法第五十九条)."""
    if record.kind.shape != "decision" or record.role("party-kind") != "自然人":
        return
    for keys, text in texts({**record.values, "正文": record.body}):
        if _AS_MINOR.search(text):
            message = "当事人疑似未成年人，其处罚记录依法封存，不得公开"
            yield Finding(
                "sealed-minor", keys, message, f"删去这个文件。依据：预防未成年人犯罪法第五十九条。{_GONE}", secret=True
            )
            return


def persons_are_hidden(record: Record, context: Context, today: date) -> Iterator[Finding]:
    """Where the region's rules say so, decisions on natural persons are not published (山东省社会信用条例第二十条)."""
    if context.settings.profile.hides_persons and record.role("party-kind") == "自然人":
        message = f"按{context.settings.profile.name or '本地区'}的规则，相对人为自然人的决定不公开公示"
        yield Finding(
            "sealed-person", (record.kind.role("party-kind"),), message, f"删去这个文件；只能公布数量。{_GONE}"
        )


def _label(keys: Keys) -> str:
    return "".join(key if isinstance(key, str) else f"第{key + 1}项" for key in keys)
