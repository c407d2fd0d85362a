#!/usr/bin/env python3
"""Makes the synthetic evidence of the example case `undelivered-parcels`.

EVERYTHING HERE IS SYNTHETIC: the seller, the carrier, the laboratory, the orders, the parcels and
the figures are invented. No document shows a real person, company or shipment.

In:  data/SITE-defects.csv, data/SITE-all-orders.txt and the given files of evidence/ (below).
Out: the other files of evidence/. Same input, same bytes: dates are fixed, nothing is random.
Run: python3 make-evidence.py       (needs reportlab and pillow; fonts are those of the project)

Given, not made here: handover-test.pdf, returns-page.pdf, routing-table.jpg, IMG_1234.jpg,
message-log-ja.csv and tickets.csv. In the help desk's export five tickets named an order that had
not been placed yet (112-4713328-5316093); they name 112-5365986-7170088 or 112-9910436-4783994
here, with their times unchanged.

What holds in every list: a parcel is handed over one or two days after its order was placed and
scanned at export one or two days later, so that no scan lies before its order.
"""

import csv
import hashlib
import os
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

from PIL import Image, ImageDraw, ImageFont
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import HRFlowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

HERE = Path(__file__).resolve().parent
DATA, OUT = HERE / "data", HERE / "evidence"
FONTS = HERE.parent.parent / "assets" / "fonts"

SITES = {
    "us": ("Amazon.com", "USD", "the United States"),
    "uk": ("Amazon.co.uk", "GBP", "the United Kingdom"),
    "jp": ("Amazon.co.jp", "JPY", "Japan"),
    "de": ("Amazon.de", "EUR", "Germany"),
}
SELLER = "Lumen & Oak Trading Co., Ltd. (invented seller)"
CARRIER = "Northway Post (invented carrier)"
LAB = "Eastgate Inspection (invented laboratory)"
ADDRESS = "1 Sample Quay, Shenzhen, China"

# The help desk's new shifts begin on this day; tickets opened before it count as "before".
SHIFTS = date(2026, 11, 6)


def main() -> None:
    rl_config.invariant = 1
    for name in ("SourceSans3-Regular", "SourceSans3-SemiBold", "BIZUDPGothic-Regular", "BIZUDPGothic-Bold"):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    for regular, bold in (("SourceSans3-Regular", "SourceSans3-SemiBold"), ("BIZUDPGothic-Regular", "BIZUDPGothic-Bold")):
        pdfmetrics.registerFontFamily(regular, normal=regular, bold=bold, italic=regular, boldItalic=bold)
    sites = {site: read_orders(site) for site in SITES}
    for site, orders in sites.items():
        site_lists(site, orders)
    logistics()
    service(sites)
    packaging()
    policies()


# --- input ---------------------------------------------------------------------------------------

def read_orders(site: str) -> list[dict]:
    """The defect orders of a site, oldest first, with the dates that follow from each order."""
    rows = csv.DictReader((DATA / f"{site}-defects.csv").read_text("utf-8-sig").splitlines())
    prices: dict[str, float] = {}
    for row in read_all(site):
        order = row["amazon-order-id"]
        prices[order] = prices.get(order, 0) + float(row["item-price"])
    orders = []
    for row in rows:
        order = row["Order ID"]
        placed = datetime.strptime(row["Order Date"], "%B %d, %Y").date()
        handed = placed + timedelta(days=1 + number(order, "handover", 2))
        orders.append({
            "id": order,
            "placed": placed,
            "handed": handed,
            "export": handed + timedelta(days=1 + number(order, "export", 2)),
            "tracking": f"NW{number(order, 'tracking', 900_000_000) + 100_000_000}CN",
            "price": prices[order],
            "feedback": bool(row["Negative feedback"]),
            "claim": bool(row["A-to-z Guarantee claim"]),
            "chargeback": bool(row["Chargeback claim"]),
        })
    return orders


