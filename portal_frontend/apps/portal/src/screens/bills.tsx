import type { BillState, BillSummary } from "@minamoto/api/mypage";
import {
  Badge,
  Blank,
  Bone,
  Button,
  Failed,
  Icon,
  Loading,
  useFormat,
  useServiceWords,
  type BadgeTone,
} from "@minamoto/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCustomer } from "../customer";
import { Page } from "../parts/page";
import { billsQuery } from "../queries";
import { useWords } from "../words";

const TONES: Record<BillState, BadgeTone> = {
  unpaid: "info",
  pending: "plain",
  partly_paid: "warning",
  paid: "good",
  overdue: "serious",
  cancelled: "plain",
};

export function BillStateBadge({ state }: { state: BillState }) {
  return <Badge tone={TONES[state]}>{useWords().bills.state[state]}</Badge>;
}

export function BillsScreen() {
  const words = useWords();
  const { customerId } = useCustomer();
  const bills = useInfiniteQuery(billsQuery(customerId));
  const items = bills.data?.pages.flatMap((page) => page.items) ?? [];
  const total = bills.data?.pages[0]?.total;
  return (
    <Page
      title={words.bills.title}
      aside={total ? <p className="text-ink-soft">{words.bills.all(total)}</p> : null}
    >
      {bills.isError && items.length === 0 ? (
        <Failed error={bills.error} retry={() => void bills.refetch()} />
      ) : bills.isPending ? (
        <Loading>
          <div className="flex flex-col gap-2">
            {Array.from({ length: 6 }, (_, index) => (
              <Bone key={index} className="h-20 w-full" />
            ))}
          </div>
        </Loading>
      ) : items.length === 0 ? (
        <Blank icon="bill" title={words.bills.empty}>
          {words.bills.emptyDetail}
        </Blank>
      ) : (
        <BillYears bills={items} />
      )}
      {bills.hasNextPage ? (
        <Button
          kind="outline"
          isPending={bills.isFetchingNextPage}
          onPress={() => void bills.fetchNextPage()}
        >
          {words.bills.more}
        </Button>
      ) : null}
    </Page>
  );
}

function BillYears({ bills }: { bills: readonly BillSummary[] }) {
  const format = useFormat();
  const years = [...groupByYear(bills)];
  return (
    <div className="flex flex-col gap-6">
      {years.map(([year, ofYear]) => (
        <section key={year} className="flex flex-col gap-2">
          <h2 className="font-bold text-ink-soft">{format.year(`${year}-01`)}</h2>
          <ul className="overflow-hidden rounded-12 border border-line bg-surface">
            {ofYear.map((bill) => (
              <li key={bill.id} className="border-line not-first:border-t">
                <BillRow bill={bill} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function groupByYear(bills: readonly BillSummary[]): Map<string, BillSummary[]> {
  const years = new Map<string, BillSummary[]>();
  for (const bill of bills) {
    const year = bill.posting_month.slice(0, 4);
    years.set(year, [...(years.get(year) ?? []), bill]);
  }
  return years;
}

function BillRow({ bill }: { bill: BillSummary }) {
  const words = useWords();
  const format = useFormat();
  const { unit } = useServiceWords();
  const settled = bill.state === "paid" || bill.state === "cancelled";
  const [first] = bill.usage;
  return (
    <Link
      to="/bills/$billId"
      params={{ billId: bill.id }}
      className="flex items-center gap-3 px-4 py-3.5 hover:bg-sunken sm:px-6"
    >
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="text-lg font-bold">{format.shortMonth(bill.posting_month)}</span>
          {bill.state === "paid" ? (
            <span className="text-sm text-good">{words.bills.state.paid}</span>
          ) : (
            <BillStateBadge state={bill.state} />
          )}
        </span>
        <span className="block text-sm text-ink-soft">
          {!settled && bill.due_on
            ? words.bills.due(format.dayOfYear(bill.due_on))
            : format.period(bill.period.start, bill.period.end)}
        </span>
      </span>
      <span className="text-right">
        <span
          className={`figure block text-xl font-bold ${bill.state === "cancelled" ? "text-ink-soft line-through" : ""}`}
        >
          {format.yen(bill.amount_yen)}
        </span>
        {first ? (
          <span className="figure block text-sm text-ink-soft">
            {format.quantity(first.quantity, unit[first.unit])}
          </span>
        ) : null}
      </span>
      <Icon name="next" className="size-5 text-ink-soft" />
    </Link>
  );
}
