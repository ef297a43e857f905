import type { InboxMessage, MessageState } from "@minamoto/api/console";
import { Blank, Button, Icon, Key, Select, useFormat, useKeys } from "@minamoto/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { MessageBadge } from "../parts/badges";
import { Page, usePermission } from "../parts/page";
import { DataTable, Paged } from "../parts/table";
import { Upload } from "../parts/upload";
import { inboxQuery } from "../queries";
import { useWords } from "../words";

const STATES = [
  "quarantined",
  "partly_applied",
  "failed",
  "processing",
  "received",
  "applied",
  "duplicate",
] as const satisfies MessageState[];

export function InboxScreen() {
  const words = useWords();
  const [state, setState] = useState<MessageState | "all">("all");
  const messages = useInfiniteQuery(inboxQuery(state === "all" ? undefined : state));
  const mayUpload = usePermission("inbox.write");
  const [uploading, setUploading] = useState(false);
  useKeys({ F9: mayUpload ? () => setUploading(true) : undefined });
  return (
    <Page
      title={words.inbox.title}
      beside={
        <Select
          label={words.column.state}
          hideLabel
          dense
          value={state}
          onChange={setState}
          options={[
            { value: "all", label: words.inbox.all },
            ...STATES.map((each) => ({ value: each, label: words.messageState[each] })),
          ]}
        />
      }
      actions={
        mayUpload ? (
          <Button onPress={() => setUploading(true)}>
            <Icon name="inbox" className="size-5" />
            {words.inbox.upload} <Key>F9</Key>
          </Button>
        ) : null
      }
    >
      {uploading ? <Upload onClose={() => setUploading(false)} /> : null}
      <Paged query={messages}>
        {(pages) => {
          const rows = pages.flatMap((page) => page.items);
          return rows.length ? <Messages rows={rows} /> : <Blank icon="inbox" title={words.inbox.empty} />;
        }}
      </Paged>
    </Page>
  );
}

function Messages({ rows }: { rows: readonly InboxMessage[] }) {
  const words = useWords();
  const format = useFormat();
  return (
    <DataTable
      caption={words.inbox.title}
      rows={rows}
      rowKey={(message) => message.id}
      columns={[
        {
          key: "file",
          label: words.column.file,
          head: true,
          cell: (message) => (
            <>
              <Link
                to="/inbox/$messageId"
                params={{ messageId: message.id }}
                className="break-all text-accent hover:underline"
              >
                {message.file_name}
              </Link>
              {message.error ? (
                <span className="block text-sm text-danger">{message.error.message}</span>
              ) : null}
            </>
          ),
        },
        { key: "kind", label: words.column.kind, cell: (message) => message.kind_name },
        {
          key: "state",
          label: words.column.state,
          nowrap: true,
          cell: (message) => <MessageBadge state={message.state} />,
        },
        {
          key: "at",
          label: words.column.receivedAt,
          nowrap: true,
          cell: (message) => format.stamp(message.received_at),
        },
        {
          key: "records",
          label: words.column.records,
          align: "right",
          cell: (message) =>
            words.inbox.counts(format.count(message.records_applied), format.count(message.records_parked)),
        },
      ]}
    />
  );
}
