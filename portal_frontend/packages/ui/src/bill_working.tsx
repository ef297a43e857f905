import type { BillClaim, BillDetail, BillLine, BillStep } from "@minamoto/api/mypage";
import { Fragment, type ReactNode } from "react";
import { useBillWords } from "./bill_words";
import { magnitude, signOf, subtract } from "./decimal";
import { useFormat, type Format } from "./format";
import { Icon } from "./icons";
import { useServiceWords } from "./service_words";
import { Badge } from "./states";

/** Return the money of a line: whole yen where the tariff rounds the line, else its exact value. */
function lineAmount(format: Format, line: BillLine): string {
  if (line.amount_yen !== null) return format.yen(line.amount_yen);
  return exactYen(format, line.amount_yen_exact);
}

function exactYen(format: Format, exact: string): string {
  const figure = format.figure(exact);
  return format.locale === "ja"
    ? `${figure}円`
    : figure.startsWith("−")
      ? `−¥${figure.slice(1)}`
      : `¥${figure}`;
}

/** How a bill comes about: claim by claim, line by line, and each line opens into its steps. */
export function BillWorking({ bill, dense }: { bill: BillDetail; dense?: boolean }) {
  return (
    <div className={`flex flex-col ${dense ? "gap-4" : "gap-6"}`}>
      {bill.claims.map((claim, index) => (
        <ClaimWorking key={`${claim.service}-${index}`} claim={claim} dense={dense} />
      ))}
    </div>
  );
}

function ClaimWorking({ claim, dense }: { claim: BillClaim; dense?: boolean }) {
  const words = useBillWords();
  const names = useServiceWords();
  const format = useFormat();
  const roundedOnce = claim.lines.some((line) => line.amount_yen === null);
  return (
    <section>
      <h3 className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-bold">{names.service[claim.service]}</span>
        <span className="text-sm text-ink-soft">
          {[claim.plan_name, claim.contract_size].filter(Boolean).join(" ")}
        </span>
        <span className="figure ml-auto text-sm text-ink-soft">
          {format.quantity(claim.quantity, names.unit[claim.unit])}
        </span>
      </h3>
      <ul className="mt-1 border-t border-line">
        {claim.lines.map((line, index) => (
          <li key={`${line.code}-${index}`} className="border-b border-line">
            <LineWorking
              line={line}
              twin={claim.lines.filter((each) => each.name === line.name).length > 1}
              dense={dense}
            />
          </li>
        ))}
        {taxOnTop(claim) ? (
          <li className={`flex items-baseline gap-3 border-b border-line pl-7 ${dense ? "py-1.5" : "py-3"}`}>
            <span className="flex-1">{words.tax}</span>
            <span className="figure whitespace-nowrap">{format.yen(claim.tax_yen)}</span>
          </li>
        ) : null}
      </ul>
      <p
        className={`figure flex items-baseline justify-between gap-4 font-bold ${dense ? "py-1.5" : "py-3"}`}
      >
        <span>{words.subtotal}</span>
        <span>{format.yen(claim.amount_yen)}</span>
      </p>
      {roundedOnce ? <p className="text-sm text-ink-soft">{words.exactNote}</p> : null}
      <RegisterTable claim={claim} />
    </section>
  );
}

/** Return whether the lines come without tax: what they leave of the subtotal is then the tax, give or take a yen. */
function taxOnTop(claim: BillClaim): boolean {
  const left = claim.lines.reduce(
    (rest, line) => subtract(rest, line.amount_yen_exact),
    String(claim.amount_yen),
  );
  const beside = subtract(left, String(claim.tax_yen));
  return claim.tax_yen > 0 && signOf(subtract(magnitude(left), magnitude(beside))) > 0;
}

interface LineProps {
  line: BillLine;
  /** Another line has the same name (one for each month): the note tells them apart. */
  twin: boolean;
  dense?: boolean;
}

function LineWorking({ line, twin, dense }: LineProps) {
  const format = useFormat();
  const explains = line.steps.length > 0 || line.note !== null || line.unit_price_yen !== null;
  const head = (
    <>
      <span className="min-w-0 flex-1">
        {line.name}
        {twin && line.note ? <span className="ml-2 text-sm text-ink-soft">{line.note}</span> : null}
      </span>
      <span className={`figure whitespace-nowrap ${line.kind === "discount" ? "text-good" : ""}`}>
        {lineAmount(format, line)}
      </span>
    </>
  );
  const pad = dense ? "py-1.5" : "py-3";
  if (!explains) return <div className={`flex items-baseline gap-3 pl-7 ${pad}`}>{head}</div>;
  return (
    <details className="group">
      <summary
        className={`flex cursor-pointer list-none items-baseline gap-2 hover:bg-sunken [&::-webkit-details-marker]:hidden ${pad}`}
      >
        <Icon
          name="next"
          className="size-5 self-center text-ink-soft transition-transform group-open:rotate-90"
        />
        {head}
      </summary>
      <div className="mb-3 ml-7 rounded-8 bg-sunken px-4 py-3 text-sm">
        {line.steps.length ? (
          <StepTable steps={line.steps} />
        ) : line.unit_price_yen !== null ? (
          <UnitPrice line={line} />
        ) : null}
        {line.note && !twin ? <p className="mt-1 text-ink-soft">{line.note}</p> : null}
      </div>
    </details>
  );
}

