import { Blank, useFormat } from "@minamoto/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ReceiptBadge } from "../parts/badges";
import { DataTable, Paged } from "../parts/table";
import { customerReceiptsQuery } from "../queries";
import { useWords } from "../words";

export function ReceiptsTab({ customerId }: { customerId: string }) {
  const words = useWords();
  const format = useFormat();
  const receipts = useInfiniteQuery(customerReceiptsQuery(customerId));
  return (
    <Paged query={receipts}>
      {(pages) => {
        const rows = pages.flatMap((page) => page.items);
        if (rows.length === 0) return <Blank icon="bill" title={words.customer.noReceipts} />;
        return (
          <DataTable
            caption={words.customer.tabs.receipts}
            rows={rows}
            rowKey={(receipt) => receipt.id}
            columns={[
              {
                key: "on",
                label: words.column.received,
                head: true,
                nowrap: true,
                cell: (receipt) => format.date(receipt.received_on),
              },
              { key: "method", label: words.column.method, cell: (receipt) => receipt.method_name },
              {
                key: "reference",
                label: words.column.reference,
                cell: (receipt) => receipt.reference ?? words.none,
              },
              {
                key: "state",
                label: words.column.state,
                nowrap: true,
                cell: (receipt) => <ReceiptBadge state={receipt.state} />,
              },
              {
                key: "bill",
                label: words.column.billNumber,
                nowrap: true,
                cell: (receipt) =>
                  receipt.bill_id ? (
                    <Link
                      to="/bills/$billId"
                      params={{ billId: receipt.bill_id }}
                      className="text-accent hover:underline"
                    >
                      {receipt.bill_number}
                    </Link>
                  ) : (
                    words.none
                  ),
              },
              {
                key: "amount",
                label: words.column.amount,
                align: "right",
                cell: (receipt) => <span className="font-bold">{format.yen(receipt.amount_yen)}</span>,
              },
            ]}
            footer={
              <tr>
                <th scope="row" colSpan={5} className="px-3 py-1.5 text-left">
                  {words.customer.total}
                </th>
                <td className="px-3 py-1.5 text-right">{format.yen(pages[0]?.total_yen ?? 0)}</td>
              </tr>
            }
          />
        );
      }}
    </Paged>
  );
}
