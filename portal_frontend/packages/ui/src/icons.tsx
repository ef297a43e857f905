import type { ReactNode } from "react";

const PATHS = {
  home: <path d="M4 11 12 4l8 7v9h-5.5v-5.5h-5V20H4z" />,
  usage: <path d="M5 20v-7M12 20V5M19 20v-11" />,
  bill: <path d="M6 3.5h12v17l-3-2-3 2-3-2-3 2zM9 8.5h6M9 12.5h6" />,
  account: <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5c.8-4 3.8-6 7.5-6s6.700 2 7.500 6" />,
  good: <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8 12.2l2.800 2.800L16 9.500" />,
  warn: <path d="M12 4 2.500 20h19zM12 10v5M12 17.200v.3" />,
  info: <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5M12 7.700v.3" />,
  next: <path d="m9.500 5.500 6.500 6.500-6.500 6.500" />,
  previous: <path d="M14.500 5.500 8 12l6.500 6.500" />,
  down: <path d="m5.500 9.500 6.500 6.500 6.500-6.500" />,
  download: <path d="M12 4v11m-4.500-4.500L12 15l4.500-4.500M5 20h14" />,
  document: <path d="M6 3.500h8l4 4v13H6zM14 3.500v4h4" />,
  search: <path d="M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13m5-1.500L20.500 20.500" />,
  offline: (
    <path d="M3 3l18 18M8.500 15.500a5 5 0 0 1 7 0M5.500 12a9 9 0 0 1 5-2.500M13.500 9.500a9 9 0 0 1 5 2.500M12 19v.2" />
  ),
  lock: <path d="M6 11h12v9.500H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3" />,
  external: <path d="M14 4.500h5.500V10M19.500 4.500 11 13M17 14v5.500H4.500V7H10" />,
  run: <path d="M7 4.500v15l12-7.500z" />,
  inbox: <path d="M4 13 6.500 4.500h11L20 13v6.500H4zM4 13h4.500l1.500 3h4l1.500-3H20" />,
  close: <path d="m5.500 5.500 13 13m0-13-13 13" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

/** A line icon, always beside words; hence hidden from screen readers. */
export function Icon({ name, className = "size-6" }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PATHS[name]}
    </svg>
  );
}
