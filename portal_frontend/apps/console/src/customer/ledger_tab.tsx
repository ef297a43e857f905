import { Blank, useFormat } from "@minamoto/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { DataTable, Paged } from "../parts/table";
import { customerLedgerQuery } from "../queries";
import { useWords } from "../words";

export function LedgerTab({ customerId }: { customerId: string }) {
  const words = useWords();
  const format = useFormat();
  const ledger = useInfiniteQuery(customerLedgerQuery(customerId));
  return (
    <Paged query={ledger}>
      {(pages) => {
        const rows = pages.flatMap((page) => page.items);
        if (rows.length === 0) return <Blank icon="bill" title={words.customer.noLedger} />;
        return (
          <DataTable
            caption={words.customer.tabs.ledger}
            rows={rows}
            rowKey={(entry) => entry.id}
            columns={[
              {
                key: "on",
                label: words.column.posted,
                head: true,
                nowrap: true,
                cell: (entry) => format.shortDate(entry.posted_on),
              },
              { key: "what", label: words.column.description, cell: (entry) => entry.description },
              {
                key: "bill",
                label: words.column.billNumber,
                nowrap: true,
                cell: (entry) =>
                  entry.bill_id ? (
                    <Link
                      to="/bills/$billId"
                      params={{ billId: entry.bill_id }}
                      className="text-accent hover:underline"
                    >
                      {entry.bill_number}
                    </Link>
                  ) : (
                    words.none
                  ),
              },
              { key: "debit", label: words.column.debit, cell: (entry) => entry.debit_account_name },
              { key: "credit", label: words.column.credit, cell: (entry) => entry.credit_account_name },
              {
                key: "amount",
                label: words.column.amount,
                align: "right",
                cell: (entry) => format.yen(entry.amount_yen),
              },
              {
                key: "balance",
                label: words.column.balance,
                align: "right",
                cell: (entry) => <span className="font-bold">{format.yen(entry.balance_yen)}</span>,
              },
            ]}
          />
        );
      }}
    </Paged>
  );
}
