"""The working of every bill of a batch, written as JSON at the speed of a run.

The same text that :func:`as_json` of :func:`explain` gives for one bill, made column by column: a step's
words are written once for the batch.
"""

from __future__ import annotations

import json
from typing import Final

import numpy as np

from .charges import Charges, LineColumn, StepColumn
from .exact import Ints, Scaled
from .explain import Json, label_json, rounding_words, step_label
from .plan import Plan

_SEN: Final = 2


def write_workings(plan: Plan, charges: Charges) -> list[str]:
    """Return the explanation of each row as JSON text, in order: see :func:`as_json` for what it holds."""
    definition = plan.definition
    head = _dump(
        {
            "tariff": definition.code,
            "label": label_json(definition.label),
            "valid_from": definition.valid_from.isoformat(),
            "source": definition.source.title,
            "source_url": definition.source.url,
        }
    )
    rounding = _dump(label_json(rounding_words(definition.roundings.total)))
    lines = [_line_texts(line, charges) for line in charges.lines]
    rates = _rate_texts(charges)
    amounts = charges.amount_yen.tolist()
    return [
        f'{head[:-1]},"lines":[{",".join(text for column in lines if (text := column[row]))}],'
        f'"rates":{rates[row]},"rounding":{rounding},"amount_yen":{amounts[row]}}}'
        for row in range(charges.rows)
    ]


def figures(values: Scaled, rows: int, *, shortest: bool = True) -> list[str]:
    """Return each row's decimal as text; ``shortest`` drops zeros beyond the sen."""
    flat = np.broadcast_to(values.values, (rows,))
    if values.values.ndim == 0:
        return _decimals(np.atleast_1d(values.values), values.scale, shortest=shortest) * rows
    return _decimals(flat, values.scale, shortest=shortest)


def _decimals(values: Ints, scale: int, *, shortest: bool) -> list[str]:
    if shortest and scale > _SEN:
        beyond = 10 ** (scale - _SEN)
        if not (values % beyond).any():
            values, scale = values // beyond, _SEN
    if scale == 0:
        return list(map(str, values.tolist()))
    unit = 10**scale
    size = np.abs(values)
    texts = [
        f"{whole}.{part:0{scale}d}"
        for whole, part in zip((size // unit).tolist(), (size % unit).tolist(), strict=True)
    ]
    if shortest and scale > _SEN:
        least = scale - _SEN
        texts = [text[:-least] + text[-least:].rstrip("0") for text in texts]
    for row in np.flatnonzero(values < 0).tolist():
        texts[row] = f"-{texts[row]}"
    return texts


def _line_texts(line: LineColumn, charges: Charges) -> list[str]:
    rows = charges.rows
    steps = [
        _step_texts(column, charges)
        for column in charges.steps
        if (column.charge.code, column.month, column.group) == (line.charge.code, line.month, line.group)
    ]
    head = _dump({"charge": line.charge.code, "label": label_json(line.charge.label), "month": line.month})[
        :-1
    ]
    rounding = _dump(None if line.rounding is None else label_json(rounding_words(line.rounding)))
    exact, amount = figures(line.exact, rows), figures(line.amount, rows)
    times = np.broadcast_to(line.times.values, (rows,)).tolist()
    applies = [True] * rows if line.applies is None else line.applies.tolist()
    texts = []
    for row in range(rows):
        inside = (
            ",".join(text for step in steps if (text := step[row])) if applies[row] and times[row] else ""
        )
        texts.append(
            f'{head},"households":{times[row]},"steps":[{inside}],"exact":"{exact[row]}",'
            f'"rounding":{rounding},"amount":"{amount[row]}"}}'
            if inside
            else ""
        )
    return texts


def _step_texts(column: StepColumn, charges: Charges) -> list[str]:
    rows, step = charges.rows, column.step
    head = _dump({"label": label_json(step_label(column))})[:-1]
    unit = _dump(step.unit)
    quantity = figures(step.quantity, rows, shortest=False)
    price, amount = figures(step.unit_price, rows), figures(step.amount, rows)
    days = _days(column, charges)
    shown = np.broadcast_to((step.quantity.values != 0) | (column.amount.values != 0), (rows,)).tolist()
    return [
        f'{head},"quantity":"{quantity[row]}","unit":{unit},"unit_price":"{price[row]}",'
        f'"amount":"{amount[row]}",{days[row]}}}'
        if shown[row]
        else ""
        for row in range(rows)
    ]


def _days(column: StepColumn, charges: Charges) -> list[str]:
    rows, share = charges.rows, charges.share
    whole = '"days":null,"of_days":null'
    if share is None or not column.step.prorated:
        return [whole] * rows
    days = np.broadcast_to(share.days.values, (rows,)).tolist()
    of_days = np.broadcast_to(share.of_days.values, (rows,)).tolist()
    prorated = [True] * rows if share.rows is None else share.rows.tolist()
    return [f'"days":{days[row]},"of_days":{of_days[row]}' if prorated[row] else whole for row in range(rows)]


def _rate_texts(charges: Charges) -> list[str]:
    rows = charges.rows
    columns = [
        (
            _dump({"rate": format(total.rate, "f")})[:-1],
            figures(total.exact, rows),
            total.total_yen.tolist(),
            total.taxable_yen.tolist(),
            total.tax_yen.tolist(),
        )
        for total in charges.rates
    ]
    return [
        "["
        + ",".join(
            f'{head},"exact":"{exact[row]}","total_yen":{total[row]},"taxable_yen":{taxable[row]},'
            f'"tax_yen":{tax[row]}}}'
            for head, exact, total, taxable, tax in columns
        )
        + "]"
        for row in range(rows)
    ]


def _dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
