import { Bone, Button, Failed, Loading } from "@minamoto/ui";
import type { KeyboardEvent, ReactNode } from "react";
import { useWords } from "../words";

export interface Column<Row> {
  key: string;
  label: string;
  align?: "right";
  /** The cell that names the row. */
  head?: boolean;
  nowrap?: boolean;
  cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  footer?: ReactNode;
}

/** Rows to work through: the arrow keys move from one row's link to the next. */
export function DataTable<Row>({ caption, columns, rows, rowKey, footer }: DataTableProps<Row>) {
  return (
    <div className="overflow-x-auto rounded-8 border border-line bg-surface" onKeyDown={moveAlongRows}>
      <table className="figure w-full text-left">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="bg-sunken text-xs">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={`px-3 py-1.5 font-bold whitespace-nowrap text-ink-soft ${column.align === "right" ? "text-right" : ""}`}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              className="border-t border-line focus-within:bg-accent-soft hover:bg-accent-soft"
            >
              {columns.map((column) => {
                const look = `px-3 py-1.5 align-top ${column.align === "right" ? "text-right whitespace-nowrap" : ""} ${column.nowrap ? "whitespace-nowrap" : ""}`;
                return column.head ? (
                  <th key={column.key} scope="row" className={`${look} font-normal`}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} className={look}>
                    {column.cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
        {footer ? <tfoot className="border-t border-line-strong font-bold">{footer}</tfoot> : null}
      </table>
    </div>
  );
}

function moveAlongRows(event: KeyboardEvent<HTMLDivElement>) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || !(event.target instanceof HTMLElement)) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("tbody tr a:first-of-type")].filter(
    (link, index, all) => all.findIndex((other) => other.closest("tr") === link.closest("tr")) === index,
  );
  const here = links.findIndex((link) => link.closest("tr") === (event.target as HTMLElement).closest("tr"));
  const next = links[here + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** What an endless list must tell; all lists of the console come in pages. */
interface Pages<Page> {
  data: { pages: Page[] } | undefined;
  error: Error | null;
  isError: boolean;
  isPending: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

interface PagedProps<Page> {
  query: Pages<Page>;
  children: (pages: Page[]) => ReactNode;
}

/** An endless list in each of its states. */
export function Paged<Page>({ query, children }: PagedProps<Page>) {
  const words = useWords();
  if (query.data) {
    return (
      <div className="flex flex-col gap-3">
        {children(query.data.pages)}
        {query.hasNextPage ? (
          <Button
            kind="outline"
            size="small"
            className="self-center"
            isPending={query.isFetchingNextPage}
            onPress={() => void query.fetchNextPage()}
          >
            {words.more}
          </Button>
        ) : null}
      </div>
    );
  }
  if (query.isError && query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return (
    <Loading>
      <div className="flex flex-col gap-1">
        {Array.from({ length: 10 }, (_, index) => (
          <Bone key={index} className="h-9 w-full" />
        ))}
      </div>
    </Loading>
  );
}
