"""Sample values for every template, after the look's reference pages. People, places and money are made up."""

from dataclasses import replace
from datetime import datetime

from yimatong.kernel.dates import CHINA
from yimatong.web.bureau import views as bureau
from yimatong.web.citizen import views as citizen
from yimatong.web.counter import views as counter
from yimatong.web.shared import choosing
from yimatong.web.shared.charts import hour_columns, qr_square
from yimatong.web.shared.receipt import (
    Document,
    Receipt,
    ReceiptLine,
    Step,
    aloud,
    bar_label,
    hundred_sentence,
    line_groups,
    own_step,
    payer_rows,
    payer_segments,
)
from yimatong.web.shared.start import Role, Start
from yimatong.web.shared.words import Words

NOW = datetime(2026, 11, 21, 10, 26, tzinfo=CHINA)
PAID = {"basic": 1320786, "catastrophic": 447393, "assistance": 345192, "account": 238620, "cash": 137419}
LINES = (
    ("甲", ReceiptLine("人工股骨头置换术", "1 次 × 4,860.00", 486000, 0)),
    ("甲", ReceiptLine("重症监护", "3 天 × 960.00", 288000, 0)),
    ("甲", ReceiptLine("床位费", "11 天 × 60.00", 66000, 16500, "限价 45.00")),
    ("甲", ReceiptLine("化验", "1 次 × 3,938.10", 393810, 0)),
    ("乙", ReceiptLine("人工股骨头假体", "1 套 × 7,980.00", 798000, 79800)),
    ("乙", ReceiptLine("骨水泥", "2 包 × 1,260.00", 252000, 25200)),
    ("乙", ReceiptLine("康复训练", "8 次 × 85.00", 68000, 6800)),
    ("乙", ReceiptLine("髋部 CT 三维", "1 次 × 420.00", 42000, 4200)),
    ("丙", ReceiptLine("人血白蛋白", "2 瓶 × 378.00", 75600, 75600, "限抢救时用")),
    ("丙", ReceiptLine("陪护床", "10 晚 × 20.00", 20000, 20000)),
)
TOTAL = sum(PAID.values())


def receipt(words: Words) -> Receipt:
    """A stay of eleven days, settled."""
    paper = Document("福州市城乡居民大病保险待遇调整", "福州市医疗保障局", "2022-10-01")
    steps = (
        Step(
            "医保不管的，先放一边",
            ("丙类和用不上医保的药 956.00 元；乙类要先自付一成，1,160.00 元；床位费超出限价 165.00 元。",),
            228100,
            "能进医保的",
            2261310,
            taken=True,
            documents=(Document("基本医疗保险用药管理暂行办法，第 25 条", "国家医疗保障局", "2020-07-30"),),
        ),
        Step(
            "这次先扣起付线",
            ("三级医院头一回住院扣 800 元，每多住一回少扣 100 元。您今年是第三回，所以扣 600 元。",),
            60000,
            "剩下来算报销的",
            2201310,
            taken=True,
            documents=(Document("福州居民医保住院起付规则", "福州市医疗保障局"),),
            illustrative=True,
        ),
        Step(
            "统筹基金报六成",
            ("22,013.10 元的 60%。没报的四成 8,805.24 元，加上起付线 600 元，先记在您头上，下面接着报。",),
            1320786,
            "报完还剩",
            940524,
            key="basic",
            documents=(Document("福州居民医保三级医院比例", "福州市医疗保障局"),),
            illustrative=True,
        ),
        Step(
            "大病保险再报一次",
            ("您今年前两回已经担了 6,240.00 元，加这回一共 15,645.24 元。低保家庭门槛减半。超出的报 75%。",),
            447393,
            "报完还剩",
            493131,
            key="cat",
            documents=(paper,),
        ),
        Step(
            "医疗救助兜一把",
            ("您家是低保，救助没有门槛，剩下的 4,931.31 元再报 70%。",),
            345192,
            "报完还剩",
            147939,
            key="aid",
            documents=(Document("重特大疾病医疗保险和救助意见", "国务院办公厅", "2021-11-19"),),
            illustrative=True,
        ),
        own_step(PAID, words.say("归您自己的一共"), "刚才剩下的 1,479.39 元，加上第 1 步放一边的 2,281.00 元。", words),
    )
    payers = payer_rows(PAID, words)
    return Receipt(
        "3501261100083271",
        words.say("住院 {n} 天", n=11),
        "榕城演示医院",
        "11 月 8 日 – 11 月 19 日",
        "陈*珍",
        True,
        TOTAL,
        PAID["cash"],
        payers,
        payer_segments(payers),
        bar_label(payers),
        hundred_sentence(PAID, words),
        steps,
        line_groups(LINES, words),
        aloud("住院 11 天", TOTAL, PAID, words),
    )


