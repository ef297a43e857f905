import { Blank, useFormat } from "@minamoto/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Page } from "../parts/page";
import { ParkedTable } from "../parts/parked_table";
import { Paged } from "../parts/table";
import { parkedQuery } from "../queries";
import { useWords } from "../words";

export function ParkedScreen() {
  const words = useWords().parked;
  const format = useFormat();
  const parked = useInfiniteQuery(parkedQuery(undefined));
  const total = parked.data?.pages[0]?.total;
  return (
    <Page
      title={words.title}
      beside={total ? <p className="text-ink-soft">{words.count(format.count(total))}</p> : null}
    >
      <p className="text-ink-soft">{words.intro}</p>
      <Paged query={parked}>
        {(pages) => {
          const rows = pages.flatMap((page) => page.items);
          return rows.length ? <ParkedTable records={rows} /> : <Blank icon="good" title={words.empty} />;
        }}
      </Paged>
    </Page>
  );
}
