import type { MypageCustomer } from "@minamoto/api/mypage";
import { Badge, Icon } from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { customersQuery } from "../queries";
import { useWords } from "../words";

/** Whose figures these are; leads to the switch where there are several. */
export function CustomerLine({ customer }: { customer: MypageCustomer }) {
  const words = useWords();
  const several = (useQuery(customersQuery).data?.items.length ?? 0) > 1;
  const content = (
    <>
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2 font-bold">
          <span className="truncate">{customer.nickname ?? customer.name}</span>
          <CustomerStateBadge customer={customer} />
        </span>
        <span className="block truncate text-sm text-ink-soft">{customer.address}</span>
      </span>
      {several ? <Icon name="down" className="size-5 text-ink-soft" /> : null}
    </>
  );
  if (!several) return <div className="flex items-center gap-3">{content}</div>;
  return (
    <Link
      to="/account"
      className="-mx-2 flex items-center gap-3 rounded-8 px-2 py-1 hover:bg-sunken"
      title={words.customer.switch}
    >
      {content}
      <span className="sr-only">{words.customer.switch}</span>
    </Link>
  );
}

export function CustomerStateBadge({ customer }: { customer: MypageCustomer }) {
  const words = useWords();
  if (customer.state === "open") return null;
  return (
    <Badge tone="plain">{customer.state === "closed" ? words.customer.closed : words.customer.notYet}</Badge>
  );
}