VISITS = (
    citizen.VisitRow("11", "药", "安和演示药店", "11 月 21 日 · 购药", 0, "已结算"),
    citizen.VisitRow("12", "住", "榕城演示医院", "11 月 19 日 · 住院", 137419, "已结算"),
    citizen.VisitRow("13", "门", "南溪村卫生所", "10 月 30 日 · 普通门诊", 640, "已退费"),
)
HOME = citizen.Home(
    "陈*珍",
    citizen.CoverCard("居民医保，在保", "福州市 · 从 2026 年 1 月 1 日起", "在保"),
    "",
    VISITS,
    0,
    "居民医保没有个人账户",
    2113371,
    3,
    (citizen.Scan("榕城演示医院", NOW),),
)
COVER = citizen.CoverPage(
    (
        citizen.CoverFacts(
            "居民医保", True, (("参保地", "福州市"), ("身份", "居民"), ("从哪天起", "2026 年 1 月 1 日"), ("连续参保", "4 年"))
        ),
        citizen.CoverFacts("职工医保", False, (("参保地", "宁德市"), ("身份", "在职"), ("到哪天止", "2023 年 6 月 30 日"))),
    ),
    (("低保", "2026 年 1 月 1 日起"),),
    (("看病", "3 回"), ("一共花了", "26,012.40"), ("基金出了", "21,133.71"), ("您自己担了", "4,878.69")),
    (Document("福州市城乡居民基本医疗保险实施办法", "福州市人民政府", "2022-10-01"),),
    True,
)


def code(seconds: int = 60) -> citizen.CodeCard:
    """A code that opens nothing."""
    text = "YMT" + "A2B3C4D5E6F7" * 2 + "AB"
    return citizen.CodeCard("陈*珍", "福州市 · 居民医保", True, qr_square(text), text, seconds)


FOUND = choosing.Found(
    "xbd",
    (
        choosing.FoundItem("XD0001", "xbd", "phsp", "硝苯地平缓释片", "20mg×30片", "甲", "5.16"),
        choosing.FoundItem("XD0002", "xbd", "pksp", "硝苯地平控释片", "30mg×7片", "乙", "12.88"),
        choosing.FoundItem("XD0003", "xbd", "pp", "硝苯地平片", "10mg×100片", "甲", "3.40"),
    ),
)
ROWS = (
    counter.ChargeRow("1", "一般诊疗费", "", "甲", "10.00", "1 次", 1000, 0, False),
    counter.ChargeRow("2", "针刺治疗", "", "乙", "38.00", "1 次", 3800, 380, False),
    counter.ChargeRow("3", "苯磺酸氨氯地平片", "5mg×28片", "甲", "4.48", "2 盒", 896, 0, True),
    counter.ChargeRow("4", "护腰带", "医保不管", "丙", "12.50", "1 条", 1250, 1250, False),
)


def desk(words: Words, with_visit: bool = True, problem: choosing.Problem | None = None) -> counter.Desk:
    """A counter with somebody in front of it, or waiting."""
    paid = {"basic": 2415, "account": 4531, "cash": 0}
    payers = payer_rows(paid, words)
    steps = (
        Step("医保不管的", ("丙类 12.50，乙类先自付 3.80",), 1630, taken=True),
        Step("起付线还差", ("全年 800.00，已付 753.70，这笔付满",), 2630, taken=True),
        Step("余下的报 90%", ("基层退休；报 24.15，自己担 2.71",), 2415, illustrative=True),
    )
    preview = counter.Preview(steps, payers, payer_segments(payers), bar_label(payers), 0, 181709, True)
    visit = counter.VisitDesk(
        "/counter/visits/7",
        "吴*荣",
        "男 68 岁",
        "3501**********0017",
        "医保码 10:25 扫",
        (("险种", "职工医保 · 退休"), ("参保地", "福州市"), ("账户余额", "1,862.40")),
        (choosing.Choice("11", "普通门诊", True), choosing.Choice("14", "门诊慢特病")),
        "高血压 I10.x00",
        ("高血压 I10.x00",),
        "",
        ROWS,
        "4 项 · 甲 18.96 · 乙 38.00 · 丙 12.50",
        6946,
        preview,
        True,
        None,
    )
    waiting = (counter.OpenVisit(8, "何*秀", NOW, "普通门诊", 4680),)
    recent = (counter.RecentBill("21", "林*平", NOW, 1248060, "已结算"), counter.RecentBill("22", "郑*芳", NOW, 8650, "已退费"))
    return counter.Desk("南溪镇卫生院", "乡镇卫生院", NOW, 46, visit if with_visit else None, waiting, recent, problem)


