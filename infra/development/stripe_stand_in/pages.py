"""The payment page's HTML. Everything on it says that it is a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from html import escape

from cards import NUMBERS, SHOWN
from forms import Json

_JST = timezone(timedelta(hours=9))

_STYLE = """
:root { color-scheme: light; --ink: #1a1a1c; --soft: #626264; --line: #949497; --blue: #0017c1;
        --red: #ce0000; }
* { box-sizing: border-box; }
body { margin: 0; background: #f2f2f2; color: var(--ink); line-height: 1.7;
       font: 16px/1.7 "Noto Sans JP", "Hiragino Kaku Gothic ProN", "Yu Gothic", Meiryo, sans-serif; }
.test { background: #fff2b3; border-bottom: 3px solid #b78f00; padding: 10px 16px; text-align: center; }
.test strong { display: block; font-size: 17px; }
.test span { font-size: 14px; }
main { max-width: 480px; margin: 24px auto; padding: 28px; background: #fff; border: 1px solid #d8d8db;
       border-radius: 12px; }
@media (max-width: 520px) { main { margin: 0; border: 0; border-radius: 0; padding: 20px 16px; } }
h1 { font-size: 17px; font-weight: 500; margin: 0; }
.amount { font-size: 36px; font-weight: 700; margin: 0 0 20px; font-variant-numeric: tabular-nums; }
h2 { font-size: 16px; margin: 0 0 8px; }
label { display: block; font-weight: 700; font-size: 15px; margin: 16px 0 4px; }
input { width: 100%; height: 48px; padding: 0 12px; font: inherit; border: 1px solid var(--line);
        border-radius: 8px; background: #fff; font-variant-numeric: tabular-nums; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
button { font: inherit; cursor: pointer; }
.main, .other, .back { display: block; width: 100%; min-height: 52px; margin-top: 16px; padding: 12px;
        border-radius: 8px; font-weight: 700; text-align: center; text-decoration: none; }
.main { background: var(--blue); border: 1px solid var(--blue); color: #fff; margin-top: 24px; }
.main:hover { background: #00118f; }
.other { background: #fff; border: 1px solid var(--blue); color: var(--blue); }
.back { background: none; border: 0; color: var(--blue); font-weight: 400; text-decoration: underline; }
:focus-visible { outline: 4px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #ffd43d; }
.error { border: 2px solid var(--red); border-radius: 8px; padding: 12px 14px; color: var(--red);
         font-weight: 700; margin: 0 0 8px; }
.cards { margin: 24px 0 0; padding: 16px; background: #f8f8fb; border-radius: 8px; font-size: 14px; }
.cards ul { list-style: none; margin: 0; padding: 0; }
.cards li { display: flex; align-items: center; gap: 12px; padding: 6px 0; }
.cards li + li { border-top: 1px solid #d8d8db; }
.cards div { flex: 1; }
.cards code { display: block; font-size: 14px; }
.cards button { background: #fff; border: 1px solid var(--blue); color: var(--blue); border-radius: 6px;
                min-height: 44px; min-width: 56px; }
dl { margin: 0; } dt { color: var(--soft); font-size: 14px; margin-top: 12px; }
dd { margin: 0; font-size: 22px; font-weight: 700; letter-spacing: .05em; }
dd.day { font-size: 17px; letter-spacing: 0; }
p { margin: 0 0 8px; } .soft { color: var(--soft); font-size: 14px; }
"""

_SCRIPT = """
for (const each of document.querySelectorAll('[data-number]'))
  each.addEventListener('click', () => {
    const field = document.getElementById('number');
    field.value = each.dataset.number;
    field.focus();
  });
"""


def payment(session: Json) -> str:
    """Return the page on which an open session is paid."""
    types = session["payment_method_types"]
    parts = []
    if session["_message"]:
        parts.append(f'<p class="error" role="alert">{escape(session["_message"])}</p>')
    if "card" in types:
        parts.append(_CARD_FORM + _cards_shown())
    if "konbini" in types:
        parts.append(_KONBINI_FORM)
    parts.append(_form("cancel", "支払わずに戻る", style="back"))
    script = f"<script>{_SCRIPT}</script>" if "card" in types else ""
    return _page("お支払い", _head(session) + "".join(parts) + script)


_CARD_FORM = """
<form method="post" autocomplete="on">
<h2>クレジットカード</h2>
<label for="number">カード番号</label>
<input id="number" name="number" inputmode="numeric" autocomplete="cc-number" maxlength="23" required
       value="4242 4242 4242 4242">
<div class="pair">
<div><label for="expiry">有効期限（月／年）</label>
<input id="expiry" name="expiry" inputmode="numeric" autocomplete="cc-exp" maxlength="7" required
       value="12 / 34" placeholder="MM / YY"></div>
<div><label for="cvc">セキュリティコード</label>
<input id="cvc" name="cvc" inputmode="numeric" autocomplete="cc-csc" maxlength="4" required value="123"></div>
</div>
<label for="name">カード名義人</label>
<input id="name" name="name" autocomplete="cc-name" value="HANAKO GENDA">
<button class="main" name="act" value="card">支払う</button>
</form>
"""

_KONBINI_FORM = """
<form method="post">
<h2>コンビニ払い</h2>
<p>払込番号を発行します。お店のレジで、期限までにお支払いください。</p>
<button class="main" name="act" value="konbini">払込番号を発行する</button>
</form>
"""


def _cards_shown() -> str:
    rows = []
    for number in SHOWN:
        spaced = " ".join(number[place : place + 4] for place in range(0, 16, 4))
        rows.append(
            f"<li><div><code>{spaced}</code>{NUMBERS[number].label_ja}</div>"
            f'<button type="button" data-number="{spaced}" aria-label="{spaced} を使う">使う</button></li>'
        )
    return f'<section class="cards"><h2>テスト用カード</h2><ul>{"".join(rows)}</ul></section>'


def authentication(session: Json) -> str:
    """Return the page that plays the card issuer's 3-D Secure step."""
    text = "<h2>本人認証（3-Dセキュア）</h2><p>カード会社による本人認証の画面です。結果を選んでください。</p>"
    buttons = _form("authenticated", "認証する", style="main") + _form(
        "authentication_failed", "認証に失敗する", style="other"
    )
    return _page("本人認証", _head(session) + text + _to_session(session, buttons))


def voucher(session: Json, success: str) -> str:
    """Return the page with the number to pay with at a store."""
    slip = session["_voucher"]
    until = datetime.fromtimestamp(slip["until"], UTC).astimezone(_JST)
    code = f"{slip['code'][:3]}-{slip['code'][3:7]}-{slip['code'][7:]}"
    text = (
        "<h2>コンビニ払い</h2><dl>"
        f"<dt>払込番号</dt><dd>{code}</dd><dt>確認番号</dt><dd>{slip['confirmation']}</dd>"
        f'<dt>支払期限</dt><dd class="day">{until.year}年{until.month}月{until.day}日 '
        f"{until.hour}時{until.minute:02d}分</dd></dl>"
        + _form("paid_at_store", "店頭で支払った", style="main")
        + _form("voucher_expired", "支払わずに期限を過ぎた", style="other")
        + f'<a class="back" href="{escape(success)}">マイページに戻る（支払いは後で）</a>'
    )
    return _page("払込番号", _head(session) + text)


def done(session: Json, success: str) -> str:
    """Return the page of a session that is over."""
    if session["payment_status"] != "paid":
        return notice(
            "支払期限が過ぎました", "もう一度、お支払いの手続きをしてください。", session["cancel_url"]
        )
    return notice("お支払いが完了しました", f"お支払い金額 {session['amount_total']:,}円", success)


def notice(title: str, text: str, place: str | None) -> str:
    """Return a page with one message, and a way back where there is one."""
    link = f'<a class="main" href="{escape(place)}">戻る</a>' if place else ""
    return _page(title, f"<h1>{escape(title)}</h1><p>{escape(text)}</p>{link}")


def _head(session: Json) -> str:
    amount = f"{session['amount_total']:,}"
    return f'<h1>{escape(session["_name"])}</h1><p class="amount">{amount}円</p>'


def _form(act: str, label: str, *, style: str) -> str:
    return (
        f'<form method="post"><button class="{style}" name="act" value="{act}" formnovalidate>'
        f"{label}</button></form>"
    )


def _to_session(session: Json, forms: str) -> str:
    return forms.replace(
        '<form method="post">', f'<form method="post" action="/pay/{escape(session["id"])}">'
    )


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} | テスト用の決済画面</title><style>{_STYLE}</style></head><body>"
        '<header class="test"><strong>テスト用の決済画面</strong>'
        "<span>実際の請求は行われません。本物のカード番号は入力しないでください。</span></header>"
        f"<main>{content}</main></body></html>"
    )
