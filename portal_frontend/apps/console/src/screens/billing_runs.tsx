import { Blank, Button, Icon, Key, useFormat, useKeys } from "@minamoto/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { JobBadge } from "../parts/badges";
import { Page, usePermission } from "../parts/page";
import { RunProgress } from "../parts/run_progress";
import { StartRun } from "../parts/start_run";
import { DataTable, Paged } from "../parts/table";
import { billingRunsQuery } from "../queries";
import { useWords } from "../words";

export function BillingRunsScreen() {
  const words = useWords();
  const format = useFormat();
  const runs = useInfiniteQuery(billingRunsQuery);
  const mayStart = usePermission("billing.run");
  const [starting, setStarting] = useState(false);
  useKeys({ F9: mayStart ? () => setStarting(true) : undefined });
  return (
    <Page
      title={words.runs.title}
      actions={
        mayStart ? (
          <Button onPress={() => setStarting(true)}>
            <Icon name="run" className="size-5" />
            {words.runs.start} <Key>F9</Key>
          </Button>
        ) : null
      }
    >
      {starting ? <StartRun onClose={() => setStarting(false)} /> : null}
      <Paged query={runs}>
        {(pages) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0) return <Blank icon="run" title={words.runs.empty} />;
          return (
            <DataTable
              caption={words.runs.title}
              rows={rows}
              rowKey={(run) => run.id}
              columns={[
                {
                  key: "month",
                  label: words.column.month,
                  head: true,
                  cell: (run) => (
                    <>
                      <Link
                        to="/billing-runs/$runId"
                        params={{ runId: run.id }}
                        className="text-accent hover:underline"
                      >
                        {format.month(run.posting_month)}
                      </Link>
                      <RunProgress run={run} />
                    </>
                  ),
                },
                {
                  key: "state",
                  label: words.column.state,
                  nowrap: true,
                  cell: (run) => <JobBadge state={run.state} />,
                },
                {
                  key: "started",
                  label: words.column.started,
                  nowrap: true,
                  cell: (run) => format.stamp(run.started_at ?? run.created_at),
                },
                {
                  key: "by",
                  label: words.column.by,
                  nowrap: true,
                  cell: (run) => run.started_by ?? words.none,
                },
                {
                  key: "bills",
                  label: words.column.bills,
                  align: "right",
                  cell: (run) => (run.result ? format.count(run.result.bills_issued) : words.none),
                },
                {
                  key: "held",
                  label: words.column.held,
                  align: "right",
                  cell: (run) => (run.result ? format.count(run.result.held) : words.none),
                },
                {
                  key: "total",
                  label: words.column.total,
                  align: "right",
                  cell: (run) => (run.result ? format.yen(run.result.amount_yen) : words.none),
                },
              ]}
            />
          );
        }}
      </Paged>
    </Page>
  );
}