def board() -> bureau.Board:
    """A busy morning."""
    stay = bureau.LiveRow(
        "1", "10:26:08", "榕城演示医院", "林*平", "职工 · 住院", 1248060, 1010622, 180000, 57438, "done", "已结算"
    )
    back = bureau.LiveRow("8", "10:26:01", "石桥卫生院", "邱*根", "居民 · 住院", -210600, -168480, 0, -42120, "stop", "退费")
    rows = (*[replace(stay, settlement_id=str(n)) for n in range(7)], back)
    funds = (
        bureau.Sum("统筹基金", 540211836, "basic"),
        bureau.Sum("大病、大额", 38840615, "cat"),
        bureau.Sum("医疗救助", 14273009, "aid"),
        bureau.Sum("公务员补助", 9645520, "supp"),
    )
    payables = (
        bureau.Sum("三级医院", 521088416),
        bureau.Sum("二级医院", 198634071),
        bureau.Sum("基层", 110492540),
        bureau.Sum("药店", 59316235),
    )
    accounts = (bureau.Sum("基金", -602970980), bureau.Sum("个人账户", -191465190), bureau.Sum("应付机构", 794436170))
    counts = (0, 0, 0, 0, 0, 0, 412, 1980, 5904, 6713, 3237)
    return bureau.Board(
        "福州市",
        18432,
        3,
        984621370,
        "平均每笔 534.19",
        "占 61.2%",
        95090108,
        funds,
        payables,
        accounts,
        984621370,
        0,
        "10:26:08",
        rows,
        hour_columns(counts),
        "每小时结算笔数，9 点最多，6,713 笔",
    )


def trace(words: Words) -> bureau.BillTrace:
    """The stay with its postings."""
    postings = (
        bureau.PostingRow("统筹基金（居民）", "统筹支付", -1320786),
        bureau.PostingRow("大病保险", "大病支付", -447393),
        bureau.PostingRow("医疗救助", "救助支付", -345192),
        bureau.PostingRow("个人账户", "个人账户支付", -238620),
        bureau.PostingRow("现金", "个人现金", -137419),
        bureau.PostingRow("应付榕城演示医院", "2026-11", 2351991),
        bureau.PostingRow("榕城演示医院收的现金", "", 137419),
    )
    return bureau.BillTrace(receipt(words), postings)


START = Start(
    (
        Role("1", "林", "林*荣", "职工医保 · 退休 · 福州市"),
        Role("2", "陈", "陈*珍", "居民医保 · 低保 · 福州市"),
        Role("3", "王", "王*彤", "居民医保 · 儿童 · 宁德市"),
    ),
    (
        Role("H1", "三", "榕城演示医院", "三级甲等"),
        Role("H2", "乡", "南溪镇卫生院", "乡镇卫生院"),
        Role("H3", "药", "安和演示药店", "药店"),
    ),
    (Role("350100", "榕", "福州市", "职工、居民"), Role("350900", "宁", "宁德市", "职工、居民")),
)


def pages(language: str, elder: str = "") -> dict[str, tuple[str, dict[str, object]]]:
    """Every page by name: its template and its values."""
    words = Words(language)
    return {
        "start": ("shared/start.html", {"start": START}),
        "home": ("citizen/home.html", {"home": HOME}),
        "code": ("citizen/code_elder.html" if elder else "citizen/code.html", {"code": code()}),
        "receipts": ("citizen/receipts.html", {"visits": VISITS}),
        "receipt": ("citizen/receipt.html", {"receipt": receipt(words)}),
        "cover": ("citizen/cover.html", {"page": COVER}),
        "desk": ("counter/desk.html", {"desk": desk(words), "found": FOUND}),
        "waiting": (
            "counter/desk.html",
            {"desk": desk(words, False, choosing.Problem("这个医保码已经用过，请刷新后再扫")), "found": choosing.Found("", ())},
        ),
        "bill": ("counter/bill.html", {"receipt": receipt(words)}),
        "board": ("bureau/board.html", {"board": board()}),
        "find": ("bureau/find.html", {"find": bureau.Find("3501", board().rows[:2])}),
        "trace": ("bureau/bill.html", {"bill": trace(words)}),
    }
