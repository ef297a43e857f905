import { Failed, Icon, OfflineBanner, Redirect, type IconName } from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { sessionQuery } from "../queries";
import { useWords } from "../words";
import { useTenantName } from "./page";

const PLACES = [
  { to: "/", name: "home", icon: "home" },
  { to: "/usage", name: "usage", icon: "usage" },
  { to: "/bills", name: "bills", icon: "bill" },
  { to: "/account", name: "account", icon: "account" },
] as const satisfies { to: string; name: string; icon: IconName }[];

/** The frame of every page behind the login: name on top, four places under the thumb. */
export function Shell() {
  const words = useWords();
  const session = useQuery(sessionQuery);
  const tenantName = useTenantName();
  const navigate = useNavigate();
  const here = useRouterState({ select: (state) => state.location.href });
  const user = session.data?.user;
  const utility = session.data?.tenant.services[0];

  useEffect(() => {
    if (utility) document.documentElement.dataset["utility"] = utility;
  }, [utility]);

  if (session.isError && !session.data) {
    return (
      <main className="mx-auto max-w-3xl p-6">
        <Failed error={session.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data && !user) {
    return <Redirect go={() => void navigate({ to: "/login", search: { next: here }, replace: true })} />;
  }
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:px-4 focus:py-2"
      >
        {words.skip}
      </a>
      <OfflineBanner />
      <header className="sticky top-0 z-20 border-b border-line bg-surface">
        <div className="mx-auto flex h-14 max-w-5xl items-center gap-6 px-4 md:h-16 md:px-6">
          <Link to="/" className="flex min-w-0 items-center gap-2 text-ink">
            <TenantMark />
            <span className="truncate font-bold">{tenantName}</span>
          </Link>
          {session.data?.tenant.demonstration ? (
            <span className="rounded-4 bg-sunken px-1.5 text-xs leading-5 whitespace-nowrap text-ink-soft">
              {words.demonstration}
            </span>
          ) : null}
          <nav aria-label={words.nav.label} className="ml-auto hidden h-full md:block">
            <ul className="flex h-full gap-1">
              {PLACES.map((place) => (
                <li key={place.to} className="h-full">
                  <Link
                    to={place.to}
                    activeOptions={{ exact: place.to === "/" }}
                    className="flex h-full items-center gap-2 border-b-3 border-transparent px-4 text-ink-soft hover:text-accent data-[status=active]:border-accent data-[status=active]:font-bold data-[status=active]:text-ink"
                  >
                    {words.nav[place.name]}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-5xl flex-1 px-4 py-4 pb-24 md:px-6 md:py-8"
      >
        {user ? <Outlet /> : null}
      </main>
      <nav
        aria-label={words.nav.label}
        className="fixed inset-x-0 bottom-0 z-20 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        <ul className="grid grid-cols-4">
          {PLACES.map((place) => (
            <li key={place.to}>
              <Link
                to={place.to}
                activeOptions={{ exact: place.to === "/" }}
                className="flex min-h-16 flex-col items-center justify-center gap-0.5 border-t-3 border-transparent text-xs text-ink-soft data-[status=active]:border-accent data-[status=active]:font-bold data-[status=active]:text-accent"
              >
                <Icon name={place.icon} />
                {words.nav[place.name]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}

export function TenantMark() {
  return <img src={`${import.meta.env.BASE_URL}mark.svg`} alt="" className="size-7" />;
}
