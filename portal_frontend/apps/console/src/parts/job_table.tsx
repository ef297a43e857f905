import type { Job } from "@minamoto/api/console";
import { useFormat } from "@minamoto/ui";
import { Link } from "@tanstack/react-router";
import { useWords } from "../words";
import { JobBadge } from "./badges";
import { RunProgress } from "./run_progress";
import { DataTable } from "./table";

export function JobTable({ jobs }: { jobs: readonly Job[] }) {
  const words = useWords();
  const format = useFormat();
  return (
    <DataTable
      caption={words.jobs.title}
      rows={jobs}
      rowKey={(job) => job.id}
      columns={[
        {
          key: "title",
          label: words.column.title,
          head: true,
          cell: (job) => (
            <>
              <Link to="/jobs/$jobId" params={{ jobId: job.id }} className="text-accent hover:underline">
                {job.title}
              </Link>
              <RunProgress run={job} />
              {job.error ? <span className="block text-sm text-danger">{job.error.message}</span> : null}
            </>
          ),
        },
        {
          key: "state",
          label: words.column.state,
          nowrap: true,
          cell: (job) => <JobBadge state={job.state} />,
        },
        {
          key: "started",
          label: words.column.started,
          nowrap: true,
          cell: (job) => format.stamp(job.started_at ?? job.created_at),
        },
        {
          key: "by",
          label: words.column.by,
          nowrap: true,
          cell: (job) => job.started_by ?? words.none,
        },
      ]}
    />
  );
}