def read_all(site: str) -> list[dict]:
    raw = (DATA / f"{site}-all-orders.txt").read_bytes()
    text = raw.decode("cp932" if site == "jp" else "cp1252", errors="replace")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def number(seed: str, purpose: str, below: int) -> int:
    """A number that looks random and is always the same."""
    digest = hashlib.sha256(f"{purpose}:{seed}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def not_delivered(orders: list[dict]) -> list[dict]:
    """The orders of the finding on missing delivery scans."""
    return [order for order in orders if order["claim"] or order["chargeback"]]


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


# --- PDF -----------------------------------------------------------------------------------------

def pdf(path: str, made: date, head: str, title: str, *content, japanese: bool = False) -> None:
    """One document with a letterhead; strings are paragraphs, lists of rows are tables."""
    regular = "BIZUDPGothic-Regular" if japanese else "SourceSans3-Regular"
    bold = "BIZUDPGothic-Bold" if japanese else "SourceSans3-SemiBold"
    size = 10 if japanese else 11
    text = ParagraphStyle("text", fontName=regular, fontSize=size, leading=size * 1.4, spaceAfter=6,
                          wordWrap="CJK" if japanese else None)
    cell = ParagraphStyle("cell", parent=text, fontSize=size - 1, leading=size * 1.25, spaceAfter=0)
    strong = ParagraphStyle("strong", parent=cell, fontName=bold)
    letterhead = ParagraphStyle("head", parent=text, fontName=bold, textColor=colors.HexColor("#1d4f63"))
    heading = ParagraphStyle("title", parent=text, fontName=bold, fontSize=16, leading=21, spaceAfter=8)
    rule = HRFlowable(width="100%", thickness=1.2, color=colors.HexColor("#1d4f63"), spaceAfter=10)
    story = [Paragraph(escape(head), letterhead), rule, Paragraph(escape(title), heading)]
    for part in content:
        if isinstance(part, str):
            story.append(Paragraph(part, text))
        else:
            rows = [[Paragraph(escape(it), strong if row == 0 else cell) for it in cells]
                    for row, cells in enumerate(part)]
            story += [table(rows, widths(part, regular, bold, size - 1)), Spacer(1, 8)]
    target = OUT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    os.environ["SOURCE_DATE_EPOCH"] = str(int((made - date(1970, 1, 1)).total_seconds()) + 10 * 3600)
    document = SimpleDocTemplate(str(target), pagesize=(A4[0], height(story)), title=title, author=head, creator="synthetic example",
                                 leftMargin=18 * mm, rightMargin=18 * mm, topMargin=16 * mm, bottomMargin=16 * mm)
    document.build(story)


def height(story: list) -> float:
    """A4 cut below its last line, so that no half page is empty."""
    used = sum(it.wrap(174 * mm, A4[1])[1] + it.getSpaceBefore() + it.getSpaceAfter() for it in story)
    return min(A4[1], used + 2 * 16 * mm + 16)


def widths(rows: list, regular: str, bold: str, size: int) -> list[float]:
    """Columns as wide as their longest cell; too wide ones share what the narrow ones leave."""
    def needed(column: int) -> float:
        texts = [str(cells[column]) for cells in rows]
        return max(pdfmetrics.stringWidth(it, bold if row == 0 else regular, size) for row, it in enumerate(texts)) + 10

    wanted = [needed(column) for column in range(len(rows[0]))]
    room = 174 * mm
    fair = room / len(wanted)
    while sum(min(it, fair) for it in wanted) < room - 1 and max(wanted) > fair:
        fair += 1
    used = [min(it, fair) for it in wanted]
    spare = max(0.0, room - sum(used)) / len(used)
    return [it + spare for it in used]


def table(rows: list, columns: list[float]) -> Table:
    style = [
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black),
        ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.HexColor("#b8c4c9")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ]
    return Table(rows, colWidths=columns, style=TableStyle(style), repeatRows=1)


def escape(text: str) -> str:
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def sheet(path: str, rows: list[list]) -> None:
    """A CSV file as help desks and scripts export it."""
    target = OUT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


# --- lists of each site ----------------------------------------------------------------------------

def site_lists(site: str, orders: list[dict]) -> None:
    shop, currency, country = SITES[site]
    parcels = not_delivered(orders)
    pdf(f"{site}/carrier-scans.pdf", date(2026, 10, 26), CARRIER, "Scan history by parcel",
        f"Customer 40718, {shop} parcels to {country}. Service: Northway Economy. As of {day(date(2026, 10, 26))}.",
        [["Order", "Tracking number", "Accepted (sack)", "Last event", "Date"]]
        + [[it["id"], it["tracking"], str(it["handed"]), "Export scan", str(it["export"])] for it in parcels],
        f"Parcels listed: {len(parcels)}. Parcels with a scan in {country}: 0. Parcels with a scan at the door: 0.")
    sheet(f"{site}/handover-manifest.csv", [
        ["order", "tracking number", "order placed", "handed over", "sack", "pickup scan"],
        *([it["id"], it["tracking"], it["placed"], it["handed"], sack(it), "none"] for it in parcels),
    ])
    answers = [(it, date(2026, 10, 28) + timedelta(days=number(it["id"], "answer", 3))) for it in parcels]
    pdf(f"{site}/carrier-inquiries.pdf", date(2026, 10, 30), CARRIER, "Answers to delivery inquiries",
        f"Customer 40718. Inquiries opened on {day(date(2026, 10, 26))} for parcels to {country}.",
        [["Inquiry", "Order", "Tracking number", "Answered", "Result"]]
        + [[f"Q-{number(it['id'], 'inquiry', 90_000) + 10_000}", it["id"], it["tracking"], str(answered),
            "No scan after export"] for it, answered in answers],
        "For none of these parcels can Northway Post show a delivery.")
    refund_report(site, orders, shop, currency)
    pdf(f"{site}/account-health.pdf", date(2026, 10, 24), SELLER, "Account health, printed page",
        f"{shop}, seller-fulfilled orders, {day(date(2026, 8, 10))} to {day(date(2026, 10, 8))}. "
        f"Printed on {day(date(2026, 10, 24))}.",
        [["Metric", "Rate", "Target", "Status"],
         ["Late shipment rate", "3.1 %", "under 4 %", "Good"],
         ["Intellectual property complaints", "0", "0", "Good"],
         ["Listing policy violations", "0", "0", "Good"]])


def sack(order: dict) -> str:
    return f"{order['handed']:%m%d}-{number(order['id'], 'sack', 9) + 1}"