/** Units are free text on a bill; cubic metres are written as people write them. */
function unitText(unit: string | null): string {
  return unit === "m3" ? "m³" : (unit ?? "");
}

function times(format: Format, quantity: string | null, unit: string | null, price: string | null): string {
  if (price === null) return quantity === null ? "" : format.quantity(quantity, unitText(unit));
  const each = exactYen(format, price);
  return quantity === null ? each : `${format.quantity(quantity, unitText(unit))} × ${each}`;
}

function UnitPrice({ line }: { line: BillLine }) {
  const format = useFormat();
  return (
    <p className="figure flex justify-between gap-3">
      <span>{times(format, line.quantity, line.unit, line.unit_price_yen)}</span>
      <span>= {exactYen(format, line.amount_yen_exact)}</span>
    </p>
  );
}

function StepTable({ steps }: { steps: readonly BillStep[] }) {
  const words = useBillWords();
  const format = useFormat();
  function range(step: BillStep): string | null {
    const from = step.from_quantity;
    const to = step.to_quantity;
    const unit = unitText(step.unit);
    if (from === null && to === null) return null;
    if (to === null)
      return from === null || Number(from) === 0 ? null : words.step.above(format.quantity(from, unit));
    if (from === null || Number(from) === 0) return words.step.upTo(format.quantity(to, unit));
    return words.step.range(format.figure(from), format.quantity(to, unit));
  }
  return (
    <ul className="flex flex-col gap-2">
      {steps.map((step, index) => (
        <li key={index} className="figure">
          <span className="block">
            {step.name}
            {range(step) ? <span className="text-ink-soft">{format.aside(range(step) ?? "")}</span> : null}
          </span>
          <span className="flex justify-between gap-3">
            <span>{times(format, step.quantity, step.unit, step.unit_price_yen)}</span>
            <span className="whitespace-nowrap">= {exactYen(format, step.amount_yen_exact)}</span>
          </span>
          {step.note ? <span className="block text-ink-soft">{step.note}</span> : null}
        </li>
      ))}
    </ul>
  );
}

function RegisterTable({ claim }: { claim: BillClaim }) {
  const words = useBillWords();
  const format = useFormat();
  if (claim.registers.length === 0 && !claim.supply_point_number) return null;
  return (
    <dl className="figure mt-3 flex flex-col gap-1 text-sm">
      {claim.supply_point_number ? (
        <Fact name={words.point[claim.service]}>{claim.supply_point_number}</Fact>
      ) : null}
      {claim.registers.map((register) => (
        <Fragment key={register.meter_number}>
          <Fact name={words.meterNumber}>{register.meter_number}</Fact>
          <Fact name={`${words.readings}　${words.thisRead} ${format.dayOfYear(register.current_read_on)}`}>
            {register.estimated ? <Badge tone="plain">{words.estimated}</Badge> : null}{" "}
            {format.figure(register.current_value)}
          </Fact>
          {register.previous_value === null ? null : (
            <Fact
              name={`${words.readings}　${words.lastRead} ${register.previous_read_on ? format.dayOfYear(register.previous_read_on) : ""}`}
            >
              {format.figure(register.previous_value)}
            </Fact>
          )}
          {register.multiplier === "1" ? null : (
            <Fact name={words.multiplier}>{format.figure(register.multiplier)}</Fact>
          )}
        </Fragment>
      ))}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="ml-auto whitespace-nowrap">{children}</dd>
    </div>
  );
}

/** What makes the bill a qualified invoice: totals and tax for each rate, and who issues it. */
export function BillTaxes({ bill }: { bill: BillDetail }) {
  const words = useBillWords();
  const format = useFormat();
  return (
    <dl className="figure flex flex-col gap-1 text-sm">
      {bill.taxes.map((tax) => (
        <Fact key={tax.rate_percent} name={words.taxRow(tax.rate_percent)}>
          {format.yen(tax.amount_including_tax_yen)}
          {format.aside(words.taxOf(format.yen(tax.tax_yen)))}
        </Fact>
      ))}
      <Fact name={words.issuer}>{bill.issuer.name}</Fact>
      <Fact name={words.registration}>{bill.issuer.registration_number ?? words.noRegistration}</Fact>
    </dl>
  );
}
