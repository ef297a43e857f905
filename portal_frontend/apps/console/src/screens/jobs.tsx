import type { JobState } from "@minamoto/api/console";
import { Blank, Segmented } from "@minamoto/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { JobTable } from "../parts/job_table";
import { Page } from "../parts/page";
import { Paged } from "../parts/table";
import { jobsQuery } from "../queries";
import { useWords } from "../words";

const STATES = ["running", "queued", "succeeded", "failed"] as const satisfies JobState[];

export function JobsScreen() {
  const words = useWords();
  const [state, setState] = useState<JobState | "all">("all");
  const jobs = useInfiniteQuery(jobsQuery(state === "all" ? undefined : state));
  return (
    <Page
      title={words.jobs.title}
      beside={
        <Segmented
          label={words.column.state}
          dense
          value={state}
          onChange={setState}
          options={[
            { value: "all", label: words.jobs.all },
            ...STATES.map((each) => ({ value: each, label: words.jobState[each] })),
          ]}
        />
      }
    >
      <Paged query={jobs}>
        {(pages) => {
          const rows = pages.flatMap((page) => page.items);
          return rows.length ? <JobTable jobs={rows} /> : <Blank icon="usage" title={words.jobs.empty} />;
        }}
      </Paged>
    </Page>
  );
}