# The refund dates of the US orders are those of the shop's own report.
US_REFUNDS = {
    25: "112-1138912 112-5233953 112-5961087 112-6689655 112-7092519 112-7270103",
    26: "112-4713328 112-5273834 112-5525832 112-5556661 112-7482119",
    27: "112-2768082 112-2859304 112-3181801 112-4447470 112-5176725 112-5365986 112-7209987 112-9382938",
    28: "112-5982209 112-6709957 112-7403285 112-8550991 112-9910436",
}


def refund_day(site: str, order: dict, index: int, total: int) -> date:
    for on, orders in US_REFUNDS.items():
        if order["id"][:11] in orders.split():
            return date(2026, 10, on)
    return date(2026, 10, 25 + index * 3 // (total - 1))


def refund_report(site: str, orders: list[dict], shop: str, currency: str) -> None:
    rows = [["Order", "Refunded", "Amount", "Way"]]
    for index, order in enumerate(orders):
        amount = "in full" if site == "jp" else f"{currency} {order['price']:.2f}"
        way = "Chargeback accepted" if order["chargeback"] else "Refund to the buyer"
        rows.append([order["id"], str(refund_day(site, order, index, len(orders))), amount, way])
    count = sum(order["chargeback"] for order in orders)
    total = "" if site == "jp" else f" Total: {currency} {sum(it['price'] for it in orders):.2f}."
    pdf(f"{site}/refund-report.pdf", date(2026, 10, 29), SELLER, "Refund report",
        f"{shop}: orders with a claim, chargeback or negative feedback, refunded in full, delivery charge included.",
        rows,
        f"Orders: {len(orders)}, of which {count} through the buyer's bank (chargeback accepted, not contested).{total}")


# --- finding 1: parcels without a delivery scan ----------------------------------------------------

def logistics() -> None:
    pdf("carrier-agreement.pdf", date(2026, 10, 29), CARRIER, "Agreement 40718, amendment 2: services and scans",
        "Between Northway Post and Lumen &amp; Oak Trading Co., Ltd. Signed by both on 29 October 2026, in force from 30 October 2026.",
        [["", "Northway Economy (ended)", "Northway Post Tracked (all parcels)"],
         ["Scan at pickup", "by the sack", "each parcel"],
         ["Scan at export", "yes", "yes"],
         ["Scan at arrival in the country", "no", "yes"],
         ["Scan at the door", "no", "yes"],
         ["Time to the door", "12 to 25 days", "5 to 8 days"],
         ["Agreed share of door scans", "none", "98 % of parcels"],
         ["Inquiry answered within", "not agreed", "3 working days"]],
        "Clause 4: where the agreed share is missed in a month, Northway Post credits the postage of each parcel concerned.")
    pdf("routing-before.pdf", date(2026, 10, 24), SELLER, "Routing table, version 3",
        "Exported from the warehouse system on 24 October 2026. The rule applies to all four sites.",
        [["Rule", "Parcel", "Service chosen", "Door scan", "Owner"],
         ["1", "under 500 g", "cheapest: Northway Economy", "no", "none entered"],
         ["2", "500 g to 2 kg", "Northway Post Tracked", "yes", "none entered"],
         ["3", "over 2 kg", "Northway Post Tracked", "yes", "none entered"]],
        "A packed 65 W charger in its mailer weighs 310 g to 480 g: rule 1.")
    pdf("routing-after.pdf", date(2026, 10, 29), SELLER, "Routing table, version 4 (in force from 30 October 2026)",
        "Exported from the warehouse system on 29 October 2026. The rule applies to all four sites.",
        [["Rule", "Parcel", "Service chosen", "Pickup scan", "Door scan", "Owner"],
         ["1", "up to 2 kg", "Northway Post Tracked", "each parcel", "yes", "Logistics lead"],
         ["2", "over 2 kg", "Northway Post Tracked", "each parcel", "yes", "Logistics lead"]],
        "Condition of entry: a service without a scan at pickup and at the door cannot be saved in this table.",
        "Change control: a change needs the logistics lead and the operations lead; each change is logged.")
    template_picture()
    scan_report()
    pdf("handover-procedure.pdf", date(2026, 11, 4), SELLER, "Procedure LO-12: handover to the carrier, version 1",
        "In force from 5 November 2026. Owner: warehouse lead. For the six members of the handover team.",
        [["Step", "What is done", "Record"],
         ["1", "Scan each parcel at the dock while the driver is present", "Pickup scan"],
         ["2", "Compare the number of scans with the number of labels printed", "Daily sheet"],
         ["3", "Hold back a parcel whose label does not scan; print a new label", "Hold list"],
         ["4", "Driver and team member sign the scan total, not the number of sacks", "Manifest"],
         ["5", "Send the scan total to the logistics lead by 19:00", "Daily sheet"]],
        "New members hand over parcels after they have passed the handover test with at least 85 of 100 points.")
    pdf("alarm-rule.pdf", date(2026, 11, 9), SELLER, "Scan alarm: rule in the help desk",
        "Active since 9 November 2026, 08:00. Runs every day at 08:00 over all parcels on the way, all four sites.",
        [["If", "a parcel has had no new scan for 72 hours"],
         ["Then", "open a ticket of priority 1 for the service lead"],
         ["And", "write to the buyer on the same day: where the parcel is, and the choice to wait or to be refunded"],
         ["And", "open an inquiry with the carrier"],
         ["Close", "when the parcel is scanned again, or the buyer has been refunded"]])
    sheet("alarm-log.csv", [
        ["check", "tracking number", "last scan", "ticket", "buyer written to", "result"],
        ["2026-11-09 08:00", "NW418220735CN", "2026-11-06", "T10417", "2026-11-09", "scanned again 2026-11-09"],
        ["2026-11-10 08:00", "NW730915462CN", "2026-11-07", "T10421", "2026-11-10", "scanned again 2026-11-11"],
        ["2026-11-10 08:00", "NW264081937CN", "2026-11-07", "T10422", "2026-11-10", "refunded 2026-11-11"],
        ["2026-11-11 08:00", "none", "", "", "", "349 parcels on the way checked"],
    ])
    for site in ("uk", "jp", "de"):
        door_scans(site)


def scan_report() -> None:
    """Weekly shares; the sums are the figures that the plan states."""
    weeks = [  # week, parcels, scanned at pickup, scanned at the door
        ("1 to 7 September", 402, 325, 236), ("8 to 14 September", 391, 314, 226),
        ("15 to 21 September", 384, 316, 221), ("22 to 28 September", 379, 309, 224),
        ("29 September to 5 October", 388, 313, 222), ("6 to 12 October", 376, 309, 218),
        ("13 to 19 October", 371, 304, 219), ("20 to 24 October", 261, 213, 152),
    ]
    parcels, pickup, door = (sum(week[column] for week in weeks) for column in (1, 2, 3))
    assert (share(pickup, parcels), share(door, parcels)) == ("81.4 %", "58.2 %"), (parcels, pickup, door)
    rows = [[week, str(count), share(first, count), share(last, count)] for week, count, first, last in weeks]
    pdf("scan-report.pdf", date(2026, 11, 12), SELLER, "Scan report: share of parcels scanned",
        "All four sites, parcels handed to Northway Post. Source: carrier data, read on 12 November 2026.",
        [["Before", "Parcels", "Scanned at pickup", "Scanned at the door"]] + rows
        + [["1 September to 24 October", str(parcels), share(pickup, parcels), share(door, parcels)]],
        [["After", "Parcels", "Scanned", "Share"],
         ["Pickup scan, 6 to 11 November (each parcel scanned)", "276", "275", share(275, 276)],
         ["Door scan, parcels of 30 October to 3 November", "230", "228", share(228, 230)]],
        "The days of the change, 25 October to 5 November, are not counted for the pickup scan. "
        "Door scans are counted eight days after handover.")


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def door_scans(site: str) -> None:
    shop, _, country = SITES[site]
    rows = [["Tracking number", "Scanned at pickup", "Arrived in the country", "Scanned at the door"]]
    for index in range(10):
        seed = f"{site}-{index}"
        sent = date(2026, 10, 30) + timedelta(days=index // 2)
        arrived = sent + timedelta(days=3 + number(seed, "arrival", 2))
        rows.append([f"NW{number(seed, 'door', 900_000_000) + 100_000_000}CN", day(sent), day(arrived),
                     day(arrived + timedelta(days=1 + number(seed, "door-day", 3)))])
    pdf(f"{site}/door-scans.pdf", date(2026, 11, 11), CARRIER, f"Northway Post Tracked to {country}: door scans",
        f"Customer 40718, {shop}. The first two parcels of each day, 30 October to 3 November 2026.", rows)


# --- finding 2: slow replies -----------------------------------------------------------------------

def service(sites: dict) -> None:
    sheet("jp/tickets.csv", japanese_tickets())
    late = []
    for site, path in (("us", "tickets.csv"), ("jp", "jp/tickets.csv")):
        tickets = read_tickets(path)
        reply_report(site, tickets)
        late += [(it, site) for it in tickets if it["opened"].date() >= date(2026, 11, 9) and it["hours"] > 16]
    rows = [["alarm", "queue", "ticket", "opened", "first reply", "hours to reply"]]
    for it, site in sorted(late, key=lambda pair: pair[0]["opened"]):
        alarm = it["opened"] + timedelta(hours=16)
        rows.append([f"{alarm:%Y-%m-%d %H:%M}", SITES[site][0], it["ticket"], f"{it['opened']:%Y-%m-%d %H:%M}",
                     f"{it['replied']:%Y-%m-%d %H:%M}", f"{it['hours']:.0f}"])
    sheet("reply-alarm-log.csv", rows)
    pdf("shift-plan.pdf", date(2026, 11, 5), SELLER, "Procedure LO-31: buyer messages, version 1",
        "In force from 6 November 2026, 00:00 (China time). Owner: service lead.",
        [["Queue", "Language", "First shift, 06:00 to 14:00", "Second shift, 14:00 to 22:00", "Days"],
         ["Amazon.com, Amazon.co.uk", "English", "Agent 1", "Agent 2", "Monday to Sunday"],
         ["Amazon.co.jp", "Japanese (N1)", "Agent 3", "Agent 4", "Monday to Sunday"],
         ["Amazon.de", "German (C1)", "Agent 5", "Agent 6", "Monday to Sunday"]],
        "1. Agents on shift answer buyer messages only; returns are handled by another team.",
        "2. Target: first reply within 24 hours. Oldest message first, within the site's own queue.",
        "3. The help desk warns the shift at 16 hours without a reply. Two deputies cover illness and leave.",
        "4. The service lead reads the reply times of each queue every day.")
    messages()


def japanese_tickets() -> list[list]:
    """The Japanese queue: the ticket of the defect order, 31 before the shifts and 9 after them."""
    before = [27, 29, 31, 33, 36, 38, 41, 43, 45, 47, 49, 50, 52, 53, 55, 56, 57, 58, 60, 61, 63, 64, 66, 68, 70, 73,
              75, 78, 81, 84, 88]
    after = [3, 4, 6, 7, 8, 9, 11, 13, 17]
    orders = sorted({(row["purchase-date"][:10], row["amazon-order-id"]) for row in read_all("jp")
                     if row["sales-channel"] == "Amazon.co.jp" and row["fulfillment-channel"] == "Merchant"})
    rows = [["ticket", "opened", "first_reply", "order_id"],
            ["J2031", "2026-08-27T10:05:00", "2026-08-30T09:05:00", "503-6070005-2948244"]]
    opened_days = [date(2026, 10, 1) + timedelta(days=index * 36 // 31) for index in range(31)]
    opened_days += [SHIFTS + timedelta(days=index * 6 // 9) for index in range(9)]
    for index, opened_on in enumerate(opened_days):
        seed = f"jp-{index}"
        # 7 and 5 have no factor in common with 31 and 9: each length is used once, out of order.
        hours = before[index * 7 % 31] if index < 31 else after[(index - 31) * 5 % 9]
        opened = datetime(opened_on.year, opened_on.month, opened_on.day, number(seed, "hour", 23), number(seed, "minute", 60))
        known = [order for placed, order in orders if placed < str(opened_on - timedelta(days=6))]
        order = known[-1 - number(seed, "order", 40)]
        rows.append([f"J{2060 + index}", f"{opened:%Y-%m-%dT%H:%M:%S}",
                     f"{opened + timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}", order])
    return rows


def read_tickets(path: str) -> list[dict]:
    tickets = []
    for row in csv.DictReader((OUT / path).read_text("utf-8").splitlines()):
        opened, replied = (datetime.fromisoformat(row[name]) for name in ("opened", "first_reply"))
        hours = (replied - opened).total_seconds() / 3600
        tickets.append({"ticket": row["ticket"], "opened": opened, "replied": replied, "hours": hours})
    return tickets


def reply_report(site: str, tickets: list[dict]) -> None:
    def line(label: str, first: date, last: date) -> list[str]:
        hours = [it["hours"] for it in tickets if first <= it["opened"].date() <= last]
        within = sum(it <= 24 for it in hours)
        return [label, str(len(hours)), f"{median(hours):.0f} h", f"{max(hours):.0f} h", f"{within} of {len(hours)}"]

    weeks = [(date(2026, 10, 1) + timedelta(days=7 * week)) for week in range(5)]
    rows = []
    for first in weeks:
        last = min(first + timedelta(days=6), SHIFTS - timedelta(days=1))
        rows.append(line(f"{day(first)[:-5]} to {day(last)[:-5]}", first, last))
    last = date(2026, 11, 11)
    before = line("1 October to 5 November", date(2026, 10, 1), SHIFTS - timedelta(days=1))
    after = line("6 to 11 November", SHIFTS, last)
    assert (before[2], after[2]) == ("56 h", "8 h"), (site, before, after)
    pdf(f"{site}/reply-report.pdf", date(2026, 11, 12), SELLER, f"Time to first reply, messages from {SITES[site][0]}",
        "Help desk, read on 12 November 2026. A ticket counts on the day on which it was opened.",
        [["Opened", "Tickets", "Median", "Longest", "Within 24 hours"]] + rows,
        [["Before and after the new shifts", "Tickets", "Median", "Longest", "Within 24 hours"], before, after])


def messages() -> None:
    head = ["order", "time (UTC)", "from", "message"]
    sheet("us/buyer-messages.csv", [
        head,
        ["112-4447470-8148615", "2026-08-21 14:10", "buyer", "Tracking has not moved since export. Where is my parcel?"],
        ["112-4447470-8148615", "2026-08-26 15:02", "seller", "We have asked the carrier and will write again."],
        ["112-7209987-7852333", "2026-09-11 08:30", "buyer", "When will my charger arrive?"],
        ["112-7209987-7852333", "2026-09-14 10:41", "seller", "The parcel left our warehouse on time; we have asked the carrier."],
        ["112-4447470-8148615", "2026-10-25 06:15", "seller", "We could not find your parcel. You receive a full refund; the reply in August came too late."],
        ["112-7209987-7852333", "2026-10-25 06:22", "seller", "We could not find your parcel. You receive a full refund; our reply took three days."],
        ["112-4447470-8148615", "2026-10-25 17:48", "buyer", "Thank you."],
        ["112-6689655-6581970", "2026-10-25 06:44", "seller", "We accept your bank's chargeback; you need not do anything."],
        ["112-9382938-3186268", "2026-10-27 06:47", "seller", "We accept your bank's chargeback; you need not do anything."],
        ["112-5982209-8151122", "2026-10-28 06:40", "seller", "We accept your bank's chargeback; you need not do anything."],
    ])
    sheet("uk/buyer-messages.csv", [
        head,
        ["203-1041414-7188166", "2026-09-15 09:12", "buyer", "My order has not arrived. The tracking stops at export."],
        ["203-1041414-7188166", "2026-09-17 16:30", "seller", "We have asked the carrier where the parcel is."],
        ["203-1041414-7188166", "2026-10-25 06:52", "seller", "The carrier cannot find your parcel. You receive a full refund."],
        ["203-4704404-2755208", "2026-10-28 06:58", "seller", "We accept your bank's chargeback; you need not do anything."],
    ])
    sheet("jp/messages.csv", [
        ["注文番号", "日時（JST）", "発信者", "内容", "English translation"],
        ["503-6070005-2948244", "2026-08-27 10:05", "購入者", "発送状況を教えてください。", "Please tell me the shipping status."],
        ["503-6070005-2948244", "2026-08-30 09:05", "店舗", "ご返信が遅くなりました。商品は輸出の手続きを終えています。", "Our reply is late. The item has passed export."],
        ["503-8112981-2292171", "2026-09-16 20:11", "購入者", "商品がまだ届きません。", "The item has not arrived yet."],
        ["503-8112981-2292171", "2026-09-19 11:02", "店舗", "配送会社に調査を依頼いたしました。", "We have asked the carrier to look into it."],
        ["503-6070005-2948244", "2026-10-25 10:12", "店舗", "ご不便をおかけし申し訳ございません。全額返金いたしました。", "We are sorry for the trouble. We have refunded the full amount."],
        ["503-6070005-2948244", "2026-10-25 18:40", "購入者", "ありがとうございます。", "Thank you."],
        ["503-8112981-2292171", "2026-10-26 10:30", "店舗", "配達を確認できないため、全額返金いたしました。", "We cannot confirm the delivery and have refunded the full amount."],
        ["503-7314543-6676025", "2026-10-28 10:41", "店舗", "カード会社へのお申し立てを承りました。お手続きは不要です。", "We accept your claim with the card company. You need not do anything."],
    ])
    sheet("de/messages.csv", [
        ["Bestellung", "Zeit (MEZ/MESZ)", "von", "Nachricht", "English translation"],
        ["304-3149028-9117262", "2026-08-20 12:05", "Käufer", "Die Schachtel ist eingedrückt, das Kabel fehlt.", "The box is crushed, the cable is missing."],
        ["304-1065328-2891491", "2026-08-24 18:20", "Käufer", "Wo bleibt mein Paket? Die Sendungsverfolgung endet beim Export.", "Where is my parcel? Tracking ends at export."],
        ["304-1065328-2891491", "2026-08-27 09:14", "Händler", "Wir haben beim Versanddienstleister nachgefragt.", "We have asked the carrier."],
        ["304-8053392-3936183", "2026-09-29 19:33", "Käufer", "Verpackung beschädigt, Kabel fehlt.", "Packaging damaged, cable missing."],
        ["304-3149028-9117262", "2026-10-25 08:30", "Händler", "Wir haben Ihnen den vollen Betrag erstattet. Sie müssen nichts zurücksenden.", "We have refunded the full amount. You need not return anything."],
        ["304-1065328-2891491", "2026-10-25 08:36", "Händler", "Die Zustellung lässt sich nicht belegen. Wir haben Ihnen den vollen Betrag erstattet.", "Delivery cannot be shown. We have refunded the full amount."],
        ["304-8053392-3936183", "2026-10-27 08:41", "Händler", "Wir haben Ihnen den vollen Betrag erstattet. Sie müssen nichts zurücksenden.", "We have refunded the full amount. You need not return anything."],
    ])


# --- finding 3: crushed boxes ----------------------------------------------------------------------

def packaging() -> None:
    pdf("inspection.pdf", date(2026, 10, 27), LAB, "Inspection report 26-3107",
        "Client: Lumen &amp; Oak Trading Co., Ltd. Drawn on 26 October 2026 from the client's stock: 60 packed units of "
        "the 65 W charger, same lot and same packaging as the units sent in August and September 2026.",
        [["Checked", "Units", "Result"],
         ["Box fits the unit, no empty space over 10 mm", "60", "failed on 60: 25 mm beside the charger"],
         ["Corners hold a load of 25 kg for one minute", "60", "failed on 21"],
         ["Cable stays in the box after the load", "60", "failed on 9, each with an open corner"],
         ["Charger itself undamaged", "60", "passed on 60"]],
        "Finding: the single-wall mailer opens at a corner under load, and the cable, which lies loose, slips out. "
        "The defect is in the packaging, not in the charger.")
    pdf("repack-record.pdf", date(2026, 10, 28), SELLER, "Stock count: units taken out of the single-wall mailer",
        "Warehouse Shenzhen, 27 and 28 October 2026. Counted by the warehouse lead and one member of the team.",
        [["Shelf", "In single-wall mailer", "Repacked in double-wall box", "Left in single-wall mailer"],
         ["A-04", "168", "168", "0"], ["A-05", "151", "151", "0"], ["B-01", "93", "93", "0"],
         ["Sum", "412", "412", "0"]],
        "1,860 empty single-wall mailers were removed from the packing tables and recycled.")
    packaging_picture()
    pdf("drop-test.pdf", date(2026, 11, 3), LAB, "Test report 26-3142: drop test of two packagings",
        "Method: ten drops from 80 cm on a steel plate (one corner, three edges, six faces), one unit in each box. "
        "Intact: no corner open, cable and charger in place.",
        [["Packaging", "Tested", "Boxes", "Intact", "Share"],
         ["Single-wall mailer", "27 and 28 October 2026", "20", "8", "40 %"],
         ["Double-wall box with corner guards", "2 and 3 November 2026", "20", "20", "100 %"]])
    pdf("packaging-procedure.pdf", date(2026, 11, 4), SELLER, "Procedure LO-07: release and check of packaging, version 1",
        "In force from 4 November 2026. Owner: warehouse lead.",
        "1. A packaging is entered in the packing system after it has passed ten drops from 80 cm with 20 of 20 boxes intact; "
        "the report number is a required field.",
        "2. Every day the shift opens five packed parcels of different packers and compares the content with the packing list.",
        "3. A fault stops packing at that table until the warehouse lead has signed the cause.",
        "4. The help desk files each report of damage under the packaging's number; the warehouse lead reads the count every Monday.")
    rows = [["day", "parcels opened", "complete", "box without damage", "note"]]
    for offset in range(8):
        on = date(2026, 11, 4) + timedelta(days=offset)
        fault = on == date(2026, 11, 6)
        note = "one cable sleeve open; closed, table 2 checked" if fault else ""
        rows.append([str(on), 5, 5, 5, note])
    sheet("packing-checks.csv", rows)


# --- pictures --------------------------------------------------------------------------------------

def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "SourceSans3-SemiBold" if bold else "SourceSans3-Regular"
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), size)


def template_picture() -> None:
    """The shipping template in two states, as a drawing of the settings page."""
    image = Image.new("RGB", (1400, 700), "white")
    draw = ImageDraw.Draw(image)
    states = [
        ("Before: 24 October 2026", [("Economy, 12 to 25 days", "on", "#b3261e"), ("Tracked, 5 to 8 days", "on", "#1b6e3c")]),
        ("After: 25 October 2026", [("Economy, 12 to 25 days", "removed", "#6b7478"), ("Tracked, 5 to 8 days", "on", "#1b6e3c")]),
    ]
    for column, (title, services) in enumerate(states):
        left = 40 + column * 680
        draw.rounded_rectangle((left, 40, left + 640, 660), 14, outline="#1d4f63", width=4)
        draw.text((left + 30, 62), "Shipping template: Standard", font=font(38, bold=True), fill="black")
        draw.text((left + 30, 116), title, font=font(32), fill="#1d4f63")
        draw.text((left + 30, 172), "Used by: us, uk, jp, de", font=font(28), fill="black")
        for row, (service, state, colour) in enumerate(services):
            top = 250 + row * 150
            draw.rounded_rectangle((left + 30, top, left + 610, top + 110), 10, outline="#b8c4c9", width=3)
            draw.text((left + 54, top + 34), service, font=font(32), fill="black")
            draw.text((left + 580, top + 34), state, font=font(32, bold=True), fill=colour, anchor="ra")
    image.save(OUT / "template-change.png", optimize=True)


def packaging_picture() -> None:
    """Both packagings in section."""
    image = Image.new("RGB", (1400, 760), "white")
    draw = ImageDraw.Draw(image)
    for column, (title, wall, guards) in enumerate((("Before: single-wall mailer", 6, False), ("After: double-wall box", 16, True))):
        left, top, right, bottom = 60 + column * 680, 130, 660 + column * 680, 560
        draw.text((left, 50), title, font=font(40, bold=True), fill="black")
        draw.rectangle((left, top, right, bottom), outline="#8a6a3b", width=wall)
        charger = (left + 60, top + 90, left + 300, bottom - 90)
        draw.rounded_rectangle(charger, 18, fill="#e8eef0", outline="#1d4f63", width=4)
        draw.text((left + 180, (top + bottom) // 2), "charger", font=font(32), fill="black", anchor="mm")
        if guards:
            for x, y in ((left, top), (right, top), (left, bottom), (right, bottom)):
                dx, dy = (70 if x == left else -70), (70 if y == top else -70)
                draw.polygon([(x, y), (x + dx, y), (x, y + dy)], fill="#1b6e3c")
            draw.rounded_rectangle((left + 330, top + 110, right - 50, bottom - 110), 14, outline="#1b6e3c", width=5)
            draw.text((left + 440, (top + bottom) // 2), "cable in\nclosed sleeve", font=font(30), fill="black", anchor="mm", align="center")
            notes = ["Corner guards, 3 mm, on all eight corners", "Wall 6 mm; free space under 10 mm"]
        else:
            draw.arc((left + 340, top + 120, right - 60, bottom - 120), 20, 320, fill="#b3261e", width=8)
            draw.text((left + 460, (top + bottom) // 2), "cable loose", font=font(30), fill="black", anchor="mm")
            notes = ["No corner protection", "Wall 2 mm; 25 mm of free space"]
        for row, note in enumerate(notes):
            draw.text((left, bottom + 40 + row * 52), note, font=font(34), fill="black")
    image.save(OUT / "packaging-change.png", optimize=True)


# --- published pages -------------------------------------------------------------------------------

def policies() -> None:
    made = date(2026, 11, 2)
    pdf("us/returns-page.pdf", made, SELLER, "Returns policy on Amazon.com, as published",
        "Printed from our seller page on 2 November 2026.",
        "You may return an item within 30 days of delivery.",
        "Send returns to our address in the United States; it is shown when you start the return.",
        "We refund within 2 business days of receiving the item. We charge no fee.",
        "Exceptions: items damaged by use are refunded at their remaining value. A parcel that did not arrive is refunded in full.")
    pdf("uk/seller-page.pdf", made, SELLER, "Seller page on Amazon.co.uk, as published",
        "Printed on 2 November 2026; the returns policy itself is on the page before this one.",
        f"Trader: Lumen &amp; Oak Trading Co., Ltd., {ADDRESS}. Our e-mail address is shown on the page and masked here.",
        "Your right to cancel: you may cancel without giving a reason. The law gives you 14 days from receiving the goods; we give you 30 days.",
        "Returns: to our address in the United Kingdom, shown when you start the return. We pay the postage.",
        "Refund: the price and the standard delivery charge, within 14 days.",
        "<b>Model cancellation form</b>",
        "To Lumen &amp; Oak Trading Co., Ltd.: I hereby give notice that I cancel my contract of sale of the following goods. "
        "Ordered on / received on. Name of consumer. Address of consumer. Signature (if on paper). Date.")
    pdf("jp/returns-page.pdf", made, SELLER, "返品特約（Amazon.co.jp 掲載内容）",
        "2026年11月2日に出品者ページおよび商品ページから印刷。",
        "商品到着後30日以内に返品をお受けします。",
        "返送先は日本国内の住所です。返品手続きの際に表示されます。",
        "お客様のご都合による返品、不良品、誤配送のいずれの場合も、返送料は当店が負担します。",
        "返品商品の受領後2営業日以内に返金いたします。",
        "(Return clause: 30 days; return address in Japan; we pay the postage; refund within 2 business days.)",
        japanese=True)
    pdf("jp/seller-page.pdf", made, SELLER, "特定商取引法に基づく表示（Amazon.co.jp 掲載内容）",
        "2026年11月2日に出品者ページから印刷。",
        [["項目", "表示内容"],
         ["販売業者", "Lumen & Oak Trading Co., Ltd."],
         ["運営責任者", "Operations lead"],
         ["住所", ADDRESS],
         ["電話番号", "出品者ページに表示（本書では伏せています）"],
         ["引渡時期", "ご注文から2営業日以内に出荷"],
         ["返品条件", "商品到着後30日以内。送料は当店が負担"]],
        "(Seller notice: name, responsible person, address, telephone number, shipping time, return terms.)",
        japanese=True)
    pdf("de/returns-page.pdf", made, SELLER, "Widerrufsbelehrung auf Amazon.de, wie veröffentlicht",
        "Ausgedruckt am 2. November 2026.",
        "<b>Widerrufsrecht.</b> Sie haben das Recht, binnen 14 Tagen ab Erhalt der Ware ohne Angabe von Gründen diesen Vertrag zu "
        "widerrufen. Den Widerruf können Sie auch elektronisch erklären: Bestelldetails, Vertrag widerrufen.",
        "<b>Folgen des Widerrufs.</b> Wir erstatten alle Zahlungen einschließlich der Standard-Lieferkosten binnen 14 Tagen ab Zugang "
        "des Widerrufs. Die Kosten der Rücksendung tragen wir. Rücksendeadresse in Deutschland: siehe Rücksendezentrum.",
        "<b>Freiwillige Rückgabe.</b> Darüber hinaus nehmen wir Ware 30 Tage lang zurück.",
        "<b>Muster-Widerrufsformular.</b> An Lumen &amp; Oak Trading Co., Ltd.: Hiermit widerrufe ich den von mir abgeschlossenen "
        "Vertrag über den Kauf der folgenden Waren. Bestellt am / erhalten am. Name, Anschrift, Datum, Unterschrift (nur auf Papier).",
        "(Withdrawal notice: 14 days by law, 30 days voluntarily; refund within 14 days; we pay the return; model form.)")
    pdf("de/seller-page.pdf", made, SELLER, "Impressum und Pflichtangaben auf Amazon.de, wie veröffentlicht",
        "Ausgedruckt am 2. November 2026.",
        [["Angabe", "Inhalt"],
         ["Anbieter", "Lumen & Oak Trading Co., Ltd."],
         ["Vertreten durch", "Operations lead"],
         ["Anschrift", ADDRESS],
         ["E-Mail, Telefon", "auf der Seite angezeigt, hier unkenntlich gemacht"],
         ["USt-IdNr.", "DE123456788 (erfunden)"],
         ["WEEE-Reg.-Nr.", "DE12345678 (erfunden)"],
         ["LUCID-Nummer", "DE1234567890123 (erfunden)"],
         ["Batterien", "entfällt: das Ladegerät enthält keine"]],
        "<b>Gesetzliches Gewährleistungsrecht.</b> Die harmonisierte Mitteilung wird in jedem unserer Angebote angezeigt: Der Verkäufer "
        "haftet für Mängel, in der Regel zwei Jahre ab Lieferung.",
        "(Provider identification, registrations, and the harmonised notice on the legal guarantee.)")


if __name__ == "__main__":
    main()
