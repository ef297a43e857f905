import type { BillingRun, ConsoleHome } from "@minamoto/api/console";
import { Icon, useFormat } from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { Link, type LinkProps } from "@tanstack/react-router";
import { JobBadge } from "../parts/badges";
import { JobTable } from "../parts/job_table";
import { Fact, Facts, Page, Panel } from "../parts/page";
import { RecordOf } from "../parts/record";
import { RunProgress } from "../parts/run_progress";
import { homeQuery } from "../queries";
import { useWords } from "../words";

export function HomeScreen() {
  const words = useWords().home;
  const format = useFormat();
  const home = useQuery(homeQuery);
  return (
    <Page
      title={words.title}
      beside={
        home.data ? <p className="text-ink-soft">{words.day(format.date(home.data.business_day))}</p> : null
      }
    >
      <RecordOf query={home}>{(data) => <HomeContent home={data} />}</RecordOf>
    </Page>
  );
}

function HomeContent({ home }: { home: ConsoleHome }) {
  const words = useWords().home;
  return (
    <div className="flex flex-col gap-4">
      <Queues home={home} />
      <div className="grid gap-4 xl:grid-cols-[2fr_3fr] xl:items-start">
        <Panel title={words.latestRun}>
          {home.latest_billing_run ? (
            <LatestRun run={home.latest_billing_run} />
          ) : (
            <p className="text-ink-soft">{words.noRun}</p>
          )}
        </Panel>
        <section className="min-w-0">
          <h2 className="mb-2 font-bold">{words.recentJobs}</h2>
          <JobTable jobs={home.recent_jobs} />
        </section>
      </div>
    </div>
  );
}

function Queues({ home }: { home: ConsoleHome }) {
  const words = useWords().home;
  const { counts } = home;
  const queues: { label: string; count: number; to: LinkProps["to"] | null; urgent: boolean }[] = [
    { label: words.parked, count: counts.records_parked, to: "/parked", urgent: true },
    { label: words.quarantined, count: counts.messages_quarantined, to: "/inbox", urgent: true },
    { label: words.failed, count: counts.jobs_failed, to: "/jobs", urgent: true },
    { label: words.held, count: counts.bills_held, to: "/billing-runs", urgent: true },
    { label: words.unbilled, count: counts.agreements_unbilled, to: "/billing-runs", urgent: true },
    { label: words.unidentified, count: counts.receipts_unidentified, to: null, urgent: true },
    { label: words.overdue, count: counts.bills_overdue, to: null, urgent: false },
    { label: words.unpaid, count: counts.bills_unpaid, to: null, urgent: false },
    { label: words.running, count: counts.jobs_running, to: "/jobs", urgent: false },
    { label: words.customers, count: counts.customers_open, to: "/search", urgent: false },
  ];
  const waiting = queues.filter((queue) => queue.urgent && queue.count > 0);
  return (
    <div className="grid gap-4 xl:grid-cols-[3fr_2fr]">
      <Panel title={words.queues}>
        {waiting.length ? (
          <ul className="grid grid-cols-2 gap-x-6 lg:grid-cols-3">
            {waiting.map((queue) => (
              <QueueRow key={queue.label} queue={queue} />
            ))}
          </ul>
        ) : (
          <p className="flex items-center gap-2">
            <Icon name="good" className="size-6 text-good" />
            {words.calm}
          </p>
        )}
      </Panel>
      <Panel title={words.figures}>
        <ul className="grid grid-cols-2 gap-x-6">
          {queues
            .filter((queue) => !queue.urgent)
            .map((queue) => (
              <QueueRow key={queue.label} queue={queue} />
            ))}
        </ul>
      </Panel>
    </div>
  );
}

function QueueRow({
  queue,
}: {
  queue: { label: string; count: number; to: LinkProps["to"] | null; urgent: boolean };
}) {
  const format = useFormat();
  const content = (
    <>
      <span className="min-w-0 flex-1">{queue.label}</span>
      <span className={`figure text-2xl font-bold ${queue.urgent ? "text-danger" : ""}`}>
        {format.count(queue.count)}
      </span>
    </>
  );
  return (
    <li className="border-t border-line">
      {queue.to ? (
        <Link to={queue.to} className="flex min-h-12 items-center gap-3 hover:bg-accent-soft">
          {content}
        </Link>
      ) : (
        <span className="flex min-h-12 items-center gap-3">{content}</span>
      )}
    </li>
  );
}

function LatestRun({ run }: { run: BillingRun }) {
  const words = useWords();
  const format = useFormat();
  return (
    <div className="flex flex-col gap-3">
      <p className="flex items-center gap-3">
        <Link
          to="/billing-runs/$runId"
          params={{ runId: run.id }}
          className="font-bold text-accent underline underline-offset-4"
        >
          {words.runs.one(format.month(run.posting_month))}
        </Link>
        <JobBadge state={run.state} />
      </p>
      <RunProgress run={run} />
      {run.result ? (
        <Facts>
          <Fact name={words.runs.issued}>{format.count(run.result.bills_issued)}</Fact>
          <Fact name={words.runs.heldCount}>{format.count(run.result.held)}</Fact>
          <Fact name={words.runs.amount}>{format.yen(run.result.amount_yen)}</Fact>
        </Facts>
      ) : null}
    </div>
  );
}
