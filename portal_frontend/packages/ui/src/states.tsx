import { useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { ProblemError, UnreachableError } from "@minamoto/api";
import { Button } from "./button";
import { Icon, type IconName } from "./icons";
import { useUiWords } from "./words";

const SLOW_AFTER_MS = 4000;

/** The outline of what is coming, of the same height, so that nothing jumps when it has come. */
export function Loading({ children }: { children: ReactNode }) {
  const words = useUiWords();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true" className="relative">
      <p
        role="status"
        className={
          slow
            ? "absolute inset-x-0 top-0 z-10 mx-auto w-fit rounded-8 bg-raised px-4 py-2 text-sm shadow-1"
            : "sr-only"
        }
      >
        {slow ? words.slow : words.loading}
      </p>
      <div aria-hidden="true" className="breathe">
        {children}
      </div>
    </div>
  );
}

export function Bone({ className = "h-4 w-full" }: { className?: string }) {
  return <div className={`skeleton ${className}`} />;
}

interface BlankProps {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** A page or a panel that has nothing to show, and says why and what to do. */
export function Blank({ icon, title, children, action }: BlankProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-12 text-center">
      <Icon name={icon} className="size-10 text-ink-soft" />
      <p className="text-lg font-bold">{title}</p>
      {children ? <div className="max-w-md text-ink-soft">{children}</div> : null}
      {action ? <div className="pt-3">{action}</div> : null}
    </div>
  );
}

/** What went wrong with loading, told apart: no network, no permission, not there, or failed. */
export function Failed({ error, retry }: { error: Error; retry?: () => void }) {
  const words = useUiWords();
  const online = useOnline();
  const again = retry ? (
    <Button kind="outline" onPress={retry}>
      {words.retry}
    </Button>
  ) : null;
  if (error instanceof UnreachableError && !online) {
    return (
      <Blank icon="offline" title={words.offlineTitle} action={again}>
        {words.offlineDetail}
      </Blank>
    );
  }
  if (error instanceof ProblemError && error.status === 403) {
    return (
      <Blank icon="lock" title={words.forbiddenTitle}>
        {words.forbiddenDetail}
      </Blank>
    );
  }
  if (error instanceof ProblemError && error.status === 404) {
    return (
      <Blank icon="search" title={words.notFoundTitle}>
        {(error.code === "not-found" ? null : error.problem.detail) || words.notFoundDetail}
      </Blank>
    );
  }
  const problem = error instanceof ProblemError ? error.problem : null;
  return (
    <div role="alert">
      <Blank icon="warn" title={words.failedTitle} action={again}>
        <p>{problem?.detail || words.failedDetail}</p>
        {problem?.request_id ? <p className="figure text-sm">{words.requestId(problem.request_id)}</p> : null}
      </Blank>
    </div>
  );
}

function subscribeOnline(notify: () => void): () => void {
  addEventListener("online", notify);
  addEventListener("offline", notify);
  return () => {
    removeEventListener("online", notify);
    removeEventListener("offline", notify);
  };
}

export function useOnline(): boolean {
  return useSyncExternalStore(subscribeOnline, () => navigator.onLine);
}

export function OfflineBanner() {
  const words = useUiWords();
  const online = useOnline();
  return (
    <div role="status">
      {online ? null : (
        <p className="flex items-center justify-center gap-2 bg-ink px-4 py-2 text-sm text-page">
          <Icon name="offline" className="size-5" />
          {words.offlineBanner}
        </p>
      )}
    </div>
  );
}

const TONES = {
  info: { box: "bg-accent-soft border-accent", icon: "info" },
  good: { box: "bg-good-soft border-good", icon: "good" },
  warning: { box: "bg-warn-soft border-warn", icon: "warn" },
  serious: { box: "bg-danger-soft border-danger", icon: "warn" },
} as const;
const TONE_INK = {
  info: "text-accent",
  good: "text-good",
  warning: "text-warn",
  serious: "text-danger",
} as const;
export type Tone = keyof typeof TONES;

/** A message that stays in the page. */
export function Notice({
  tone,
  title,
  dense,
  children,
}: {
  tone: Tone;
  title?: string;
  dense?: boolean;
  children?: ReactNode;
}) {
  return (
    <div
      className={`flex gap-3 rounded-8 border-l-4 px-4 ${dense ? "items-center py-1.5" : "py-3"} ${TONES[tone].box}`}
    >
      <Icon name={TONES[tone].icon} className={`size-6 ${dense ? "" : "mt-0.5"} ${TONE_INK[tone]}`} />
      <div className={`min-w-0 flex-1 ${dense ? "flex flex-wrap items-baseline gap-x-3" : ""}`}>
        {title ? <p className="font-bold">{title}</p> : null}
        {children}
      </div>
    </div>
  );
}

const BADGES = {
  plain: "border-line-strong text-ink-soft",
  info: "border-accent text-accent",
  good: "border-good text-good",
  warning: "border-warn text-warn bg-warn-soft",
  serious: "border-danger text-danger bg-danger-soft",
} as const;
export type BadgeTone = keyof typeof BADGES;

/** A state in one word. */
export function Badge({ tone, children }: { tone: BadgeTone; children: ReactNode }) {
  return (
    <span
      className={`inline-block rounded-4 border px-1.5 text-xs leading-5 font-bold whitespace-nowrap ${BADGES[tone]}`}
    >
      {children}
    </span>
  );
}
