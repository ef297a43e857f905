import type { ConsoleCustomer } from "@minamoto/api/console";
import { useFormat, useServiceWords } from "@minamoto/ui";
import { OccupancyBadge } from "../parts/badges";
import { Fact, Facts, Panel } from "../parts/page";
import { useWords } from "../words";

export function ContractTab({ customer }: { customer: ConsoleCustomer }) {
  const words = useWords();
  const names = useServiceWords();
  const format = useFormat();
  return (
    <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
      <div className="flex flex-col gap-4">
        {customer.contracts.map((contract) => (
          <Panel
            key={contract.id}
            title={`${names.service[contract.service]}　${contract.plan_name}`}
            aside={<OccupancyBadge state={contract.state} />}
          >
            <Facts>
              <Fact name={words.column.period}>
                {format.shortDate(contract.started_on)} 〜{" "}
                {contract.ended_on ? format.shortDate(contract.ended_on) : ""}
              </Fact>
              {contract.attributes.map((attribute) => (
                <Fact key={attribute.code} name={attribute.label}>
                  {attribute.value}
                </Fact>
              ))}
            </Facts>
          </Panel>
        ))}
      </div>
      <Panel title={words.customer.roles}>
        <ul className="flex flex-col">
          {customer.roles.map((role, index) => (
            <li key={`${role.role}-${index}`} className="border-line py-2 not-first:border-t">
              <p className="flex flex-wrap items-baseline gap-x-3">
                <span className="text-sm text-ink-soft">{role.role_name}</span>
                <span className="font-bold">{role.name}</span>
                <span className="text-sm text-ink-soft">{role.name_kana}</span>
                {role.since ? (
                  <span className="ml-auto text-sm text-ink-soft">
                    {words.customer.since2(format.shortDate(role.since))}
                  </span>
                ) : null}
              </p>
              <Facts>
                {role.phone ? <Fact name={words.customer.phone}>{role.phone}</Fact> : null}
                {role.email ? <Fact name={words.customer.email}>{role.email}</Fact> : null}
                {role.postal_address ? <Fact name={words.customer.post}>{role.postal_address}</Fact> : null}
              </Facts>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
