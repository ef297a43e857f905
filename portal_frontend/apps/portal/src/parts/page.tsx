import { Blank, useLocale, useUiWords } from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
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
  above?: ReactNode;
  aside?: ReactNode;
  hideTitle?: boolean;
  children: ReactNode;
}

export function Page({ title, above, aside, hideTitle, children }: PageProps) {
  const heading = usePageTitle(title);
  return (
    <div className="flex flex-col gap-5">
      <header className={hideTitle ? "sr-only" : "flex flex-col gap-1"}>
        {above}
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h1 ref={heading} tabIndex={-1} className="text-2xl font-bold">
            {title}
          </h1>
          {aside}
        </div>
      </header>
      {children}
    </div>
  );
}

export function Panel({
  title,
  children,
  tone = "plain",
}: {
  title?: string;
  children: ReactNode;
  tone?: "plain" | "warn";
}) {
  return (
    <section
      className={`rounded-12 border bg-surface p-4 sm:p-6 ${tone === "warn" ? "border-danger" : "border-line"}`}
    >
      {title ? <h2 className="mb-1.5 font-bold text-ink-soft">{title}</h2> : null}
      {children}
    </section>
  );
}

export function NotFoundScreen() {
  const words = useUiWords();
  const texts = useWords();
  return (
    <main className="mx-auto max-w-3xl p-6">
      <h1 className="sr-only">{words.notFoundTitle}</h1>
      <Blank
        icon="search"
        title={words.notFoundTitle}
        action={
          <Link to="/" className="font-bold text-accent underline underline-offset-4">
            {texts.payment.toHome}
          </Link>
        }
      >
        {words.notFoundDetail}
      </Blank>
    </main>
  );
}
