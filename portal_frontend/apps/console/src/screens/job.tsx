import type { Job } from "@minamoto/api/console";
import { Notice, useFormat } from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { JobBadge } from "../parts/badges";
import { Fact, Facts, Page, Panel } from "../parts/page";
import { RecordOf } from "../parts/record";
import { RunProgress, useDuration } from "../parts/run_progress";
import { jobQuery } from "../queries";
import { jobRoute } from "../router";
import { useWords } from "../words";

export function JobScreen() {
  const words = useWords();
  const { jobId } = jobRoute.useParams();
  const job = useQuery(jobQuery(jobId));
  return (
    <Page
      title={job.data?.title ?? words.jobs.title}
      back={{ to: "/jobs", label: words.jobs.back }}
      beside={
        job.data ? (
          <span role="status">
            <JobBadge state={job.data.state} />
          </span>
        ) : null
      }
    >
      <RecordOf query={job}>{(data) => <JobContent job={data} />}</RecordOf>
    </Page>
  );
}

function JobContent({ job }: { job: Job }) {
  const words = useWords();
  const format = useFormat();
  const took = useDuration()(job.started_at, job.finished_at);
  return (
    <div className="flex flex-col gap-4">
      {job.state === "running" ? (
        <Panel>
          <RunProgress run={job} />
        </Panel>
      ) : null}
      {job.error ? (
        <Notice tone="serious" title={words.jobs.error}>
          {job.error.message}
        </Notice>
      ) : null}
      <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
        <Panel title={words.jobs.result}>
          {job.result.length ? (
            <Facts>
              {job.result.map((figure) => (
                <Fact key={figure.code} name={figure.label}>
                  {figure.value}
                </Fact>
              ))}
            </Facts>
          ) : (
            <p className="text-ink-soft">{words.jobs.noResult}</p>
          )}
          <JobTarget job={job} />
        </Panel>
        <Panel>
          <Facts>
            <Fact name={words.runs.startedBy}>{job.started_by ?? words.none}</Fact>
            <Fact name={words.jobs.created}>{format.stamp(job.created_at)}</Fact>
            {job.started_at ? <Fact name={words.column.started}>{format.stamp(job.started_at)}</Fact> : null}
            {job.finished_at ? (
              <Fact name={words.column.finished}>{format.stamp(job.finished_at)}</Fact>
            ) : null}
            {took ? <Fact name={words.runs.took}>{took}</Fact> : null}
            <Fact name={words.jobs.attempts}>{format.count(job.attempts)}</Fact>
          </Facts>
        </Panel>
      </div>
    </div>
  );
}

const LINK = "mt-3 inline-block text-accent underline underline-offset-4";

function JobTarget({ job }: { job: Job }) {
  const label = useWords().jobs.target;
  const target = job.target;
  switch (target?.kind) {
    case "billing_run":
      return (
        <Link to="/billing-runs/$runId" params={{ runId: target.id }} className={LINK}>
          {label}
        </Link>
      );
    case "inbox_message":
      return (
        <Link to="/inbox/$messageId" params={{ messageId: target.id }} className={LINK}>
          {label}
        </Link>
      );
    case "customer":
      return (
        <Link to="/customers/$customerId/{-$tab}" params={{ customerId: target.id }} className={LINK}>
          {label}
        </Link>
      );
    case "bill":
      return (
        <Link to="/bills/$billId" params={{ billId: target.id }} className={LINK}>
          {label}
        </Link>
      );
    default:
      return null;
  }
}
