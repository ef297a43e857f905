import { Blank, useFormat, useServiceWords } from "@minamoto/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BillBadge } from "../parts/badges";
import { DataTable, Paged } from "../parts/table";
import { customerBillsQuery } from "../queries";
import { useWords } from "../words";

export function BillsTab({ customerId }: { customerId: string }) {
  const words = useWords();
  const names = useServiceWords();
  const format = useFormat();
  const bills = useInfiniteQuery(customerBillsQuery(customerId));
  return (
    <Paged query={bills}>
      {(pages) => {
        const rows = pages.flatMap((page) => page.items);
        if (rows.length === 0) return <Blank icon="bill" title={words.customer.noBills} />;
        return (
          <DataTable
            caption={words.customer.tabs.bills}
            rows={rows}
            rowKey={(bill) => bill.id}
            columns={[
              {
                key: "number",
                label: words.column.billNumber,
                head: true,
                nowrap: true,
                cell: (bill) => (
                  <Link
                    to="/bills/$billId"
                    params={{ billId: bill.id }}
                    className="text-accent hover:underline"
                  >
                    {bill.number}
                  </Link>
                ),
              },
              {
                key: "month",
                label: words.column.month,
                nowrap: true,
                cell: (bill) => format.month(bill.posting_month),
              },
              {
                key: "state",
                label: words.column.state,
                nowrap: true,
                cell: (bill) => <BillBadge state={bill.state} />,
              },
              {
                key: "period",
                label: words.column.period,
                nowrap: true,
                cell: (bill) =>
                  `${format.shortDate(bill.period.start)}–${format.shortDate(bill.period.last_day)}`,
              },
              {
                key: "usage",
                label: words.column.usage,
                align: "right",
                cell: (bill) => (
                  <>
                    {bill.usage.slice(0, 1).map((each) => (
                      <span key={each.service}>{format.quantity(each.quantity, names.unit[each.unit])}</span>
                    ))}
                  </>
                ),
              },
              {
                key: "due",
                label: words.column.due,
                nowrap: true,
                cell: (bill) => (bill.due_on ? format.shortDate(bill.due_on) : words.none),
              },
              {
                key: "amount",
                label: words.column.amount,
                align: "right",
                cell: (bill) => <span className="font-bold">{format.yen(bill.amount_yen)}</span>,
              },
              {
                key: "balance",
                label: words.column.balance,
                align: "right",
                cell: (bill) => (bill.balance_yen === 0 ? words.none : format.yen(bill.balance_yen)),
              },
            ]}
          />
        );
      }}
    </Paged>
  );
}
