import type { CustomerHit } from "@minamoto/api/console";
import { Blank, Button, useFormat, useServiceWords } from "@minamoto/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { OccupancyBadge } from "../parts/badges";
import { Page } from "../parts/page";
import { DataTable, Paged } from "../parts/table";
import { searchQuery } from "../queries";
import { useSearchState } from "../search_state";
import { useWords } from "../words";

export function SearchScreen() {
  const words = useWords().search;
  const format = useFormat();
  const { text, status, search } = useSearchState();
  const hits = useInfiniteQuery(searchQuery(text, status));
  const total = hits.data?.pages[0]?.total;

  if (text === "") {
    return (
      <Page title={words.title}>
        <Blank icon="search" title={words.intro} />
      </Page>
    );
  }
  return (
    <Page
      title={words.title}
      beside={
        <p role="status" className="text-ink-soft">
          {total === undefined ? "" : `${words.quoted(text)} ${words.count(format.count(total))}`}
        </p>
      }
    >
      <Paged query={hits}>
        {(pages) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length > 0) return <Hits rows={rows} />;
          return (
            <Blank
              icon="search"
              title={words.none(text)}
              action={
                status === "all" ? null : (
                  <Button kind="outline" onPress={() => search(text, "all")}>
                    {words.tryAll}
                  </Button>
                )
              }
            >
              {words.noneDetail}
            </Blank>
          );
        }}
      </Paged>
    </Page>
  );
}

function Hits({ rows }: { rows: readonly CustomerHit[] }) {
  const words = useWords();
  const names = useServiceWords();
  const format = useFormat();
  const navigate = useNavigate();
  const only = rows.length === 1 ? rows[0] : undefined;
  const exact = only?.matched_on.some(
    (each) => each === "customer_number" || each === "supply_point" || each === "meter",
  );

  useEffect(() => {
    // A number that names one customer needs no list in between.
    if (only && exact) {
      void navigate({
        to: "/customers/$customerId/{-$tab}",
        params: { customerId: only.customer_id },
        replace: true,
      });
    } else {
      document.querySelector<HTMLElement>("main tbody a")?.focus();
    }
  }, [only, exact, navigate]);

  return (
    <DataTable
      caption={words.search.title}
      rows={rows}
      rowKey={(hit) => hit.customer_id}
      columns={[
        {
          key: "number",
          label: words.column.number,
          head: true,
          nowrap: true,
          cell: (hit) => (
            <Link
              to="/customers/$customerId/{-$tab}"
              params={{ customerId: hit.customer_id }}
              className="text-accent hover:underline"
            >
              {hit.number}
            </Link>
          ),
        },
        {
          key: "name",
          label: words.column.name,
          cell: (hit) => (
            <>
              <span className="font-bold">{hit.name}</span>
              <span className="block text-xs text-ink-soft">{hit.name_kana}</span>
            </>
          ),
        },
        {
          key: "state",
          label: words.column.state,
          nowrap: true,
          cell: (hit) => (
            <>
              <OccupancyBadge state={hit.state} />
              <span className="block text-xs text-ink-soft">
                {hit.services.map((each) => names.service[each]).join("・")}
              </span>
            </>
          ),
        },
        { key: "address", label: words.column.address, cell: (hit) => hit.address },
        { key: "phone", label: words.column.phone, nowrap: true, cell: (hit) => hit.phone ?? words.none },
        {
          key: "point",
          label: words.column.point,
          nowrap: true,
          cell: (hit) => (
            <span className="text-xs">
              {hit.supply_point_number ?? words.none}
              <span className="block text-ink-soft">{hit.meter_number}</span>
            </span>
          ),
        },
        {
          key: "balance",
          label: words.column.balance,
          align: "right",
          cell: (hit) => (
            <span className={hit.balance_yen > 0 ? "font-bold" : "text-ink-soft"}>
              {format.yen(hit.balance_yen)}
            </span>
          ),
        },
      ]}
    />
  );
}
