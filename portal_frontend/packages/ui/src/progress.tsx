import { ProgressBar as AriaProgressBar } from "react-aria-components";

interface ProgressProps {
  label: string;
  done: number;
  /** Null while it is not known how much there is. */
  total: number | null;
  text: string;
}

export function Progress({ label, done, total, text }: ProgressProps) {
  const known = total !== null && total > 0;
  const share = known ? Math.min(100, (done / total) * 100) : 0;
  return (
    <AriaProgressBar
      aria-label={label}
      isIndeterminate={!known}
      value={share}
      valueLabel={text}
      className="flex w-full flex-col gap-1"
    >
      <span className="flex justify-between gap-4 text-sm">
        <span>{label}</span>
        <span className="figure text-ink-soft">{text}</span>
      </span>
      <span className="block h-2 overflow-hidden rounded-full bg-sunken" aria-hidden="true">
        <span
          className={`block h-full rounded-full bg-accent transition-[width] duration-500 ${known ? "" : "breathe"}`}
          style={{ width: known ? `${share}%` : "35%" }}
        />
      </span>
    </AriaProgressBar>
  );
}
