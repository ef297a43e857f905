import type { Progress as ProgressView } from "@minamoto/api/console";
import { Progress, inTokyo, useFormat } from "@minamoto/ui";
import { useWords } from "../words";

interface Work {
  state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
  progress: ProgressView;
}

/** How far long work has come, while it is under way. */
export function RunProgress({ run }: { run: Work }) {
  const words = useWords();
  const format = useFormat();
  if (run.state !== "running") return null;
  const { done, total, phase, message, estimated_finish_at: finish } = run.progress;
  const figures = total === null ? format.count(done) : `${format.count(done)} / ${format.count(total)}`;
  return (
    <Progress
      label={message ?? phase}
      done={done}
      total={total}
      text={[figures, finish ? words.runs.eta(inTokyo(finish).time) : ""].filter(Boolean).join("・")}
    />
  );
}

/** Return how long finished work took, in words. */
export function useDuration(): (from: string | null, until: string | null) => string | null {
  const words = useWords();
  return (from, until) => {
    if (from === null || until === null) return null;
    const seconds = Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 1000));
    return words.runs.seconds(Math.floor(seconds / 60), seconds % 60);
  };
}
