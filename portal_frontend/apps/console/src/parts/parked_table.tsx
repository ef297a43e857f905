import type { ParkedRecord } from "@minamoto/api/console";
import { useFormat } from "@minamoto/ui";
import { Link } from "@tanstack/react-router";
import { useWords } from "../words";
import { ParkedBadge } from "./badges";
import { DataTable } from "./table";

export function ParkedTable({ records }: { records: readonly ParkedRecord[] }) {
  const words = useWords();
  const format = useFormat();
  return (
    <DataTable
      caption={words.parked.title}
      rows={records}
      rowKey={(record) => record.id}
      columns={[
        {
          key: "file",
          label: words.column.file,
          head: true,
          cell: (record) => (
            <Link
              to="/inbox/$messageId"
              params={{ messageId: record.message_id }}
              className="break-all text-accent hover:underline"
            >
              {record.file_name}
            </Link>
          ),
        },
        {
          key: "line",
          label: words.column.line,
          align: "right",
          cell: (record) => (record.line === null ? words.none : format.count(record.line)),
        },
        {
          key: "reason",
          label: words.column.reason,
          cell: (record) => (
            <>
              <span className="font-bold">{record.reason}</span>
              {record.supply_point_number ? (
                <span className="block text-sm text-ink-soft">{record.supply_point_number}</span>
              ) : null}
            </>
          ),
        },
        {
          key: "content",
          label: words.column.content,
          cell: (record) => (
            <code className="block max-w-md truncate font-mono text-xs" title={record.content}>
              {record.content}
            </code>
          ),
        },
        {
          key: "state",
          label: words.column.state,
          nowrap: true,
          cell: (record) => <ParkedBadge state={record.state} />,
        },
      ]}
    />
  );
}
