"""What the counties of the samples type into their 附件1, and what they do with it otherwise. All of it is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Edits = Mapping[tuple[int, str], str]  # (Excel row, field) -> what is typed there instead; "" clears it


@dataclass(frozen=True)
class Filling:
    """How a county fills its form: the file that it sends, and what it types otherwise than the clean rows."""

    file: str
    edits: Edits = field(default_factory=dict)
    line: Mapping[str, str] = field(default_factory=dict)
    repeat: Mapping[int, int] = field(default_factory=dict)  # Excel row -> earlier Excel row that it repeats

    @property
    def unit(self) -> str:
        """Code of the unit: the file's name begins with it."""
        return self.file[:6]


IN_OPENPYXL = (
    Filling("430405-珠晖区.xlsx"),
    Filling(
        "430412-南岳区-类别不在列表.xlsx",
        {
            (6, "category"): "网路联校创新应用",
            (7, "category"): "智慧课堂",
            (8, "category"): "网络安全",
            (9, "category"): "①人工数字智能教室",
            (11, "category"): "网络联校、区域智慧教育",
        },
    ),
    Filling(
        "430423-衡山县-重复的行.xlsx",
        {(14, "unit"): "衡山县长江镇中心学校", (14, "project"): "智能录播教室", (14, "leader_phone"): "19900000899"},
        repeat={12: 8, 13: 6, 14: 10},
    ),
)

IN_OFFICE = (
    Filling("430406-雁峰区.xls"),
    Filling("430407-石鼓区.ods"),
    Filling(
        "430408-蒸湘区-手机号码不对.xlsx",
        {
            (7, "leader_phone"): "1990000040",
            (8, "contact_phone"): "199000004031",
            (9, "leader_phone"): "0734-8812345",
            (10, "leader_phone"): "1.99E+10",
        },
    ),
    Filling(
        "430421-衡阳县-必填项空着.xls",
        {
            (7, "leader_phone"): "",
            (8, "contact"): "无",
            (9, "project"): "待定",
            (12, "project"): "智慧校园",
            (12, "leader_phone"): "19900000699",
        },
        {"reporter_phone": ""},
    ),
    Filling(
        "430422-衡南县-写法不规范但能统一.ods",
        {
            (6, "category"): "①",
            (6, "leader_phone"): "１９９０００００７０１",
            (7, "category"): "1.网络联校创新应用",
            (7, "leader"): "周　敏",
            (7, "leader_phone"): "199-0000-0711",
            (8, "unit"): "衡南县 第二中学",
            (8, "category"): "网络联校",
            (8, "contact_phone"): "+86 199 0000 0722",
            (9, "project"): "衡南县智慧教育平台。",
            (9, "contact_phone"): "19900000732/0734-8550123",
            (10, "leader"): "刘建国主任",
            (10, "category"): "教育网络安全 ",
            (11, "leader_phone"): "0734-8550166",
            (12, "remark"): "\u202d联合申报\u202c",
        },
        {"reporter": "陈　静", "reporter_phone": "（0734）8550118", "reported_on": "２０１８年９月１２日"},
    ),
    Filling(
        "430424-衡东县-错误值和公式.xlsx",
        {
            (7, "unit"): "=#REF!",
            (8, "leader_phone"): '=VLOOKUP("衡东县教育局";B20:C30;2;0)',
            (9, "remark"): "=1/0",
            (11, "unit"): '="衡东县"&"石湾镇中心学校"',
        },
    ),
)
IN_GNUMERIC = Filling("430481-耒阳市-逾期.xlsx")
# The column 联系人 is taken out, by cells: the line above the table stays as it was.
COLUMN_DELETED = Filling("430407-石鼓区-缺少一列.xlsx")
BY_HAND = Filling("430406-雁峰区-没有标识.xlsx")
FORGED, FORGED_FROM = Filling("430482-常宁市-标识被改.xlsx"), "430422"
