import type { ConsoleCustomer } from "@minamoto/api/console";
import { Badge, useBillWords, useFormat, useServiceWords } from "@minamoto/ui";
import { Panel } from "../parts/page";
import { DataTable } from "../parts/table";
import { useWords } from "../words";

type ServicePoint = ConsoleCustomer["service_points"][number];
type Meter = ServicePoint["meters"][number];

export function MeterTab({ customer }: { customer: ConsoleCustomer }) {
  const words = useWords();
  const bill = useBillWords();
  const names = useServiceWords();
  return (
    <div className="flex flex-col gap-4">
      {customer.service_points.map((point) => (
        <Panel key={point.id} title={`${bill.point[point.service]}　${point.number}`}>
          <p className="mb-3 flex flex-wrap gap-x-6 text-sm text-ink-soft">
            <span>{names.service[point.service]}</span>
            <span>{point.address}</span>
            {point.route ? <span className="figure">{`${words.customer.route} ${point.route}`}</span> : null}
            {point.district ? <span>{`${words.customer.district} ${point.district}`}</span> : null}
          </p>
          <div className="flex flex-col gap-5">
            {point.meters.map((meter) => (
              <MeterFacts key={meter.id} meter={meter} />
            ))}
          </div>
        </Panel>
      ))}
    </div>
  );
}

function MeterFacts({ meter }: { meter: Meter }) {
  const words = useWords();
  const names = useServiceWords();
  const format = useFormat();
  const unit = names.unit[meter.unit];
  return (
    <section>
      <h3 className="figure mb-1 flex flex-wrap items-baseline gap-x-4">
        <span className="font-bold">{`${words.customer.meter} ${meter.number}`}</span>
        <span className="text-sm text-ink-soft">
          {[
            `${words.customer.installed} ${format.shortDate(meter.installed_on)}`,
            meter.removed_on ? `${words.customer.removed} ${format.shortDate(meter.removed_on)}` : "",
            meter.certified_until
              ? `${words.customer.certified} ${format.shortDate(meter.certified_until)}`
              : "",
            meter.size ? `${words.customer.size} ${meter.size}` : "",
            meter.multiplier === "1" ? "" : `${words.customer.multiplier} ${meter.multiplier}`,
          ]
            .filter(Boolean)
            .join("　")}
        </span>
      </h3>
      {meter.readings.length === 0 ? (
        <p className="text-ink-soft">{words.customer.noReadings}</p>
      ) : (
        <DataTable
          caption={`${words.customer.readings} ${meter.number}`}
          rows={meter.readings}
          rowKey={(reading) => `${reading.read_on} ${reading.kind}`}
          columns={[
            {
              key: "on",
              label: words.column.read,
              head: true,
              nowrap: true,
              cell: (reading) => format.date(reading.read_on),
            },
            {
              key: "kind",
              label: words.column.readKind,
              nowrap: true,
              cell: (reading) => (
                <>
                  {reading.kind_name}{" "}
                  {reading.estimated ? <Badge tone="warning">{words.customer.estimated}</Badge> : null}
                </>
              ),
            },
            {
              key: "value",
              label: words.column.value,
              align: "right",
              cell: (reading) => (reading.value === null ? words.none : format.figure(reading.value)),
            },
            {
              key: "quantity",
              label: words.column.usage,
              align: "right",
              cell: (reading) =>
                reading.quantity === null ? words.none : format.quantity(reading.quantity, unit),
            },
            { key: "note", label: words.column.note, cell: (reading) => reading.note },
          ]}
        />
      )}
    </section>
  );
}
