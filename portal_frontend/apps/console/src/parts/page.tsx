import { Blank, Key, useKeys, useLocale, useUiWords } from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, type LinkProps } from "@tanstack/react-router";
import { useEffect, useRef, type ReactNode } from "react";
import { sessionQuery } from "../queries";
import { useWords } from "../words";

/** Return the utility's name in the reader's language. */
export function useTenantName(): string {
  const { locale } = useLocale();
  const { data } = useQuery(sessionQuery);
  const fallback = useWords().brand;
  if (!data) return fallback;
  return locale === "ja" ? data.tenant.name : data.tenant.name_en;
}

/** Return whether the reader may do what the name says, so that screens hide what is not allowed. */
export function usePermission(name: string): boolean {
  return useQuery(sessionQuery).data?.permissions.includes(name) ?? false;
}

let firstPage = true;

/** Name the window, and after a change of page put the reader at its heading. */
export function usePageTitle(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const tenantName = useTenantName();
  useEffect(() => {
    document.title = `${title} | ${tenantName}`;
  }, [title, tenantName]);
  useEffect(() => {
    if (firstPage) firstPage = false;
    else heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}

interface PageProps {
  title: string;
  /** The list that this record belongs to; the key F4 leads there too. */
  back?: { to: LinkProps["to"]; params?: Record<string, string>; label: string };
  beside?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, back, beside, actions, children }: PageProps) {
  const heading = usePageTitle(title);
  const navigate = useNavigate();
  // The router checks addresses against their parameters; a caller names both together.
  const link = back ? ({ to: back.to, params: back.params } as LinkProps) : null;
  useKeys({ F4: link ? () => void navigate(link) : undefined });
  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-col gap-1">
        {back && link ? (
          <Link {...link} className="flex items-center gap-2 self-start text-sm text-accent hover:underline">
            {back.label} <Key>F4</Key>
          </Link>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <h1 ref={heading} tabIndex={-1} className="text-xl font-bold">
            {title}
          </h1>
          {beside}
          <div className="ml-auto flex flex-wrap gap-2">{actions}</div>
        </div>
      </header>
      {children}
    </div>
  );
}

export function Panel({
  title,
  aside,
  children,
}: {
  title?: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="min-w-0 rounded-8 border border-line bg-surface p-4">
      {title ? (
        <div className="mb-2 flex items-center justify-between gap-3">
          <h2 className="font-bold">{title}</h2>
          {aside}
        </div>
      ) : null}
      {children}
    </section>
  );
}

/** Names and values in rows. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="flex flex-col gap-1">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[9rem_1fr] gap-3">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="figure min-w-0">{children}</dd>
    </div>
  );
}

export function NotFoundScreen() {
  const words = useUiWords();
  const nav = useWords().nav;
  return (
    <main className="p-6">
      <h1 className="sr-only">{words.notFoundTitle}</h1>
      <Blank
        icon="search"
        title={words.notFoundTitle}
        action={
          <Link to="/" className="font-bold text-accent underline underline-offset-4">
            {nav.home}
          </Link>
        }
      >
        {words.notFoundDetail}
      </Blank>
    </main>
  );
}
