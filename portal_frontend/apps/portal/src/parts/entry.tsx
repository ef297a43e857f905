import { LOCALES, OfflineBanner, useLocale, useUiWords } from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { sessionQuery } from "../queries";
import { useWords } from "../words";
import { usePageTitle, useTenantName } from "./page";
import { TenantMark } from "./shell";

/** The frame of the pages before the login. */
export function Entry({ title, children }: { title: string; children: ReactNode }) {
  const words = useWords();
  const { locale, setLocale } = useLocale();
  const names = useUiWords().language;
  const heading = usePageTitle(title);
  const tenantName = useTenantName();
  const session = useQuery(sessionQuery);
  const phone = session.data?.tenant.phone;
  return (
    <div className="flex min-h-dvh flex-col">
      <OfflineBanner />
      <main className="mx-auto flex w-full max-w-md flex-1 flex-col gap-7 px-5 py-8 sm:justify-center">
        <div className="flex items-center gap-3">
          <TenantMark />
          <p className="text-lg font-bold">{tenantName}</p>
          {session.data?.tenant.demonstration ? (
            <span className="rounded-4 bg-sunken px-1.5 text-xs leading-5 text-ink-soft">
              {words.demonstration}
            </span>
          ) : null}
        </div>
        <h1 ref={heading} tabIndex={-1} className="text-[1.625rem] leading-snug font-bold">
          {title}
        </h1>
        {children}
      </main>
      <footer className="mx-auto flex w-full max-w-md flex-col items-start gap-3 px-5 pb-8 text-sm text-ink-soft">
        {phone ? <p>{words.login.help(phone)}</p> : null}
        <div className="flex gap-4">
          {LOCALES.map((each) => (
            <button
              key={each}
              type="button"
              lang={each}
              aria-pressed={each === locale}
              onClick={() => setLocale(each)}
              className="min-h-11 underline underline-offset-4 aria-pressed:font-bold aria-pressed:text-ink aria-pressed:no-underline"
            >
              {names[each]}
            </button>
          ))}
        </div>
      </footer>
    </div>
  );
}
