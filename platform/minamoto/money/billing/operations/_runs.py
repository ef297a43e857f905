"""Billing runs and their chunks: claimed under a row lock, done once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import NotFound
from minamoto.money.billing.model import HeldBill, RunChunk, RunPlan, RunTotals


async def open_run(*, plan: RunPlan, job_id: int | None, now: datetime) -> tuple[int, bool]:
    """Write a run and return its id and whether it is new; the same key is the same run."""
    number = await ids.next_id()
    written = await connection().fetchval(
        """
        insert into billing_runs (tenant_id, id, job_id, usage_ends_from, usage_ends_to, services,
                                  assessed_on, due_on, posting_month, run_key, started_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (tenant_id, run_key) do nothing
        returning id
        """,
        tenant_id(), number, job_id, plan.usage_ends.start, plan.usage_ends.end, list(plan.services),
        plan.assessed_on, plan.due_on, plan.posting_month, plan.run_key, now,
    )  # fmt: skip
    if written is not None:
        return number, True
    known: int = await connection().fetchval(
        "select id from billing_runs where tenant_id = $1 and run_key = $2", tenant_id(), plan.run_key
    )
    return known, False


async def plan_chunks(*, run_id: int, bounds: Sequence[tuple[int, int, int]]) -> None:
    """Write the chunks of a run, each (first customer id, last customer id, number due)."""
    tenant = tenant_id()
    await bulk.insert_many(
        table="billing_run_chunks",
        columns=(
            "tenant_id", "run_id", "chunk_number", "first_customer_id", "last_customer_id", "due_count",
            "state", "issued_count", "held_count", "amount_yen",
        ),
        records=[
            (tenant, run_id, number, first, last, due, "waiting", 0, 0, 0)
            for number, (first, last, due) in enumerate(bounds, start=1)
        ],
        on_conflict="on conflict do nothing",
    )  # fmt: skip


async def claim_chunk(*, run_id: int) -> RunChunk | None:
    """Lock a waiting chunk that nobody else holds; none means nothing is left to claim now.

    The lock lasts until the transaction ends, so a worker that dies gives its chunk back unworked.
    """
    row = await connection().fetchrow(
        """
        select chunk_number, first_customer_id, last_customer_id
        from billing_run_chunks
        where tenant_id = $1 and run_id = $2 and state = 'waiting'
        order by chunk_number limit 1
        for update skip locked
        """,
        tenant_id(), run_id,
    )  # fmt: skip
    if row is None:
        return None
    return RunChunk(run_id, row["chunk_number"], row["first_customer_id"], row["last_customer_id"])


async def finish_chunk(
    *, chunk: RunChunk, issued_count: int, held_count: int, amount_yen: int, now: datetime
) -> None:
    """Mark a claimed chunk as done, with what came of it."""
    await connection().execute(
        """
        update billing_run_chunks
        set state = 'done', issued_count = $4, held_count = $5, amount_yen = $6, finished_at = $7
        where tenant_id = $1 and run_id = $2 and chunk_number = $3
        """,
        tenant_id(), chunk.run_id, chunk.chunk_number, issued_count, held_count, amount_yen, now,
    )  # fmt: skip


async def hold_bills(*, run_id: int, held: Sequence[HeldBill], now: datetime) -> None:
    """Keep what could not be billed, where staff see it."""
    tenant = tenant_id()
    if held:
        await bulk.insert_many(
            table="held_bills",
            columns=(
                "tenant_id", "run_id", "agreement_id", "usage_id", "reason_code", "detail", "recorded_at"
            ),
            records=[
                (
                    tenant, run_id, each.agreement_id, each.usage_id, each.reason_code,
                    msgspec.json.encode(each.detail).decode(), now,
                )
                for each in held
            ],
        )  # fmt: skip


async def run_totals(*, run_id: int) -> RunTotals:
    """Return what a run has come to so far."""
    row = await connection().fetchrow(
        """
        select coalesce(sum(due_count), 0)::bigint as due,
               coalesce(sum(due_count) filter (where state = 'done'), 0)::bigint as done,
               coalesce(sum(issued_count), 0)::bigint as issued,
               coalesce(sum(held_count), 0)::bigint as held, coalesce(sum(amount_yen), 0)::bigint as amount
        from billing_run_chunks where tenant_id = $1 and run_id = $2
        """,
        tenant_id(), run_id,
    )  # fmt: skip
    if row is None:
        raise NotFound
    return RunTotals(row["due"], row["done"], row["issued"], row["held"], row["amount"])
