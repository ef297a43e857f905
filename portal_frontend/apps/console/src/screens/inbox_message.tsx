import { answer } from "@minamoto/api";
import type { InboxMessage } from "@minamoto/api/console";
import {
  Button,
  FormError,
  Icon,
  Key,
  Notice,
  useAttempt,
  useErrorText,
  useFormat,
  useKeys,
  useSubmission,
} from "@minamoto/ui";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, header, tenant } from "../api";
import { MessageBadge } from "../parts/badges";
import { Fact, Facts, Page, Panel, usePermission } from "../parts/page";
import { ParkedTable } from "../parts/parked_table";
import { RecordOf } from "../parts/record";
import { Paged } from "../parts/table";
import { messageQuery, parkedQuery } from "../queries";
import { messageRoute } from "../router";
import { useWords } from "../words";

export function InboxMessageScreen() {
  const words = useWords();
  const { messageId } = messageRoute.useParams();
  const message = useQuery(messageQuery(messageId));
  return (
    <Page
      title={message.data?.file_name ?? words.inbox.title}
      back={{ to: "/inbox", label: words.inbox.back }}
      beside={
        message.data ? (
          <span role="status">
            <MessageBadge state={message.data.state} />
          </span>
        ) : null
      }
    >
      <RecordOf query={message}>{(data) => <MessageContent message={data} />}</RecordOf>
    </Page>
  );
}

function MessageContent({ message }: { message: InboxMessage }) {
  const words = useWords();
  const format = useFormat();
  return (
    <div className="flex flex-col gap-4">
      {message.state === "duplicate" ? (
        <Notice tone="info" title={words.inbox.duplicate}>
          {message.duplicate_of_id ? (
            <Link
              to="/inbox/$messageId"
              params={{ messageId: message.duplicate_of_id }}
              className="text-accent underline underline-offset-4"
            >
              {words.inbox.openFirst}
            </Link>
          ) : null}
        </Notice>
      ) : null}
      {message.error ? (
        <Notice tone="serious" title={words.inbox.error}>
          <p>{message.error.message}</p>
          {message.error.file ? (
            <p className="text-sm break-all">
              {words.inbox.at(message.error.file, message.error.line, message.error.column)}
            </p>
          ) : null}
        </Notice>
      ) : null}
      <Replay message={message} />
      <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
        <Panel>
          <Facts>
            <Fact name={words.inbox.total}>{format.count(message.records_total)}</Fact>
            <Fact name={words.inbox.applied}>{format.count(message.records_applied)}</Fact>
            <Fact name={words.inbox.parked}>
              <span className={message.records_parked > 0 ? "font-bold text-danger" : ""}>
                {format.count(message.records_parked)}
              </span>
            </Fact>
            <Fact name={words.inbox.attempts}>{format.count(message.attempts)}</Fact>
          </Facts>
          {message.job_id ? (
            <Link
              to="/jobs/$jobId"
              params={{ jobId: message.job_id }}
              className="mt-3 inline-block text-accent underline underline-offset-4"
            >
              {words.inbox.job}
            </Link>
          ) : null}
        </Panel>
        <Panel>
          <Facts>
            <Fact name={words.inbox.kind}>{message.kind_name}</Fact>
            <Fact name={words.inbox.sender}>{message.sender ?? words.none}</Fact>
            <Fact name={words.column.receivedAt}>{format.stamp(message.received_at)}</Fact>
            <Fact name={words.inbox.size}>{`${format.count(message.size_bytes)} B`}</Fact>
            <Fact name={words.inbox.hash}>
              <span className="text-xs break-all">{message.sha256}</span>
            </Fact>
          </Facts>
        </Panel>
      </div>
      {message.records_parked > 0 ? <ParkedHere messageId={message.id} /> : null}
    </div>
  );
}

function Replay({ message }: { message: InboxMessage }) {
  const words = useWords().inbox;
  const errorText = useErrorText();
  const client = useQueryClient();
  const { busy, error, submit } = useSubmission();
  const attempt = useAttempt();
  const [accepted, setAccepted] = useState(false);
  const useful = ["partly_applied", "quarantined", "failed"].includes(message.state);
  const may = usePermission("inbox.write") && useful;

  function replay() {
    setAccepted(false);
    void submit(async () => {
      await attempt((key) =>
        answer(
          api.POST("/{tenant}/api/console/inbox-messages/{message_id}/replay", {
            params: {
              path: { tenant, message_id: message.id },
              header: { ...header, "Idempotency-Key": key },
            },
          }),
        ),
      );
      setAccepted(true);
      for (const name of ["inbox-message", "inbox", "parked", "home"])
        await client.invalidateQueries({ queryKey: [name] });
    });
  }
  useKeys({ F8: may ? replay : undefined });

  return (
    <>
      {error ? <FormError>{errorText(error)}</FormError> : null}
      <div role="status">{accepted ? <Notice tone="good" title={words.replayed} /> : null}</div>
      {may ? (
        <Button kind="outline" className="self-start" isPending={busy} onPress={replay}>
          <Icon name="run" className="size-5" />
          {words.replay} <Key>F8</Key>
        </Button>
      ) : null}
    </>
  );
}

function ParkedHere({ messageId }: { messageId: string }) {
  const words = useWords().parked;
  const parked = useInfiniteQuery(parkedQuery(messageId));
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-bold">{words.title}</h2>
      <Paged query={parked}>{(pages) => <ParkedTable records={pages.flatMap((page) => page.items)} />}</Paged>
    </section>
  );
}
