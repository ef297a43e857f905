import { Failed, Icon, OfflineBanner, Redirect, type IconName } from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { homeQuery, sessionQuery } from "../queries";
import { useWords } from "../words";
import { usePermission, useTenantName } from "./page";
import { SearchBox } from "./search_box";

const PLACES = [
  { to: "/", name: "home", icon: "home", permission: "console.home" },
  { to: "/search", name: "search", icon: "search", permission: "customers.read" },
  { to: "/billing-runs", name: "runs", icon: "run", permission: "billing.read" },
  { to: "/jobs", name: "jobs", icon: "usage", permission: "jobs.read" },
  { to: "/inbox", name: "inbox", icon: "inbox", permission: "inbox.read" },
  { to: "/parked", name: "parked", icon: "warn", permission: "inbox.read" },
  { to: "/account", name: "account", icon: "account", permission: null },
] as const satisfies { to: string; name: string; icon: IconName; permission: string | null }[];

/** The frame of every screen behind the login: search on top, places at the side. */
export function Shell() {
  const session = useQuery(sessionQuery);
  const words = useWords();
  const tenantName = useTenantName();
  const navigate = useNavigate();
  const here = useRouterState({ select: (state) => state.location.href });
  const maySearch = usePermission("customers.read");
  const user = session.data?.user;
  const utility = session.data?.tenant.services[0];

  useEffect(() => {
    if (utility) document.documentElement.dataset["utility"] = utility;
  }, [utility]);

  if (session.isError && !session.data) {
    return (
      <main className="p-6">
        <Failed error={session.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data && !user) {
    return <Redirect go={() => void navigate({ to: "/login", search: { next: here }, replace: true })} />;
  }
  return (
    <div className="flex min-h-dvh flex-col text-[0.9375rem] leading-normal">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:px-4 focus:py-2"
      >
        {words.skip}
      </a>
      <OfflineBanner />
      <header className="sticky top-0 z-20 flex h-14 items-center gap-4 border-b border-line bg-surface px-4">
        <Link to="/" className="flex w-44 shrink-0 items-center gap-2 lg:w-48">
          <img src={`${import.meta.env.BASE_URL}mark.svg`} alt="" className="size-7" />
          <span className="leading-tight">
            <span className="block truncate text-sm font-bold">{tenantName}</span>
            <span className="block text-xs text-ink-soft">
              {words.brand}
              {session.data?.tenant.demonstration ? ` · ${words.demonstration}` : ""}
            </span>
          </span>
        </Link>
        {maySearch ? <SearchBox /> : <span className="flex-1" />}
        <Link
          to="/account"
          className="flex items-center gap-2 text-sm whitespace-nowrap text-ink-soft hover:text-ink"
        >
          <Icon name="account" className="size-5" />
          {user?.display_name}
        </Link>
      </header>
      <div className="flex flex-1">
        <Places />
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 p-5">
          {user ? <Outlet /> : null}
        </main>
      </div>
    </div>
  );
}

function Places() {
  const words = useWords().nav;
  const permissions = useQuery(sessionQuery).data?.permissions ?? [];
  const counts = useQuery({ ...homeQuery, enabled: permissions.includes("console.home") }).data?.counts;
  const waiting: Partial<Record<(typeof PLACES)[number]["name"], number>> = {
    jobs: counts?.jobs_running,
    inbox: counts?.messages_quarantined,
    parked: counts?.records_parked,
  };
  return (
    <nav
      aria-label={words.label}
      className="sticky top-14 h-[calc(100dvh-3.5rem)] w-48 shrink-0 self-start border-r border-line bg-surface py-3 lg:w-52"
    >
      <ul className="flex flex-col">
        {PLACES.filter((place) => place.permission === null || permissions.includes(place.permission)).map(
          (place) => (
            <li key={place.to}>
              <Link
                to={place.to}
                activeOptions={{ exact: place.to === "/" }}
                className="flex min-h-10 items-center gap-2.5 border-l-4 border-transparent px-3 text-ink-soft hover:bg-sunken data-[status=active]:border-accent data-[status=active]:bg-accent-soft data-[status=active]:font-bold data-[status=active]:text-ink"
              >
                <Icon name={place.icon} className="size-5" />
                <span className="flex-1">{words[place.name]}</span>
                {waiting[place.name] ? (
                  <span className="figure rounded-full bg-sunken px-2 text-xs leading-5 font-bold text-ink">
                    {waiting[place.name]}
                  </span>
                ) : null}
              </Link>
            </li>
          ),
        )}
      </ul>
    </nav>
  );
}
