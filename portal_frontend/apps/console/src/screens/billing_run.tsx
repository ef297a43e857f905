import type { BillingRun } from "@minamoto/api/console";
import { Amount, Notice, useFormat, useServiceWords } from "@minamoto/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { JobBadge } from "../parts/badges";
import { Fact, Facts, Page, Panel } from "../parts/page";
import { RecordOf } from "../parts/record";
import { RunProgress, useDuration } from "../parts/run_progress";
import { DataTable } from "../parts/table";
import { billingRunQuery } from "../queries";
import { runRoute } from "../router";
import { useWords } from "../words";

export function BillingRunScreen() {
  const words = useWords().runs;
  const format = useFormat();
  const client = useQueryClient();
  const { runId } = runRoute.useParams();
  const run = useQuery(billingRunQuery(runId));
  const state = run.data?.state;
  const before = useRef(state);

  useEffect(() => {
    const finished = before.current === "running" && state !== "running";
    before.current = state;
    // A run changes figures all over the console.
    if (finished)
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "billing-run" });
  }, [client, state]);

  return (
    <Page
      title={run.data ? words.one(format.month(run.data.posting_month)) : words.title}
      back={{ to: "/billing-runs", label: words.back }}
      beside={
        state ? (
          <span role="status">
            <JobBadge state={state} />
          </span>
        ) : null
      }
    >
      <RecordOf query={run}>{(data) => <RunContent run={data} />}</RecordOf>
    </Page>
  );
}

function RunContent({ run }: { run: BillingRun }) {
  const words = useWords();
  return (
    <div className="flex flex-col gap-4">
      {run.state === "running" ? (
        <Panel>
          <RunProgress run={run} />
        </Panel>
      ) : null}
      {run.error ? (
        <Notice tone="serious" title={words.jobs.error}>
          {run.error.message}
        </Notice>
      ) : null}
      <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
        {run.result ? <Result result={run.result} /> : null}
        <About run={run} />
      </div>
      {run.held_reasons.length ? <Held run={run} /> : null}
    </div>
  );
}

function Result({ result }: { result: NonNullable<BillingRun["result"]> }) {
  const words = useWords().runs;
  const format = useFormat();
  return (
    <Panel title={words.result}>
      <p className="mb-3">
        <span className="block text-sm text-ink-soft">{words.amount}</span>
        <Amount yen={result.amount_yen} size="large" />
        {result.tax_yen === null ? null : (
          <span className="figure ml-3 text-sm text-ink-soft">{`${words.tax} ${format.yen(result.tax_yen)}`}</span>
        )}
      </p>
      <Facts>
        <Fact name={words.due}>{format.count(result.agreements_due)}</Fact>
        <Fact name={words.assessed}>{format.count(result.assessed)}</Fact>
        <Fact name={words.already}>{format.count(result.already_assessed)}</Fact>
        <Fact name={words.issued}>{format.count(result.bills_issued)}</Fact>
        <Fact name={words.heldCount}>
          <span className={result.held > 0 ? "font-bold text-danger" : ""}>{format.count(result.held)}</span>
        </Fact>
      </Facts>
    </Panel>
  );
}

function About({ run }: { run: BillingRun }) {
  const words = useWords();
  const names = useServiceWords();
  const format = useFormat();
  const took = useDuration()(run.started_at, run.finished_at);
  return (
    <Panel>
      <Facts>
        <Fact name={words.runs.services}>
          {run.services.length
            ? run.services.map((each) => names.service[each]).join("・")
            : words.runs.allServices}
        </Fact>
        <Fact name={words.runs.startedBy}>{run.started_by ?? words.none}</Fact>
        <Fact name={words.column.started}>{format.stamp(run.started_at ?? run.created_at)}</Fact>
        {run.finished_at ? <Fact name={words.column.finished}>{format.stamp(run.finished_at)}</Fact> : null}
        {took ? <Fact name={words.runs.took}>{took}</Fact> : null}
      </Facts>
      {run.job_id ? (
        <Link
          to="/jobs/$jobId"
          params={{ jobId: run.job_id }}
          className="mt-3 inline-block text-accent underline underline-offset-4"
        >
          {words.runs.job}
        </Link>
      ) : null}
    </Panel>
  );
}

function Held({ run }: { run: BillingRun }) {
  const words = useWords();
  const names = useServiceWords();
  const format = useFormat();
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-bold">{words.runs.heldTitle}</h2>
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {run.held_reasons.map((reason) => (
          <li key={reason.code}>
            {reason.label} <span className="figure font-bold">{format.count(reason.count)}</span>
          </li>
        ))}
      </ul>
      {run.held.length ? (
        <DataTable
          caption={words.runs.heldList(run.held.length)}
          rows={run.held}
          rowKey={(held) => `${held.customer_id} ${held.customer_number} ${held.service} ${held.reason_code}`}
          columns={[
            {
              key: "customer",
              label: words.column.number,
              head: true,
              nowrap: true,
              cell: (held) => (
                <Link
                  to="/customers/$customerId/{-$tab}"
                  params={{ customerId: held.customer_id }}
                  className="text-accent hover:underline"
                >
                  {held.customer_number}
                </Link>
              ),
            },
            {
              key: "service",
              label: words.column.service,
              nowrap: true,
              cell: (held) => names.service[held.service],
            },
            { key: "reason", label: words.column.reason, cell: (held) => held.reason },
          ]}
        />
      ) : null}
    </section>
  );
}
